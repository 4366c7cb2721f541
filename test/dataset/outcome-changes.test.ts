import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { checkPolicy, explainRequirement } from '../../src/core/policy/index.js';
import { runAudit } from '../../src/domain/audits/index.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { renderHtml, renderMarkdown } from '../../src/domain/reports/audit/index.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-outcome-changes-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const FRAME = {
  by: ['g'],
  evidence: 'violation',
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'example' },
};

const LEVELS = '{ type: ordered, column: y, levels: [C, B, A], favourable: higher }';
const CLASSES = '{ type: class, column: y, classes: [A, B, C], favourable: [A, B] }';
const STAGES =
  '{ type: stages, stages: [{ name: screen, column: y }, { name: interview, column: z }, { name: offer, column: o }] }';
const COSTS = { A: { B: 1, C: 5 }, B: { A: 2, C: 1 }, C: { A: 9, B: 3 } };

interface Kind {
  readonly outcome: string;
  /** Columns of a row, and how many people have each row, in the two samples. */
  readonly columns: readonly string[];
  readonly earlier: Readonly<Record<string, number>>;
  readonly later: Readonly<Record<string, number>>;
  readonly measures: readonly object[];
  readonly label?: boolean;
}

const KINDS: Readonly<Record<string, Kind>> = {
  levels: {
    outcome: LEVELS,
    columns: ['y'],
    earlier: { A: 90, B: 60, C: 50 },
    later: { A: 60, B: 90, C: 100 },
    measures: [{ metric: 'share_at_least', level: 'B' }],
  },
  classes: {
    outcome: CLASSES,
    columns: ['y', 't'],
    label: true,
    earlier: { 'A,A': 60, 'B,A': 20, 'C,A': 9, 'B,B': 50, 'A,B': 12, 'C,C': 55, 'A,C': 20, 'C,': 7 },
    later: { 'A,A': 40, 'B,A': 41, 'B,B': 44, 'A,B': 25, 'C,B': 3, 'C,C': 44, 'A,C': 31, 'B,': 11 },
    measures: [
      { metric: 'class_recall', class: 'A' },
      { metric: 'class_rate' },
      { metric: 'class_rate', class: 'C' },
      { metric: 'class_precision', class: 'B' },
      { metric: 'macro_recall' },
      { metric: 'worst_class_recall' },
      { metric: 'expected_cost', costs: COSTS },
    ],
  },
  stages: {
    outcome: STAGES,
    columns: ['y', 'z', 'o'],
    earlier: { '0,,': 60, '1,0,': 40, '1,,': 11, '1,1,0': 30, '1,1,1': 70, '1,1,': 4 },
    later: { '0,,': 80, '1,0,': 61, '1,,': 3, '1,1,0': 40, '1,1,1': 51, '1,1,': 9 },
    measures: [{ metric: 'funnel_rate' }, { metric: 'stage_rate', stage: 'interview' }],
  },
};

interface PolicyShape {
  readonly attributes?: string;
  readonly outcome?: string;
}

const policyText = (
  kind: Kind,
  requirements: readonly object[],
  { attributes = '{ g: {} }', outcome = kind.outcome }: PolicyShape = {},
): string =>
  [
    'tribune: policy/v1',
    'name: example',
    'version: "1"',
    'data:',
    `  outcome: ${outcome}`,
    ...(kind.label ? ['  label: t'] : []),
    '  weight: n',
    '  weightKind: count',
    `  attributes: ${attributes}`,
    'requirements:',
    ...requirements.map((one, i) => `  - ${JSON.stringify({ id: `r${i}`, ...FRAME, ...one })}`),
    '',
  ].join('\n');

type Sample = Readonly<Record<string, number>>;

let files = 0;
async function audit(
  kind: Kind,
  groups: Readonly<Record<string, Sample>>,
  policy: string,
  baseline?: unknown,
): Promise<AuditResult> {
  const path = join(directory, `${files++}.csv`);
  const rows = Object.entries(groups).flatMap(([g, sample]) =>
    Object.entries(sample).map(([row, n]) => `${row},${n},${g}`),
  );
  writeFileSync(path, [[...kind.columns, 'n', 'g'].join(','), ...rows, ''].join('\n'));
  return runAudit(openFiles([path]), { policy, today: '2026-11-28', ...(baseline === undefined ? {} : { baseline }) });
}

/** The audit as it is read from its file. */
const accepted = (result: AuditResult): Record<string, unknown> => JSON.parse(JSON.stringify(result));

const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => {
      if (!(error instanceof TribuneError)) throw error;
      return `${error.code}: ${error.message}`;
    },
  );

const change = { against: 'baseline', maxDrop: 0.05 };
const relative = { against: 'baseline', maxDrop: 0.1, relative: true };
const times = (sample: Sample, factor: number): Sample =>
  Object.fromEntries(Object.entries(sample).map(([row, n]) => [row, n * factor]));

