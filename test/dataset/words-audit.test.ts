import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { checkPolicy, explainRequirement, parsePolicy } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';

const root = resolve(import.meta.dirname, '../..');
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-words-audit-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const LEVELS = '{ type: ordered, column: grade, levels: [C, B, A], favourable: higher }';
const CLASSES = '{ type: class, column: grade, classes: [C, B, A], favourable: [A] }';

const asked = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    id: 'r',
    metric: 'share_at_least',
    by: ['sex'],
    evidence: 'violation',
    smallGroups: 'report',
    severity: 'block',
    basis: { kind: 'ours', source: 'example' },
    ...changes,
  });

const policyText = (outcome: string, requirement: string, data: readonly string[] = []): string =>
  [
    'tribune: policy/v1',
    'name: grades',
    'version: "1"',
    'data:',
    `  outcome: ${outcome}`,
    ...data.map((line) => `  ${line}`),
    '  attributes: { sex: {} }',
    'requirements:',
    `  - ${requirement}`,
    '',
  ].join('\n');

const SHARE = { level: 'B', compare: 'ratio', min: 0.8 };
const mistakes = (text: string): string =>
  checkPolicy(text)
    .map(({ message, remedy }) => `${message}. ${remedy}`)
    .join('\n');

let files = 0;
async function audit(lines: readonly string[], policy: string): Promise<AuditResult> {
  const path = join(directory, `${files++}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return auditFile(path, policy);
}

const auditFile = (path: string, policy: string): Promise<AuditResult> =>
  runAudit(openFiles([path]), {
    policy: parsePolicy(policy).policy,
    policyDigest: 'sha256:test',
    policyPath: 'policy.yaml',
    today: '2026-11-28',
  });

const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: unknown) => {
      if (!(error instanceof TribuneError)) throw error;
      return `${error.code}: ${error.message}. ${error.remedy}`;
    },
  );

describe('a policy of levels or classes', () => {
  it.each([
    [LEVELS, { compare: 'ratio', min: 0.8 }, 'r: share_at_least needs level. Add level, such as `level: B`.'],
    [LEVELS, { ...SHARE, level: 'a' }, 'r: "a" is not among data.outcome.levels. Did you mean "A"?'],
    [LEVELS, { ...SHARE, value: 3 }, 'r: value has no meaning with share_at_least'],
    [LEVELS, { metric: 'class_rate', class: 'A', compare: 'ratio', min: 0.8 }, 'measures decisions that are classes'],
    [LEVELS, { metric: 'superiority', compare: 'difference', max: 0.1 }, 'compares two groups already'],
    [LEVELS, { metric: 'superiority', compare: 'value', min: 0.4, by: [] }, 'by is empty'],
    [CLASSES, { metric: 'class_recall', compare: 'ratio', min: 0.8 }, 'r: class_recall needs class'],
    [CLASSES, { metric: 'class_recall', class: 'A', compare: 'ratio', min: 0.8 }, 'class recall needs data.label'],
    [CLASSES, { metric: 'expected_cost', compare: 'value', max: 1 }, 'r: expected_cost needs costs'],
    [
      CLASSES,
      { metric: 'expected_cost', compare: 'value', max: 1, costs: { A: { B: 1, C: 1 }, D: { A: 1 } } },
      '"D" is not among data.outcome.classes',
    ],
    [
      CLASSES,
      { metric: 'expected_cost', compare: 'value', max: 1, costs: { A: { B: 1, C: 1 }, B: { A: 1, C: 1 } } },
      'costs says nothing of C decided as B, C decided as A',
    ],
    [LEVELS.replace('[C, B, A]', '[C, B, C]'), SHARE, 'data.outcome.levels names "C" twice'],
    [CLASSES.replace('[A]', '[AA]'), { metric: 'class_rate', compare: 'ratio', min: 0.8 }, '"AA" is not among'],
    [LEVELS.replace('}', ', none: [B] }'), SHARE, '"B" is among data.outcome.levels and says that nothing was decided'],
    [LEVELS.replace('levels', 'level'), SHARE, 'unknown key "level" in data.outcome. Did you mean "levels"?'],
  ])('%s with %j', (outcome, changes, words) => {
    expect(mistakes(policyText(outcome, asked(changes)))).toContain(words);
  });

  it('refuses a second table of costs, and takes the same one again', () => {
    const costs = { A: { B: 1, C: 1 }, B: { A: 1, C: 1 }, C: { A: 1, B: 1 } };
    const cost = { metric: 'expected_cost', compare: 'value', max: 1, costs };
    const both = (second: object) =>
      mistakes(
        policyText(CLASSES, `${asked(cost)}\n  - ${asked({ ...cost, id: 's', costs: second })}`, ['label: truth']),
      );
    expect(both(costs)).not.toContain('other costs');
    expect(both({ ...costs, C: { A: 1, B: 2 } })).toContain('s has other costs than r');
  });

  it('warns of costs that are the same whatever is decided', () => {
    const zero = { A: { B: 0, C: 0 }, B: { A: 0, C: 0 }, C: { A: 0, B: 0 } };
    const cost = { metric: 'expected_cost', compare: 'value', max: 1 };
    const told = (costs: object) => checkPolicy(policyText(CLASSES, asked({ ...cost, costs }), ['label: truth']));
    expect(told(zero)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('r: every decision costs 0, right or wrong') },
    ]);
    expect(told({ ...zero, C: { A: 0, B: 1 } })).toEqual([]);
  });

  it('refuses what says something about decisions of 0 and 1 only', () => {
    const text = policyText(LEVELS, asked(SHARE), ['prediction: y', 'favourable: 1', 'strata: [sex]']);
    for (const key of ['prediction', 'favourable', 'strata'])
      expect(mistakes(text)).toContain(`data.${key} has no meaning where decisions are levels`);
  });
});

describe('an audit of levels or classes', () => {
  const rows = (counts: Readonly<Record<string, number>>): string[] => [
    'sex,grade',
    ...Object.entries(counts).flatMap(([row, n]) => Array.from({ length: n }, () => row)),
  ];

  it('refuses levels that were never declared, with the nearest one', async () => {
    const error = await refused(audit(rows({ 'f,A': 40, 'm,b': 3 }), policyText(LEVELS, asked(SHARE))));
    expect(error).toBe(
      'DATA_VALUE_INVALID: column "grade": 3 values are not among data.outcome.levels: "b" (3 times). Did you mean "B"? Declared are C, B, A. ' +
        'Declare it, mend the data, or list what means missing in data.missing, what says that nothing was decided in data.outcome.none.',
    );
  });

  it('counts rows without a value and rows in which nothing was decided apart', async () => {
    const outcome = LEVELS.replace('}', ', none: [ill] }');
    const { data } = await audit(
      rows({ 'f,A': 40, 'm,B': 40, 'm,': 2, 'f,ill': 3 }),
      policyText(outcome, asked(SHARE)),
    );
    expect(data.rows).toBe(80);
    expect(data.excluded).toEqual([
      { reason: 'missing outcome', rows: 2 },
      { reason: 'no decision', rows: 3 },
    ]);
  });

  it('judges the example of grades, and every report says it', async () => {
    const policy = readFileSync(join(root, 'examples/grades/policy.yaml'), 'utf8');
    const result = await auditFile(join(root, 'examples/grades/grades.csv'), policy);
    expect(result.data.rows).toBe(649);
    const [passed, outranked] = result.requirements;
    // 142 of 226 against 362 of 423; by hand: the levels of both schools, counted in the file.
    expect(passed).toMatchObject({ verdict: 'inconclusive', nGroup: 226, nReference: 423, atLevel: 'IV' });
    expect(passed!.estimate).toBeCloseTo(142 / 226 / (362 / 423), 12);
    expect(outranked).toMatchObject({ verdict: 'fail', against: { school: 'Gabriel Pereira' } });
    expect(outranked!.estimate).toBeCloseTo(0.347, 3);
    expect(explainRequirement(outranked!).join(' ')).toContain('0.347');
    const html = renderHtml(result);
    expect(html).toContain('How decisions are spread');
    expect(html).toMatch(/By school groups differ most in V: 37\.2\s%/);
    for (const text of [renderMarkdown(result), renderJUnit(result), renderSarif(result)])
      expect(text).toContain('neither-school-outranked');
  });

  it('says of the reference that others are held against it, and counts the people of each group beside its chance', async () => {
    const lines = rows({ 'f,A': 60, 'f,B': 40, 'm,B': 50, 'm,C': 30 });
    const result = await audit(lines, policyText(LEVELS, asked({ metric: 'superiority', compare: 'value', min: 0.4 })));
    const [women, men] = result.groups;
    expect(women!.metrics).not.toHaveProperty('superiority');
    expect(men!.metrics.superiority).toMatchObject({ n: 80, estimate: result.requirements[0]!.estimate });
    expect(result.requirements[0]).toMatchObject({ nGroup: 80, against: { sex: 'f' } });
    const html = renderHtml(result);
    expect(html).toContain('sex, against f');
    expect(html).toContain('Forest plot of 1 group');
    expect(html).toContain('>f</th><td></td><td></td><td>100</td><td>the reference of the others</td>');
    expect(html).not.toContain('cannot be estimated');
  });

  it('says of intersections that the reference has people enough', async () => {
    const lines = [
      'sex,grade,age',
      ...Array.from({ length: 400 }, (_, i) => `${'fm'[i % 2]},${'ABC'[i % 3]},${i % 4 < 2 ? 'old' : 'young'}`),
    ];
    const policy = policyText(LEVELS, asked({ metric: 'superiority', compare: 'value', min: 0.4, by: ['sex', 'age'] }));
    const declared = policy.replace(
      'attributes: { sex: {} }',
      'attributes: { sex: {}, age: {} }\n  intersections: [[sex, age]]',
    );
    const html = renderHtml(await audit(lines, declared));
    expect(html).toContain('Chance to outrank the reference by sex and age<');
    expect(html).toContain('the reference of the others');
    expect(html).not.toContain('too few people and is blank');
  });

  it('calls a level that is spelt as a number a level, and defines each metric once', async () => {
    const outcome = '{ type: ordered, column: grade, levels: ["1", "2", "3"], favourable: lower }';
    const lines = rows({ 'f,1': 30, 'f,2': 20, 'f,3': 30, 'm,1': 20, 'm,2': 10, 'm,3': 50 });
    const result = await audit(lines, policyText(outcome, asked({ ...SHARE, level: '2' })));
    expect(result.requirements[0]!.estimate).toBeCloseTo(30 / 80 / (50 / 80), 12);
    const html = renderHtml(result);
    expect(html).toContain('37.5 got 2 or better');
    expect(html).not.toContain('at least 2');
    expect(html.match(/<dt>share that got[^<]*/g)).toEqual(['<dt>share that got 2 or better']);
  });

  it('judges the example of courses by rates, recalls and costs', async () => {
    const policy = readFileSync(join(root, 'examples/courses/policy.yaml'), 'utf8');
    const result = await auditFile(join(root, 'examples/courses/courses.csv'), policy);
    const [support, found, macro, cost] = result.requirements;
    expect(support!.estimate).toBeCloseTo(82 / 208 - 60 / 187, 12);
    expect(found!.estimate).toBeCloseTo(65 / 83 / (53 / 63), 12);
    expect(macro).toMatchObject({ verdict: 'pass', method: 'mover(clopper-pearson)', nGroup: 41 });
    // Women: 18 who needed support were sent to the regular course (4 each), 17 and 9 and 6 errors of cost 1.
    expect(cost!.groupValue).toBeCloseTo(113 / 208, 12);
    expect(result.groups[0]!.metrics.class_rate_support!.estimate).toBeCloseTo(82 / 208, 12);
    expect(renderHtml(result)).toContain('recall of support');
  });
});
