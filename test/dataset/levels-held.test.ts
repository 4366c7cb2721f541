import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { checkPolicy, explainRequirement, parsePolicy } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/reports/audit/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-levels-held-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Two schools by what pupils earned and what a formula gave them, which never gave an A at Hill. */
const PUPILS = [
  'school,poor,due,grade,n',
  'Hill,yes,A,B,12',
  'Hill,yes,B,C,30',
  'Hill,yes,C,D,40',
  'Hill,no,A,B,3',
  'Hill,no,C,C,15',
  'Lake,no,A,A,35',
  'Lake,no,B,A,30',
  'Lake,no,C,B,25',
  'Lake,yes,B,B,6',
  'Lake,yes,C,C,4',
  'Lake,yes,,C,5',
];

const FRAME = {
  by: ['poor'],
  evidence: 'violation',
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'example' },
};

const policyText = (requirements: readonly object[], { label = true, data = [] as readonly string[] } = {}): string =>
  [
    'tribune: policy/v1',
    'name: grades',
    'version: "1"',
    'data:',
    '  outcome: { type: ordered, column: grade, levels: [D, C, B, A], favourable: higher }',
    ...(label ? ['  label: due'] : []),
    '  weight: n',
    '  weightKind: count',
    '  attributes: { school: {}, poor: { reference: "no" } }',
    ...data.map((line) => `  ${line}`),
    'requirements:',
    ...requirements.map((one, i) => `  - ${JSON.stringify({ id: `r${i}`, ...FRAME, ...one })}`),
    '',
  ].join('\n');

