import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../base/errors.js';
import { createGenerator, sampleBinomial } from '../../../stats/index.js';
import {
  addStagesRow,
  chainedRate,
  compareChainedRates,
  compareFunnelRate,
  compareStageRate,
  decomposeFunnel,
  emptyStagesTally,
  funnelRate,
  mergeStagesTallies,
  type StagesRow,
  type StagesSpec,
  stageRate,
  stagesGroups,
  stagesTally,
  stagesTallyFromJson,
} from './index.js';

const stages = ['screen', 'interview', 'offer'];
const spec: StagesSpec = { policyDigest: '', attributes: ['g'], stages };
const routed: StagesSpec = { ...spec, routes: { open: stages, referred: ['interview', 'offer'] } };
const fault = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof TribuneError) return `${error.code}: ${error.message} ${error.remedy}`;
    throw error;
  }
  return 'no fault';
};

type Counts = readonly (readonly [reached: number, passed: number])[];

/** Rows of a group that reached and passed the stages in these numbers; who passed and did not reach the next stage went away. */
function rowsOf(g: string, counts: Counts): StagesRow[] {
  return counts.flatMap(([reached, passed], stage) => {
    const before = counts.slice(0, stage).map(() => 1 as const);
    const after = (n: number) => new Array<null>(counts.length - n).fill(null);
    const gone = passed - (counts[stage + 1]?.[0] ?? 0);
    return [
      { values: [g], outcomes: [...before, 0, ...after(stage + 1)], people: reached - passed },
      { values: [g], outcomes: [...before, 1, ...after(stage + 1)], people: gone },
    ] satisfies StagesRow[];
  });
}

function pairOf(a: Counts, b: Counts) {
  const names = a.map((_, i) => `stage ${i}`);
  const tally = stagesTally({ ...spec, stages: names }, [...rowsOf('a', a), ...rowsOf('b', b)]);
  const [group, reference] = stagesGroups(tally, ['g']);
  return { group: group!, reference: reference! };
}

describe('the tally of stages', () => {
  const rows: StagesRow[] = [
    { values: ['a'], route: 'open', outcomes: [1, 1, 0] },
    { values: ['a'], route: 'open', outcomes: [1, null, null], people: 4 },
    { values: ['b'], route: 'referred', outcomes: [null, 1, 1] },
    { values: [null], route: 'open', outcomes: [0, null, null] },
    { values: ['a'], route: 'open', outcomes: [null, null, null] },
    { values: ['a'], route: 'open', outcomes: [1, 1, 1], people: 0 },
  ];

  it('counts paths by route, the last stage reached and whether it was passed', () => {
    const tally = stagesTally(routed, rows);
    expect(tally.cells.map((cell) => [cell.values[0], cell.route, cell.stage, cell.passed, cell.people])).toEqual([
      ['a', 'open', 0, 1, 4],
      ['a', 'open', 2, 0, 1],
      ['b', 'referred', 2, 1, 1],
      [null, 'open', 0, 0, 1],
    ]);
    expect(tally.excluded).toEqual([
      { reason: 'missing outcome', rows: 1 },
      { reason: 'weight zero', rows: 1 },
    ]);
  });

  it('is the same row by row, in parts, in another order, and through JSON', () => {
    const whole = stagesTally(routed, rows);
    expect(rows.reduce(addStagesRow, emptyStagesTally(routed))).toEqual(whole);
    expect(mergeStagesTallies(stagesTally(routed, rows.slice(3)), stagesTally(routed, rows.slice(0, 3)))).toEqual(
      whole,
    );
    const json = JSON.parse(JSON.stringify(whole));
    expect(stagesTallyFromJson({ ...json, cells: json.cells.toReversed() })).toEqual(whole);
    expect(fault(() => stagesTallyFromJson({ ...json, routes: { open: ['offer', 'screen'] } }))).toMatch(
      /another order/,
    );
    const astray = [{ ...json.cells[2], stage: 0 }];
    expect(fault(() => stagesTallyFromJson({ ...json, cells: astray, rowsRead: 3 }))).toMatch(
      /stage is not on the route/,
    );
  });

  it.each([
    [
      { route: 'open', outcomes: [0, 1, null] },
      /stages out of order in row 1: an outcome at interview, but screen was not passed/,
    ],
    [{ route: 'open', outcomes: [1, null, 1] }, /an outcome at offer, but interview was not passed/],
    [{ route: 'referred', outcomes: [1, 1, null] }, /an outcome at screen, which is not on its route "referred"/],
    [{ route: 'opn', outcomes: [1, 1, null] }, /"opn" in row 1 is no route Did you mean "open"/],
    [{ outcomes: [1, 1, null] }, /row 1 names no route Name one of the routes: open, referred/],
    [{ route: 'open' }, /0 outcomes for 3 stages/],
    [{ route: 'open', outcome: [1, 1, 1] }, /has a "outcome" Did you mean "outcomes"/],
    [{ route: 'open', outcomes: [1, 1] }, /2 outcomes for 3 stages/],
    [{ route: 'open', outcomes: [2, null, null] }, /outcome 2 at screen in row 1/],
  ])('refuses %j', (row, message) => {
    expect(fault(() => stagesTally(routed, [{ values: ['a'], ...row } as StagesRow]))).toMatch(message);
  });

  it('refuses declarations and questions that mean nothing', () => {
    expect(fault(() => emptyStagesTally({ ...spec, stages: [] }))).toMatch(/there are 0 stages/);
    expect(fault(() => emptyStagesTally({ ...spec, routes: { x: ['offer', 'screen'] } }))).toMatch(/another order/);
    expect(fault(() => emptyStagesTally({ ...spec, routes: { x: ['ofer'] } }))).toMatch(/"ofer", which is no stage/);
    const [everybody] = stagesGroups(emptyStagesTally(routed), []);
    expect(fault(() => stageRate(everybody!, 'interviews'))).toMatch(/is no stage Did you mean "interview"/);
    expect(fault(() => stageRate(everybody!, 'screen', { route: 'referred' }))).toMatch(/not on the route/);
    expect(fault(() => decomposeFunnel(everybody!, everybody!))).toMatch(/there are 2 routes/);
    expect(fault(() => mergeStagesTallies(emptyStagesTally(spec), emptyStagesTally(routed)))).toMatch(
      /differ in routes/,
    );
    expect(stageRate(everybody!, 'screen')).toMatchObject({ estimate: null, status: 'undefined' });
    expect(funnelRate(everybody!)).toMatchObject({ estimate: null, status: 'undefined' });
  });
});