describe.each(Object.entries(KINDS))('the change of %s since an accepted audit', (_, kind) => {
  it.each([
    ['difference', change, { max: 0.9 }],
    ['ratio', relative, { min: 0.1 }],
  ])('is the comparison of the two samples: %s', async (compare, asked, bound) => {
    const measures = kind.measures.filter(
      (each) => compare === 'difference' || !/cost|recall"/.test(JSON.stringify(each)),
    );
    const policy = policyText(
      kind,
      measures.map((each) => ({ ...each, change: asked })),
    );
    const result = await audit(
      kind,
      { f: kind.later },
      policy,
      accepted(await audit(kind, { f: kind.earlier }, policy)),
    );
    const beside = policyText(
      kind,
      measures.map((each) => ({ ...each, compare, ...bound, reference: 'declared' })),
      {
        attributes: '{ g: { reference: earlier } }',
      },
    );
    const same = await audit(kind, { later: kind.later, earlier: kind.earlier }, beside);
    const shift = compare === 'ratio' ? 1 : 0;
    for (const [i, r] of result.requirements.slice(0, measures.length).entries()) {
      expect(r.compare).toBe('change');
      expect(r.method).toBe(`change:${same.requirements[i]!.method}`);
      for (const field of ['estimate', 'lower', 'upper'] as const)
        expect(r[field]! + shift, `${r.metric} ${field}`).toBeCloseTo(same.requirements[i]![field]!, 10);
    }
  });

  it('is one of everybody with by: []', async () => {
    const policy = policyText(kind, [{ ...kind.measures[0], by: [], change }]);
    const before = await audit(kind, { f: kind.earlier, m: kind.later }, policy);
    const result = await audit(kind, { f: kind.later, m: kind.later }, policy, accepted(before));
    expect(result.requirements[0]!.group).toEqual({});
    expect(result.requirements[0]!.referenceValue).toBeCloseTo(before.overall.metrics[key(kind)]!.estimate!, 12);
    expect(result.requirements[0]!.nReference).toBe(before.overall.metrics[key(kind)]!.n);
  });

  it('fails where more was lost than is allowed, passes an unchanged audit, and every report says it', async () => {
    const policy = policyText(kind, [{ ...kind.measures[0], change }]);
    const before = accepted(await audit(kind, { f: times(kind.earlier, 10) }, policy));
    const fallen = await audit(kind, { f: times(kind.later, 10) }, policy, before);
    expect(fallen.requirements[0]).toMatchObject({ verdict: 'fail', reason: 'interval-beyond', group: { g: 'f' } });
    expect(explainRequirement(fallen.requirements[0]!).join(' ')).toContain('a fall of at most 0.05');
    expect(renderHtml(fallen)).toContain('change of ');
    expect(renderMarkdown(fallen)).toContain('fall at most 5');
    const same = await audit(kind, { f: times(kind.earlier, 10) }, policy, before);
    expect(same.requirements[0]).toMatchObject({ verdict: 'pass', estimate: 0 });
  });

  it('says whether a gap grew, for every requirement on a gap', async () => {
    const gap = { ...kind.measures[0], compare: 'ratio', min: 0.2, reference: 'declared' };
    const policy = policyText(kind, [gap], { attributes: '{ g: { reference: m } }' });
    const before = accepted(await audit(kind, { f: times(kind.earlier, 10), m: times(kind.earlier, 11) }, policy));
    const grown = await audit(kind, { f: times(kind.later, 10), m: times(kind.earlier, 11) }, policy, before);
    expect(grown.requirements[1]).toMatchObject({ id: 'r0@baseline', verdict: 'fail', reason: 'worse-than-baseline' });
    // The factor by which the ratio moved away from 1, from the counts.
    const ratio = (result: Record<string, unknown> | AuditResult) => (result as AuditResult).requirements[0]!.estimate!;
    expect(grown.requirements[1]!.estimate).toBeCloseTo(ratio(before) / ratio(grown), 10);
    const same = await audit(kind, { f: times(kind.earlier, 10), m: times(kind.earlier, 11) }, policy, before);
    expect(same.requirements[1]!.verdict).toBe('pass');
  });

  it('refuses counts that contradict each other', async () => {
    const policy = policyText(kind, [{ ...kind.measures[0], change }]);
    const before = accepted(await audit(kind, { f: kind.earlier }, policy));
    const text = JSON.stringify(before);
    const broken =
      kind.outcome === STAGES
        ? text.replace('"reached":144', '"reached":999')
        : text.replace('"word":"A"', '"word":"Z"');
    expect(broken).not.toBe(text);
    const error = await refused(audit(kind, { f: kind.later }, policy, JSON.parse(broken)));
    expect(error).toMatch(/^BASELINE_INVALID: the baseline contradicts itself: of f, it(s| counts)/);
  });

  it('refuses a group, a word and a stage that are told twice, which would be counted twice', async () => {
    const policy = policyText(kind, [{ ...kind.measures[0], change }]);
    const before = accepted(await audit(kind, { f: kind.earlier, m: kind.later }, policy));
    const asked = (more: object) =>
      refused(audit(kind, { f: kind.later, m: kind.later }, policy, { ...before, ...more }));
    expect(await asked({})).toBe('accepted');
    const [list, within] = kind.outcome === STAGES ? ['funnels', 'stages'] : ['words', 'counts'];
    const told = before[list] as Record<string, unknown[]>[];
    const twice = 'BASELINE_INVALID: the baseline contradicts itself: of f, it counts the group twice';
    expect(await asked({ [list]: [...told, told[0]] })).toBe(twice);
    expect(await asked({ groups: [...(before.groups as unknown[]), (before.groups as unknown[])[0]] })).toBe(twice);
    const repeated = told.map((one) => ({ ...one, [within]: [...one[within]!, one[within]![0]] }));
    expect(await asked({ [list]: repeated })).toMatch(/of f, it counts "\w+" twice$/);
  });
});

