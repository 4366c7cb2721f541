import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, rows, SETS, tallyOf } from '../../../test/support/generators/crowds.js';
import { tallyRows } from '../../core/fairness/index.js';
import { parsePolicy } from '../../core/policy/index.js';
import { runAudit } from '../audits/run.js';
import { bindLive } from '../audits/source/index.js';
import { demandGroupsOnly, filterUse, protectedParts } from './parts.js';
import { LEAST_CELL } from './types.js';

/** Measures made of more than one number of a group, of scores and labels too. */
const COMPOSITES = ['equalized_odds_difference', 'calibration_difference', 'multicalibration_error', 'error_share'];

const policyText = (more = ''): string => `tribune: policy/v1
name: p
version: 1.0.0
data:
  label: y
  prediction: p
  score: s
  favourable: 1
  attributes:
    a: {}
    b: {}
  intersections: [[a, b]]
  ${more}
  minGroupSize: 5
statistics: { replicates: 100 }
requirements:
${['selection_rate', 'true_positive_rate', 'mean_score']
  .flatMap((metric) =>
    SETS.map(
      (by) => `  - id: ${metric}-${by.join('-')}
    metric: ${metric}
    by: [${by}]
    compare: difference
    reference: largest
    max: 0.2
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`,
    ),
  )
  .join('')}${COMPOSITES.flatMap((metric) =>
  SETS.map(
    (by) =>
      `  - { id: ${metric}-${by.join('-')}, metric: ${metric}, by: [${by}], max: 0.2, evidence: point, smallGroups: report, severity: block, basis: { kind: ours, source: test } }\n`,
  ),
).join('')}`;