describe('a funnel whose stages each pass four fifths and whose whole fails', () => {
  // 85 % of the reference's rate at each of three stages: .85 x .85 x .85 = .614 of the whole.
  const { group, reference } = pairOf(
    [
      [2000, 1360],
      [1360, 809],
      [809, 413],
    ],
    [
      [2000, 1600],
      [1600, 1120],
      [1120, 672],
    ],
  );

  it('each stage is above four fifths, the whole is below', () => {
    for (const stage of ['stage 0', 'stage 1', 'stage 2']) {
      expect(compareStageRate(group, reference, { stage, compare: 'ratio' }).estimate).toBeCloseTo(0.85, 2);
    }
    const whole = compareFunnelRate(group, reference, { compare: 'ratio' });
    expect(whole.estimate).toBeCloseTo(0.85 ** 3, 2);
    expect(whole.upper).toBeLessThan(0.8);
  });

  it('the steps add up to the whole, in their logs and in their variances', () => {
    const { steps, logRatio } = decomposeFunnel(group, reference);
    expect(steps.map(({ step, stage }) => `${step} ${stage}`)).toEqual([
      'passed stage 0',
      'went on to stage 1',
      'passed stage 1',
      'went on to stage 2',
      'passed stage 2',
    ]);
    expect(steps.reduce((sum, step) => sum + step.logRatio.estimate!, 0)).toBeCloseTo(logRatio.estimate!, 12);
    const square = (one: typeof logRatio) => (one.lower === null ? 0 : ((one.upper! - one.lower) / 2) ** 2);
    expect(steps.reduce((sum, step) => sum + square(step.logRatio), 0)).toBeCloseTo(square(logRatio), 12);
    expect(steps.reduce((sum, step) => sum + step.share!, 0)).toBeCloseTo(1, 12);
    expect(steps[1]!.logRatio).toMatchObject({ estimate: 0, lower: null });
  });
});

interface Funnel {
  readonly a: Counts;
  readonly b: Counts;
  readonly wilson: [number, number][];
  readonly funnelWilson: [number, number];
  readonly katz: [number, number];
  readonly newcombe: [number, number];
  readonly pooledZ: number;
  readonly steps: [estimate: number, reach: number][];
  readonly chained: [number, number, number];
  readonly chainedRatio: [number, number, number];
  readonly chainedP: number;
}
const file = resolve(import.meta.dirname, '../testdata/stages.json');
const { funnels } = JSON.parse(readFileSync(file, 'utf8')) as { funnels: Funnel[] };