/** The first measure of a kind among the metrics of an audit. */
const key = (kind: Kind): string =>
  kind.outcome === LEVELS ? 'share_at_least_B' : kind.outcome === CLASSES ? 'class_recall_A' : 'funnel_rate';

describe('the change of the chance to outrank a reference', () => {
  const kind = KINDS.levels!;
  const policy = policyText(kind, [{ metric: 'superiority', change }], { attributes: '{ g: { reference: m } }' });

  it('is that of both samples, each against its own reference', async () => {
    const before = await audit(kind, { f: kind.earlier, m: kind.later }, policy);
    const result = await audit(kind, { f: kind.later, m: kind.later }, policy, accepted(before));
    const [r] = result.requirements;
    const chance = before.groups.find(({ attributes }) => attributes.g === 'f')!.metrics.superiority!;
    expect(r).toMatchObject({ group: { g: 'f' }, groupValue: 0.5, verdict: 'fail' });
    expect(r!.referenceValue).toBeCloseTo(chance.estimate!, 12);
    // Both limits as the audit has them, put together by their squares (Zou and Donner 2008).
    const now = result.groups.find(({ attributes }) => attributes.g === 'f')!.metrics.superiority!;
    const reach = Math.hypot(now.estimate! - now.lower!, chance.upper! - chance.estimate!);
    expect(r!.lower).toBeCloseTo(now.estimate! - chance.estimate! - reach, 10);
    // The reference is no group whose change went untested.
    expect(r!.untested).toBeUndefined();
  });

  it('does not apply where the accepted audit lacks the reference', async () => {
    const before = accepted(await audit(kind, { f: kind.earlier, m: kind.later }, policy));
    const other = policy.replace('reference: m', 'reference: x');
    const result = await audit(kind, { f: kind.later, x: kind.later }, other, before);
    expect(result.requirements[0]).toMatchObject({ verdict: 'not_applicable' });
    expect(result.requirements[0]!.message).toContain('the baseline has no group x, which the others are held against');
  });
});

describe('an accepted audit of other decisions', () => {
  const asked = (kind: Kind) => [{ ...kind.measures[0], change }];
  const told = async (before: Kind, now: Kind, outcome = now.outcome): Promise<string> => {
    const baseline = accepted(await audit(before, { f: before.earlier }, policyText(before, asked(before))));
    return refused(audit(now, { f: now.later }, policyText(now, asked(now), { outcome }), baseline));
  };
  const { levels, classes, stages } = KINDS as { levels: Kind; classes: Kind; stages: Kind };

  it.each([
    [
      levels,
      classes,
      undefined,
      'decisions were of type ordered in the baseline, and this policy says that they are of type class',
    ],
    [
      levels,
      levels,
      LEVELS.replace('[C, B, A]', '[C, B, A, S]'),
      'the levels of the baseline are not those of this policy: C, B, A, and now C, B, A, S',
    ],
    [
      levels,
      levels,
      LEVELS.replace('[C, B, A]', '[B, C, A]'),
      'the levels of the baseline are not those of this policy',
    ],
    [
      levels,
      levels,
      LEVELS.replace('higher', 'lower'),
      'the favourable end of the baseline is not that of this policy: higher, and now lower',
    ],
    [
      classes,
      classes,
      CLASSES.replace('[A, B, C]', '[A, B, C, D]'),
      'the classes of the baseline are not those of this policy',
    ],
    [
      classes,
      classes,
      CLASSES.replace('[A, B]', '[A]'),
      'the favourable classes of the baseline are not those of this policy: A, B, and now A',
    ],
    [
      stages,
      stages,
      STAGES.replace('name: interview', 'name: talk'),
      'the stages of the baseline are not those of this policy',
    ],
  ])('is refused by name (%#)', async (before, now, outcome, words) => {
    const kind = outcome?.includes('talk') ? { ...now, measures: [{ metric: 'funnel_rate' }] } : now;
    expect(await told(before, kind, outcome)).toContain(`BASELINE_INVALID: ${words}`);
  });

  it('may name its classes in another order', async () => {
    expect(await told(classes, classes, CLASSES.replace('[A, B, C]', '[C, A, B]'))).toBe('accepted');
  });

  it('refuses a change relative to a cost, which may be 0', () => {
    const text = policyText(classes, [{ metric: 'expected_cost', costs: COSTS, change: relative }]);
    expect(checkPolicy(text).map(({ message }) => message)).toEqual([
      'r0: an expected cost may be 0 or negative, so that a change relative to it says nothing',
    ]);
  });
});