let files = 0;
function audit(requirements: readonly object[], lines = PUPILS, baseline?: unknown): Promise<AuditResult> {
  const path = join(directory, `${files++}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return runAudit(openFiles([path]), {
    policy: parsePolicy(policyText(requirements)).policy,
    policyDigest: 'sha256:test',
    policyPath: 'policy.yaml',
    today: '2026-11-28',
    ...(baseline === undefined ? {} : { baseline: baseline as never }),
  });
}

const EACH = [
  { metric: 'lowered_share', compare: 'difference', max: 0.1 },
  { metric: 'raised_share', compare: 'ratio', min: 0.8 },
  { metric: 'mean_rank', compare: 'value', min: 0.45 },
  { metric: 'dominance_shortfall', compare: 'value', max: 0.1 },
  { metric: 'turned_pairs', pairs: 'within', compare: 'value', max: 0.1 },
  { metric: 'turned_pairs', pairs: 'across', compare: 'value', max: 0.1 },
];

describe('requirements that hold levels against the label or against other people', () => {
  it('have the values that counting by hand gives', async () => {
    const { requirements } = await audit(EACH);
    const [lowered, raised, rank, shortfall, within, across] = requirements;
    // Of 92 poor pupils with a label 82 were lowered and none raised; of 108 others 3 and 55.
    expect(lowered).toMatchObject({ verdict: 'fail', nGroup: 92, nReference: 108 });
    expect(lowered!.estimate).toBeCloseTo(82 / 92 - 3 / 108, 12);
    expect(raised).toMatchObject({ verdict: 'fail', groupValue: 0 });
    // Ranks of 205 people: 40 D, 54 C, 46 B, 65 A; the poor are 40 D, 39 C, 18 B.
    expect(rank!.estimate).toBeCloseTo((40 * 20.5 + 39 * 67.5 + 18 * 117.5) / 97 / 205 - 0.5 / 205, 12);
    expect(rank).toMatchObject({ verdict: 'fail', nGroup: 97 });
    // The gap is widest at B or better: 18 of 97 against 93 of 108.
    expect(shortfall).toMatchObject({
      verdict: 'fail',
      against: { poor: 'no' },
      method: 'mover(clopper-pearson) over 3 cuts',
    });
    expect(shortfall!.estimate).toBeCloseTo(93 / 108 - 18 / 97, 12);
    // A poor pupil and somebody else with a lower label who was given more, counted pair by pair.
    expect(across!.estimate).toBeCloseTo(turned('yes', 'no'), 12);
    expect(within!.estimate).toBeCloseTo(turned('no', 'no'), 12);
  });

  it('are told in every report, and the page shows who was lowered and who was raised', async () => {
    const result = await audit(EACH);
    const html = renderHtml(result);
    expect(html).toContain('Who was given less or more than was due');
    expect(html).toMatch(/By poor groups differ most in who was lowered: 89\.1\s%/);
    expect(html).toContain('raised by 1 level');
    expect(html).toContain('share of pairs with others turned round');
    for (const text of [renderMarkdown(result), renderJUnit(result), renderSarif(result)])
      for (const { id } of result.requirements) expect(text).toContain(id);
    expect(renderMarkdown(result)).toContain('largest shortfall at any level');
    for (const one of result.requirements) expect(explainRequirement(one).length).toBeGreaterThan(2);
    expect(result.words!.find(({ group }) => group.poor === 'no')!.labelled).toContainEqual({
      label: 'A',
      word: 'B',
      n: 3,
    });
  });

  it('draw nobody as moved where no row has a label, and do not apply where one is needed', async () => {
    const lines = PUPILS.map((line, i) => (i === 0 ? line : line.replace(/^([^,]*,[^,]*),[^,]*/, '$1,')));
    const result = await audit(EACH, lines);
    expect(result.requirements.map(({ verdict }) => verdict)).toEqual([
      'not_applicable',
      'not_applicable',
      'fail',
      'fail',
      'not_applicable',
      'not_applicable',
    ]);
    expect(renderHtml(result)).not.toContain('Who was given less or more than was due');
  });

  it('never pass where a group is too small', async () => {
    const few = [...PUPILS.slice(0, 1), 'Hill,yes,A,A,6', 'Hill,yes,B,B,5', 'Hill,no,A,A,90', 'Hill,no,B,B,80'];
    const { requirements } = await audit(
      EACH.map((one) => ({ ...one, smallGroups: 'inconclusive' })),
      few,
    );
    expect(new Set(requirements.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']));
  });

  it('pool small groups against the same others', async () => {
    const lines = [
      PUPILS[0]!,
      ...'abc'.split('').flatMap((s) => [`${s},yes,A,C,12`, `${s},yes,B,B,8`]),
      'big,no,A,A,200',
      'big,no,B,B,200',
    ];
    const pooled = { metric: 'mean_rank', by: ['school'], compare: 'value', min: 0.45, smallGroups: 'pool' };
    const { requirements } = await audit(
      [pooled, { ...pooled, metric: 'dominance_shortfall', min: undefined, max: 0.1 }],
      lines,
    );
    for (const one of requirements) expect(one).toMatchObject({ verdict: 'fail', nGroup: 60 });
    expect(requirements[1]!.estimate).toBeCloseTo(0.6, 12);
  });

  it('judge a change since an accepted audit from the table of labels that it carries', async () => {
    const changes = [
      { metric: 'lowered_share', change: { against: 'baseline', maxRise: 0.1 } },
      { metric: 'mean_rank', change: { against: 'baseline', maxDrop: 0.1 } },
      { metric: 'turned_pairs', pairs: 'across', change: { against: 'baseline', maxRise: 0.1 } },
      { metric: 'dominance_shortfall', change: { against: 'baseline', maxRise: 0.1 } },
    ];
    const fair = [
      PUPILS[0]!,
      'Hill,yes,A,A,60',
      'Hill,yes,B,B,60',
      'Hill,yes,B,C,5',
      'Lake,no,A,A,60',
      'Lake,no,B,B,60',
    ];
    const before = JSON.parse(
      JSON.stringify(
        await audit(
          changes.map((one) => withoutChange(one)),
          fair,
        ),
      ),
    );
    const { requirements } = await audit(changes, PUPILS, before);
    expect(requirements.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'fail', 'fail']);
    expect(requirements[0]!.estimate).toBeCloseTo(82 / 92 - 5 / 125, 12);
    const same = await audit(changes, PUPILS, JSON.parse(JSON.stringify(await audit(EACH))));
    expect(same.requirements.map(({ estimate }) => estimate)).toEqual([0, 0, 0, 0]);
    expect(same.requirements.map(({ verdict }) => verdict)).not.toContain('fail');
  });
});

const withoutChange = ({ change: _, ...one }: { readonly change: object; readonly metric: string }) =>
  one.metric === 'mean_rank'
    ? { ...one, compare: 'value', min: 0.1 }
    : one.metric === 'lowered_share'
      ? { ...one, compare: 'difference', max: 0.9 }
      : { ...one, compare: 'value', max: 0.9 };

/** Turned pairs of one group's member, who has the better label, and one of another, one pair at a time. */
function turned(own: string, other: string): number {
  const rows = PUPILS.slice(1).flatMap((line) => {
    const [, poor, due, grade, n] = line.split(',');
    return due === '' ? [] : [{ poor: poor!, due: 'DCBA'.indexOf(due!), grade: 'DCBA'.indexOf(grade!), n: Number(n) }];
  });
  let [pairs, round] = [0, 0];
  for (const a of rows.filter(({ poor }) => poor === own))
    for (const b of rows.filter(({ poor }) => poor === other)) {
      if (b.due >= a.due) continue;
      pairs += a.n * b.n;
      if (b.grade > a.grade) round += a.n * b.n;
    }
  return round / pairs;
}

describe('a policy that holds levels against the label or against other people', () => {
  const mistakes = (requirement: object, label = true): string =>
    checkPolicy(policyText([requirement], { label }))
      .map(({ message, remedy }) => `${message}. ${remedy}`)
      .join('\n');

  it.each([
    [{ metric: 'mean_rank', compare: 'difference', max: 0.1 }, 'compares two groups already'],
    [{ metric: 'dominance_shortfall', compare: 'ratio', min: 0.8 }, '`compare: value` with `max: 0.1`'],
    [{ metric: 'turned_pairs', pairs: 'within', compare: 'ratio', min: 0.8 }, 'compares people already'],
    [{ metric: 'turned_pairs', compare: 'value', max: 0.1 }, 'r0: turned_pairs needs pairs'],
    [{ metric: 'turned_pairs', pairs: 'acros', compare: 'value', max: 0.1 }, 'Did you mean "across"?'],
    [
      { metric: 'lowered_share', pairs: 'within', compare: 'ratio', min: 0.8 },
      'pairs has no meaning with lowered_share',
    ],
    [{ metric: 'mean_rank', compare: 'value', min: 0.4, by: [] }, 'by is empty'],
    [{ metric: 'dominance_shortfall', compare: 'value', max: 10 }, 'lies between 0 and 1'],
    [
      { metric: 'dominance_shortfall', change: { against: 'baseline', maxRise: 0.1, relative: true } },
      'has no relative change',
    ],
    [{ metric: 'mean_ranks', compare: 'value', min: 0.4 }, 'mean_rank'],
  ])('refuses %j', (requirement, words) => {
    expect(mistakes(requirement)).toContain(words);
  });

  it.each(['lowered_share', 'raised_share', 'turned_pairs'])('asks %s for a label', (metric) => {
    const pairs = metric === 'turned_pairs' ? { pairs: 'across' } : {};
    expect(mistakes({ metric, ...pairs, compare: 'value', max: 0.1 }, false)).toContain('needs data.label');
  });

  it('refuses them where decisions are no levels', () => {
    const text = policyText([{ metric: 'mean_rank', compare: 'value', min: 0.4 }]).replace(
      'type: ordered, column: grade, levels: [D, C, B, A], favourable: higher',
      'type: class, column: grade, classes: [D, C, B, A]',
    );
    expect(
      checkPolicy(text)
        .map(({ message }) => message)
        .join(),
    ).toContain('measures decisions that are levels');
  });
});