describe('an audit for a caller who may see no person', () => {
  const read = (text: string) => parsePolicy(text, { file: 'policy' }).policy;
  const options = { policyDigest: 'sha256:x', policyPath: null, today: '2026-11-28', toolVersion: '0' };

  it('has the verdicts of the audit of every cell, or is inconclusive', async () => {
    const counts = { same: 0, open: 0, opened: 0 };
    // With the intersection everything stands in one part; without, each attribute in its own.
    const property = fc.asyncProperty(rows, fc.boolean(), async (all, together) => {
      const policy = read(policyText());
      const single = policy.requirements.filter(({ by }) => by.length === 1);
      const data = { ...policy.data, intersections: [] };
      const wanted = together ? policy : { ...policy, data, requirements: single };
      const raw = tallyOf(all, 'distinct');
      let parts: ReturnType<typeof protectedParts>;
      try {
        parts = protectedParts(raw, wanted);
      } catch {
        return;
      }
      const source = (more: object) => ({ tally: async () => ({ tally: parts[0]!.tally, sources: [], ...more }) });
      const whole = await runAudit(source({ tally: raw }), { ...options, policy: wanted }).catch(() => null);
      if (whole === null) return;
      const shown = await runAudit(source({ parts }), { ...options, policy: wanted });
      expect(shown.overall.n).toBe(whole.overall.n);
      for (const [i, { verdict, reason, id }] of shown.requirements.entries()) {
        const full = whole.requirements[i]!.verdict;
        expect(verdict === full || verdict === 'inconclusive', `${id}: ${full} became ${verdict}`).toBe(true);
        if (reason === 'withheld') counts.open += 1;
        else counts.same += 1;
        if (reason !== 'withheld') expect(shown.requirements[i]).toEqual(whole.requirements[i]);
      }
    });
    await fc.assert(property, { numRuns: 60, seed: 8 });
    expect(counts.same).toBeGreaterThan(50);
    expect(counts.open).toBeGreaterThan(50);
  }, 120_000);

  it('decides nothing within strata, which no part shows', async () => {
    const crowd = Array.from(
      { length: 200 },
      (_, i): Row => ({
        values: [i % 2 === 0 ? 'x' : 'y', i % 3 === 0 ? 'f' : 'm'],
        label: 1,
        prediction: i % 5 === 0 ? 1 : 0,
        score: null,
      }),
    );
    const text = policyText().split('requirements:')[0]!;
    const policy = read(
      `${text}requirements:\n  - { id: r, metric: selection_rate, by: [a], compare: difference, max: 0.2, given: [b], evidence: point, smallGroups: report, severity: block, basis: { kind: ours, source: test } }\n`,
    );
    const parts = protectedParts(tallyOf(crowd, 'none'), policy);
    const source = { tally: async () => ({ tally: parts[0]!.tally, sources: [], parts }) };
    const { requirements } = await runAudit(source, { ...options, policy });
    expect(requirements[0]).toMatchObject({ verdict: 'inconclusive', reason: 'withheld' });
  });

  it.each([
    ['an input in the filter', 'where: inputs.case = 4711', 'inputs.case'],
    ['the score in the filter', 'where: s = 0.1344567', 'score'],
    ['the outcome in the filter', 'where: p = 1', 'outcome'],
    ['the label in the filter', "where: y = 1 and route = 'x'", 'label'],
    ['an input as the group', 'live: { a: inputs.case }', 'inputs.case'],
    ['the score as the group', 'live: { a: score }', 'score'],
    ['an input as the label', 'live: { label: inputs.case }', 'inputs.case'],
    ['an attribute as the label', 'live: { label: attributes.b }', 'attributes.b'],
    ['an attribute as the outcome', 'live: { prediction: attributes.b }', 'attributes.b'],
    ['an attribute as the score', 'live: { score: attributes.b }', 'attributes.b'],
  ])('refuses %s by name', (_what, line, named) => {
    const live = bindLive(read(policyText(line)));
    expect(() => demandGroupsOnly(live)).toThrow(`sees no person, and ${named} can single one out`);
  });

  it.each([
    [
      'an edge of bins',
      'where: a = 1',
      (text: string) => text.replace('a: {}', 'a: { bins: [40000, 41235] }'),
      'the bins of a part people at 41235',
    ],
    ['a number in the filter', 'where: not a < 41235.5', undefined, 'data.where parts people at 41235.5'],
    ['a number in the filter before the name', 'where: 0.123 >= a', undefined, 'data.where parts people at 0.123'],
    ['a text in the filter', "where: b = 'x' or a >= 'mab'", undefined, 'data.where parts people at the text "mab"'],
    [
      'a list of values',
      `where: a in (${Array.from({ length: 101 }, (_, i) => i).join(', ')})`,
      undefined,
      'list 101 values',
    ],
    [
      'values for missing',
      `missing: [${Array.from({ length: 101 }, (_, i) => i).join(', ')}]`,
      undefined,
      'list 101 values',
    ],
    ['the scale of scores', 'scoreScale: 1.37', undefined, 'data.scoreScale is 1.37'],
    [
      'the range of scores',
      'scoreBins: { lower: 0, upper: 0.83, count: 100 }',
      undefined,
      'data.scoreBins 0 to 0.83 by 100',
    ],
    [
      'the start of the range',
      'scoreBins: { lower: -0.5, upper: 1, count: 100 }',
      undefined,
      'data.scoreBins -0.5 to 1 by 100',
    ],
    ['the number of bins', 'scoreBins: { lower: 0, upper: 1, count: 37 }', undefined, 'data.scoreBins 0 to 1 by 37'],
  ])('refuses %s that could find one number by halving', (_what, line, changed, why) => {
    const text = policyText(line);
    const live = bindLive(read(changed === undefined ? text : changed(text)));
    expect(() => demandGroupsOnly(live)).toThrow('this caller sees no person, and ');
    expect(() => demandGroupsOnly(live)).toThrow(why);
  });

  it.each([
    'where: a >= 45 and a < 120000 or b = 41235.17',
    "where: a in ('x', 'y') and b != 'z' and a >= 0.35 and a > -5",
    'scoreScale: 10',
    'scoreBins: { lower: -1, upper: 1, count: 50 }',
    'scoreBins: { lower: 0, upper: 1000, count: 1000 }',
  ])('takes %s', (line) => {
    const text = policyText(line).replace('b: {}', 'b: { bins: [25, 45, 100] }');
    expect(() => demandGroupsOnly(bindLive(read(text)))).not.toThrow();
  });

  it('takes filters by what many people share', () => {
    const live = bindLive(read(policyText("where: a = 'x' and route = 'automatic' or jurisdiction = 'EU'")));
    expect(() => demandGroupsOnly(live)).not.toThrow();
  });

  it('applies a filter that keeps many and leaves out many, and answers nobody as a few', () => {
    const { data } = read(policyText("where: a = 'x'"));
    const few = fc.integer({ min: 0, max: LEAST_CELL - 1 });
    const answer = (rows: number, kept: number): string => {
      try {
        return filterUse(data, { rows, kept });
      } catch (error) {
        return JSON.stringify([(error as Error).message, error]);
      }
    };
    fc.assert(
      fc.property(fc.integer({ min: 22, max: 5000 }), few, (rows, n) => {
        expect(answer(rows, n)).toBe(answer(rows, 0));
        expect(answer(n, n)).toBe(answer(rows, 0));
        expect(answer(rows, rows - n)).toBe('not applied');
      }),
      { seed: 9 },
    );
    expect(answer(100, 0)).toContain('fewer than 11 decisions, or none, are left to audit');
    expect([answer(22, 11), answer(22, 12)]).toEqual(['applied', 'not applied']);
  });

  it('has attributes of one column in one part, so that no two of its bins are subtracted from each other', () => {
    // Nobody but three people is 25 years old: below 25 there are 60, below 26 there are 63.
    const ages = [
      ...Array(60).fill(['< 25', '< 26']),
      ...Array(3).fill(['>= 25', '< 26']),
      ...Array(80).fill(['>= 25', '>= 26']),
    ];
    const all = ages.flatMap((values: string[]) =>
      ([0, 1] as const).map((prediction): Row => ({ values, label: null, prediction, score: null })),
    );
    const policy = read(
      policyText()
        .replace('a: {}', 'a: { column: age, bins: [25] }')
        .replace('b: {}', 'b: { column: age, bins: [26] }'),
    );
    const data = { ...policy.data, intersections: [] };
    const single = { ...policy, data, requirements: policy.requirements.filter(({ by }) => by.length === 1) };
    const parts = protectedParts(tallyOf(all, 'none'), single);
    expect(parts.map(({ attributes }) => attributes)).toEqual([[], ['a', 'b']]);
    expect(parts[1]!.tally.cells.map(({ rows: n }) => n)).toEqual([80, 80, 63, 63]);
  });

  it('is refused where intersections that share an attribute make more groups together than one may have', () => {
    // Each intersection has 101 groups, both together have 10,201.
    const pairs = Array.from({ length: 101 }, (_, a) => Array.from({ length: 101 }, (_, c) => [`a${a}`, 'b', `c${c}`]));
    const spec = { policyDigest: 'sha256:x', weightKind: 'none', score: { kind: 'none' }, scoreScale: 1 } as const;
    const tally = tallyRows(
      { ...spec, attributes: ['a', 'b', 'c'] },
      pairs
        .flat()
        .map((values, i) => ({ values, label: null, prediction: i % 2 === 0 ? 1 : 0, score: null, weight: 1 })),
    );
    const policy = read(policyText());
    const attributes = ['a', 'b', 'c'].map((name) => ({ ...policy.data.attributes[0]!, name, column: name }));
    const intersections = [
      ['a', 'b'],
      ['b', 'c'],
    ];
    const joint = { ...policy, data: { ...policy.data, attributes, intersections }, requirements: [] };
    expect(() => protectedParts(tally, joint)).toThrow(
      'a, b, c, which the policy uses together, have more than 10000 groups',
    );
    const apart = { ...joint, data: { ...joint.data, intersections: [['a', 'b']] } };
    expect(protectedParts(tally, apart)).toHaveLength(3);
  });

  it('answers nobody with an outcome as a few', () => {
    const crowd = (n: number, prediction: 0 | 1): Row[] =>
      Array.from({ length: n }, () => ({ values: ['x', 'f'], label: 1, prediction, score: null }));
    const answers = [0, 1, 10].map((n) => {
      try {
        return protectedParts(tallyOf([...crowd(50, 0), ...crowd(n, 1)], 'none'), read(policyText()));
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(answers[0]).toContain('fewer than 11 of the decisions, or none, have one of the outcomes');
    expect(new Set(answers).size).toBe(1);
  });

  it('does not tell small reasons of exclusion apart', () => {
    const crowd = Array.from(
      { length: 50 },
      (_, i): Row => ({ values: ['x', 'f'], label: 1, prediction: i < 25 ? 0 : 1, score: null }),
    );
    const excluded = [
      { reason: 'filtered by policy', rows: 40 },
      { reason: 'missing prediction', rows: 1 },
    ];
    const parts = protectedParts({ ...tallyOf(crowd, 'none'), excluded }, read(policyText()));
    expect(parts[0]!.tally.excluded).toEqual([
      { reason: 'filtered or excluded; reasons of fewer than 11 rows are not told apart', rows: 41 },
    ]);
  });
});
