import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type TallyRow, tallyRows } from '../tally/tally.js';
import type { IntegerMetric, WeightKind } from '../tally/types.js';
import { judgeMembership, membershipGap, membershipOf, membershipRates } from './index.js';

type Row = readonly [probabilities: readonly (string | null)[], label: 0 | 1, prediction: 0 | 1, weight: number];
type Numbers = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly weights: boolean;
  readonly rows: readonly Row[];
  readonly rates: Readonly<Record<IntegerMetric, readonly Numbers[]>>;
  readonly gaps: Readonly<Record<IntegerMetric, Readonly<Record<'difference' | 'ratio', Numbers>>>>;
}

/** Computed person by person with numpy and scipy, bounds by linear programs (testdata/make_membership.py). */
const cases: Case[] = JSON.parse(readFileSync(new URL('./testdata/membership.json', import.meta.url), 'utf8'));

const COLUMNS = { a: 'p_a', b: 'p_b', c: 'p_c' };

function tallyOf(rows: readonly Row[], weightKind: WeightKind = 'none', attributes = Object.values(COLUMNS)) {
  const spec = { policyDigest: '', attributes, weightKind, score: { kind: 'none' }, scoreScale: 1 } as const;
  return tallyRows(
    spec,
    rows.map(([values, label, prediction, weight]): TallyRow => ({ values, label, prediction, score: null, weight })),
  );
}

/** Every number of the reference stands in the result, within 1e-9 (of itself, above 1). */
function expectNear(result: object, reference: Numbers): void {
  for (const [name, wanted] of Object.entries(reference)) {
    const found = (result as Record<string, unknown>)[name];
    if (typeof wanted === 'object' && wanted !== null) expectNear(found as object, wanted as Numbers);
    else if (wanted === null) expect(found, name).toBeNull();
    else
      expect(Math.abs((found as number) - (wanted as number)), `${name} ${found} ${wanted}`).toBeLessThan(
        1e-9 * Math.max(1, Math.abs(wanted as number)),
      );
  }
}