describe('stages equal statsmodels to 1e-9', () => {
  const near = (ours: number | null, theirs: number) =>
    expect(Math.abs(ours! - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(theirs), 1e-3));
  const nearInterval = (ours: { lower: number | null; upper: number | null }, theirs: readonly number[]) => {
    near(ours.lower, theirs.at(-2)!);
    near(ours.upper, theirs.at(-1)!);
  };

  it.each(funnels)('$a against $b', (theirs) => {
    const { group, reference } = pairOf(theirs.a, theirs.b);
    group.stages.forEach((stage, i) => {
      nearInterval(stageRate(group, stage), theirs.wilson[i]!);
    });
    nearInterval(funnelRate(group), theirs.funnelWilson);
    const ratio = compareFunnelRate(group, reference, { compare: 'ratio' });
    nearInterval(ratio, theirs.katz);
    if (ratio.test === 'two-proportion z') near(ratio.pValue, theirs.pooledZ);
    nearInterval(compareFunnelRate(group, reference, { compare: 'difference' }), theirs.newcombe);
    decomposeFunnel(group, reference).steps.forEach(({ logRatio }, i) => {
      const [estimate, reach] = theirs.steps[i]!;
      near(logRatio.estimate, estimate);
      if (reach > 0) nearInterval(logRatio, [estimate - reach, estimate + reach]);
    });
    const proportions = (counts: Counts) => counts.map(([n, successes]) => ({ successes, n }));
    const chained = chainedRate(proportions(theirs.a));
    near(chained.estimate, theirs.chained[0]);
    nearInterval(chained, theirs.chained);
    const chainedRatio = compareChainedRates(proportions(theirs.a), proportions(theirs.b));
    near(chainedRatio.estimate, theirs.chainedRatio[0]);
    nearInterval(chainedRatio, theirs.chainedRatio);
    near(chainedRatio.pValue, theirs.chainedP);
  });
});

describe('chained rates', () => {
  it('a stage that nobody passed sets the upper limit; nobody counted is undefined', () => {
    const some = { successes: 30, n: 60 };
    expect(chainedRate([some, { successes: 0, n: 40 }])).toMatchObject({ estimate: 0, lower: 0 });
    expect(chainedRate([some, { successes: 0, n: 40 }]).upper).toBeCloseTo(0.0876, 4);
    expect(chainedRate([some, { successes: 0, n: 0 }]).status).toBe('undefined');
    expect(compareChainedRates([some, { successes: 0, n: 40 }], [some, some]).status).toBe('undefined');
    expect(fault(() => chainedRate([]))).toMatch(/there are no stages/);
    expect(fault(() => compareChainedRates([some], [some, some]))).toMatch(/1 stage and 2/);
  });

  it('lie in their intervals, between 0 and 1', () => {
    const stage = fc
      .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
      .map(([k, more]) => ({ successes: k, n: k + more }));
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 4 }), (counted) => {
        const { estimate, lower, upper } = chainedRate(counted);
        if (estimate === null) return;
        if (lower === null || upper === null) return;
        expect(0 <= lower && lower <= estimate + 1e-12 && estimate <= upper + 1e-12 && upper <= 1).toBe(true);
      }),
    );
  });
});

describe('errors at the boundary of four fifths, 2,000 seeded draws', () => {
  const DRAWS = 2000;
  /** As docs/explanations/stages.md prints. */
  const FUNNEL_ERROR = 0.03;
  const CHAINED_ERROR = 0.045;

  it.each([
    ['40 and 40', 40, 40],
    ['60 and 400', 60, 400],
    ['1000 and 1000', 1000, 1000],
  ])('the ratio of a funnel of three stages, and of three chained rates, %s', (_, n, m) => {
    const generator = createGenerator(11);
    const rates = [0.8, 0.75, 0.7];
    const factor = Math.cbrt(0.8);
    const walk = (size: number, by: number): Counts => {
      let reached = size;
      return rates.map((rate) => {
        const passed = sampleBinomial(reached, rate * by, generator);
        const here = [reached, passed] as const;
        reached = passed;
        return here;
      });
    };
    const misses = { funnel: 0, chained: 0 };
    for (let draw = 0; draw < DRAWS; draw++) {
      const [a, b] = [walk(n, factor), walk(m, 1)];
      const { group, reference } = pairOf(a, b);
      const whole = compareFunnelRate(group, reference, { compare: 'ratio' });
      if (whole.upper !== null && whole.upper < 0.8) misses.funnel += 1;
      const alone = (size: number, by: number) =>
        rates.map((rate) => ({ successes: sampleBinomial(size, rate * by, generator), n: size }));
      const chained = compareChainedRates(alone(n, factor), alone(m, 1));
      if (chained.upper !== null && chained.upper < 0.8) misses.chained += 1;
    }
    expect(misses.funnel / DRAWS).toBeLessThanOrEqual(FUNNEL_ERROR);
    expect(misses.chained / DRAWS).toBeLessThanOrEqual(CHAINED_ERROR);
  });
});