it('judges a number of another result beside decisions that are levels', async () => {
  const kind = KINDS.levels!;
  const { by: _, evidence: __, smallGroups: ___, ...frame } = FRAME;
  const number = { id: 'fit', ...frame, from: { result: 'check.json', field: 'fit' }, min: 0.9 };
  const asked = { ...kind.measures[0], compare: 'value', min: 0.1 };
  const list = `requirements:\n  - ${JSON.stringify(number)}`;
  const policy = policyText(kind, [asked]).replace('requirements:', list);
  const path = join(directory, 'levels.csv');
  writeFileSync(path, 'y,n,g\nA,40,f\nB,50,m\n');
  const results = { 'check.json': { digest: 'sha256:x', value: { fit: 0.8 } } };
  const result = await runAudit(openFiles([path]), { policy, today: '2026-11-28', results });
  expect(result.requirements[0]).toMatchObject({ id: 'fit', verdict: 'fail', estimate: 0.8 });
});

describe('total exclusion', () => {
  const judged = async (kind: Kind, groups: Readonly<Record<string, Sample>>, requirements: readonly object[]) =>
    (await audit(kind, groups, policyText(kind, requirements, { attributes: '{ g: { reference: m } }' }))).requirements;
  const { levels, classes, stages } = KINDS as { levels: Kind; classes: Kind; stages: Kind };
  const gaps = (measure: object) => [
    { ...measure, compare: 'ratio', min: 0.8 },
    { ...measure, compare: 'difference', max: 0.1 },
    { ...measure, compare: 'value', min: 0.2 },
  ];

  it('from a level, a class or a stage has an interval and fails', async () => {
    const some = { A: 60, B: 80, C: 60 };
    const rates = [
      await judged(levels, { f: { C: 200 }, m: some }, gaps({ metric: 'share_at_least', level: 'B' })),
      await judged(classes, { f: { 'C,C': 200 }, m: { 'A,A': 150, 'C,C': 50 } }, gaps({ metric: 'class_rate' })),
      await judged(stages, { f: { '1,0,': 200 }, m: { '1,1,1': 150, '0,,': 50 } }, gaps({ metric: 'funnel_rate' })),
    ].flat();
    for (const r of rates) {
      expect(r, `${r.metric} ${r.compare}`).toMatchObject({ verdict: 'fail', group: { g: 'f' } });
      expect(r.lower).not.toBeNull();
      expect(r.upper! - r.lower!).toBeGreaterThan(0);
    }
  });

  it('of a class that is never found, and of a group that is always outranked, fails too', async () => {
    const never = { 'A,A': 60, 'A,B': 60, 'C,C': 60 };
    const found = { 'A,A': 60, 'B,B': 60, 'C,C': 60 };
    const [recall, worst, mean, precision] = await judged(classes, { f: never, m: found }, [
      { metric: 'class_recall', class: 'B', compare: 'ratio', min: 0.8 },
      { metric: 'worst_class_recall', compare: 'value', min: 0.3 },
      { metric: 'macro_recall', compare: 'difference', max: 0.1 },
      { metric: 'class_precision', class: 'B', compare: 'ratio', min: 0.8 },
    ]);
    for (const r of [recall, worst, mean]) expect(r!.verdict, r!.metric).toBe('fail');
    // Of nobody decided as the class nothing can be said: 0/0 is no pass.
    expect(precision).toMatchObject({ verdict: 'inconclusive' });
    const [outranked] = await judged(levels, { f: { C: 200 }, m: { A: 200 } }, [
      { metric: 'superiority', compare: 'value', min: 0.4 },
    ]);
    expect(outranked).toMatchObject({ verdict: 'fail', estimate: 0, lower: 0 });
    expect(outranked!.upper).toBeGreaterThan(0);
  });
});