describe('groups known as probabilities', () => {
  for (const { name, weights, rows, rates, gaps } of cases) {
    const membership = membershipOf(tallyOf(rows, weights ? 'sampling' : 'none'), COLUMNS);
    for (const metric of Object.keys(rates) as IntegerMetric[]) {
      it(`${name}: every ${metric} and its bounds are those of the reference`, () => {
        membershipRates(membership, metric, { favourable: 1 }).forEach((rate, i) => {
          expectNear(rate, rates[metric][i]!);
        });
      });
      it(`${name}: gaps of the ${metric} are those of the reference`, () => {
        for (const compare of ['difference', 'ratio'] as const) {
          const pair = { group: 'b', reference: 'a', compare } as const;
          expectNear(membershipGap(membership, metric, pair, { favourable: 1 }), gaps[metric][compare]);
        }
      });
    }
  }

  it('who is known for certain gives the ordinary rate, its exact limits, and bounds without width', () => {
    const rows: Row[] = Array.from({ length: 100 }, (_, i) => [
      i < 60 ? ['1', '0'] : ['0', '1'],
      1,
      i % 3 === 0 ? 1 : 0,
      1,
    ]);
    const membership = membershipOf(tallyOf(rows, 'none', ['p_a', 'p_b']), { a: 'p_a', b: 'p_b' });
    const [a] = membershipRates(membership, 'selection_rate', { favourable: 1 });
    expect(a).toMatchObject({ estimate: 20 / 60, n: 60, effectiveSize: 60, status: 'ok' });
    expect(a!.bounds.lower).toBeCloseTo(20 / 60, 12);
    expect(a!.bounds.upper).toBeCloseTo(20 / 60, 12);
    expect(a!.bounds.outerUpper).toBeCloseTo(a!.upper!, 12);
    expect(a!.upper).toBeGreaterThan(0.46);
  });

  it('asks for members and not for people: 400 with a probability of 0.001 each are 0.4 members', () => {
    const shared = (p: string, q: string, n: number, weightKind: 'none' | 'sampling' = 'none', weight = 1) => {
      const rows = Array.from({ length: n }, (_, i): Row => [[p, q], 1, i % 4 === 0 ? 1 : 0, weight]);
      return membershipOf(tallyOf(rows, weightKind, ['p_a', 'p_b']), { a: 'p_a', b: 'p_b' });
    };
    const options = { favourable: 1, minGroupSize: 40 } as const;
    const rare = shared('0.001', '0.999', 400);
    expect(membershipRates(rare, 'selection_rate', options)[0]).toMatchObject({
      estimate: 0.25,
      effectiveSize: expect.closeTo(400, 9),
      status: 'insufficient',
      reason: '0.4 members are expected, below 40',
    });
    const pair = { group: 'a', reference: 'b', compare: 'difference' } as const;
    const gap = membershipGap(rare, 'selection_rate', pair, options);
    expect(gap.status).toBe('insufficient');
    expect(judgeMembership(gap, { max: 0.5, assume: 'independent' }).verdict).toBe('inconclusive');
    // Forty are enough, though 0.1 added up 400 times is a hair less; a weight that is the same for all says nothing of how many there are.
    for (const enough of [shared('0.1', '0.9', 400), shared('0.1', '0.9', 400, 'sampling', 0.01)])
      expect(membershipRates(enough, 'selection_rate', options)[0]!.status).toBe('ok');
    const fewer = shared('0.1', '0.9', 399, 'sampling', 100);
    expect(membershipRates(fewer, 'selection_rate', options)[0]).toMatchObject({
      status: 'insufficient',
      reason: '39.9 members are expected, below 40',
    });
  });

  it('bounds are the extremes over every choice of members, and no two groups want the same person', () => {
    // Two parts of ten people: in one 3 of 10 belong to a, in the other 8 of 10.
    const rows: Row[] = [];
    const counts = [
      { p: ['0.3', '0.7'], chosen: 4 },
      { p: ['0.8', '0.2'], chosen: 7 },
    ];
    for (const { p, chosen } of counts) for (let i = 0; i < 10; i++) rows.push([p, 1, i < chosen ? 1 : 0, 1]);
    const membership = membershipOf(tallyOf(rows, 'none', ['p_a', 'p_b']), { a: 'p_a', b: 'p_b' });
    let [low, high, widest] = [1, 0, -1];
    for (let x = Math.max(0, 3 - 6); x <= 3; x++)
      for (let y = Math.max(0, 8 - 3); y <= 7; y++) {
        const rate = (x + y) / 11;
        low = Math.min(low, rate);
        high = Math.max(high, rate);
        widest = Math.max(widest, rate - (11 - x - y) / 9);
      }
    const [a] = membershipRates(membership, 'selection_rate', { favourable: 1 });
    expect(a!.bounds.lower).toBeCloseTo(low, 12);
    expect(a!.bounds.upper).toBeCloseTo(high, 12);
    const gap = membershipGap(
      membership,
      'selection_rate',
      { group: 'a', reference: 'b', compare: 'difference' },
      { favourable: 1 },
    );
    expect(gap.bounds.upper).toBeCloseTo(widest, 12);
  });

  it('rows whose probabilities cannot be are refused with their numbers, rows without any are counted', () => {
    const good: Row = [['0.5', '0.3', '0.2'], 1, 1, 1];
    const bad: Row[] = [
      [['0.5', '0.3', '0.3'], 1, 1, 1],
      [['0.5', '0.3', '0.3'], 0, 1, 1],
      [['1.5', '-0.5', '0'], 1, 1, 1],
      [['0.5', null, '0.5'], 1, 1, 1],
      [['0.5', 'half', '0'], 1, 1, 1],
    ];
    expect(() => membershipOf(tallyOf([good, ...bad]), COLUMNS)).toThrow(
      expect.objectContaining({
        code: 'DATA_VALUE_INVALID',
        message: expect.stringMatching(
          /2 rows whose probabilities do not add up to 1 \(p_a 0\.5, p_b 0\.3, p_c 0\.3\).*1 row with one outside 0 to 1/s,
        ),
      }),
    );
    const membership = membershipOf(tallyOf([good, [[null, null, null], 1, 0, 1]]), COLUMNS);
    expect(membership.missing).toBe(1);
    expect(membershipOf(tallyOf([[['0.3333333', '0.3333333', '0.3333333'], 1, 1, 1]]), COLUMNS).likely).toHaveLength(1);
    expect(() => membershipOf(tallyOf([good]), { a: 'p_a' })).toThrow(/1 group/);
    expect(() => membershipOf(tallyOf([good]), { a: 'p_a', b: 'p_a' })).toThrow(/two groups/);
    expect(() => membershipOf(tallyOf([good]), { a: 'p_a', b: 'p_x' })).toThrow(/p_x/);
  });

  it('a comma before the decimals is read where it is declared', () => {
    const membership = membershipOf(tallyOf([[['0,5', '0,3', '0,2'], 1, 1, 1]]), COLUMNS, { decimal: 'comma' });
    expect(membership.likely[0]!.probabilities).toEqual([0.5, 0.3, 0.2]);
  });

  it('what cannot be estimated is null with a reason, and never passes', () => {
    const rows: Row[] = [
      [['1', '0', '0'], 1, 0, 1],
      [['0', '1', '0'], 1, 1, 1],
    ];
    const membership = membershipOf(tallyOf(rows), COLUMNS);
    const rate = membershipRates(membership, 'selection_rate', { favourable: 1 })[2]!;
    expect(rate).toMatchObject({ estimate: null, lower: null, upper: null, status: 'undefined', effectiveSize: 0 });
    expect(rate.bounds).toEqual({ lower: null, upper: null, outerLower: null, outerUpper: null });
    const pair = { group: 'b', reference: 'a', compare: 'ratio' } as const;
    const gap = membershipGap(membership, 'selection_rate', pair, { favourable: 1 });
    expect(gap.status).toBe('undefined');
    for (const assume of [undefined, 'independent'] as const)
      expect(judgeMembership(gap, { min: 0, ...(assume && { assume }) }).verdict).toBe('inconclusive');
    expect(() => membershipGap(membership, 'selection_rate', { ...pair, group: 'B' }, { favourable: 1 })).toThrow(
      /"B"/,
    );
    expect(() => judgeMembership(gap, {})).toThrow(/allowed/);
  });

  it('by default nothing passes on the assumption: the bounds judge, and the sentence says what the weighted value needs', () => {
    const rows: Row[] = Array.from({ length: 2000 }, (_, i) => [
      i % 2 === 0 ? ['0.7', '0.3'] : ['0.3', '0.7'],
      1,
      i % 4 < 2 ? 1 : 0,
      1,
    ]);
    const membership = membershipOf(tallyOf(rows, 'none', ['p_a', 'p_b']), { a: 'p_a', b: 'p_b' });
    const pair = { group: 'a', reference: 'b', compare: 'difference' } as const;
    const gap = membershipGap(membership, 'selection_rate', pair, { favourable: 1 });
    expect(gap.estimate).toBeCloseTo(0, 12);
    expect(gap.bounds.lower).toBeCloseTo(-0.6, 12);
    expect(gap.bounds.upper).toBeCloseTo(0.6, 12);
    const byBounds = judgeMembership(gap, { min: -0.2, max: 0.2 });
    expect(byBounds).toMatchObject({ verdict: 'inconclusive', by: 'bounds' });
    expect(byBounds.message).toContain('would be right only if among people with equal probabilities');
    const assumed = judgeMembership(gap, { min: -0.2, max: 0.2, assume: 'independent' });
    expect(assumed).toMatchObject({ verdict: 'pass', by: 'independence' });
    expect(assumed.message).toContain('The pass rests on the assumption that among people with equal probabilities');
    expect(judgeMembership(gap, { min: 0.1, assume: 'independent' }).verdict).toBe('fail');
    expect(judgeMembership(gap, { max: 1 }).verdict).toBe('pass');
  });
});
