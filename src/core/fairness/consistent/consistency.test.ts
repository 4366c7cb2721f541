import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Consistency, checkConsistency, MOST_GROUPS, PRINTED_RATES, type PrintedReport } from './index.js';
import { formsOf } from './rates.js';

/** A table of a lecture on responsible systems: approval, TPR and FPR of a loan model, of all, of A and of B. */
const SLICES: PrintedReport = {
  groups: [
    { name: 'A', rates: { selection_rate: '.62', true_positive_rate: '.81', false_positive_rate: '.19' } },
    { name: 'B', rates: { selection_rate: '.43', true_positive_rate: '.69', false_positive_rate: '.31' } },
  ],
  overall: { selection_rate: '.55', true_positive_rate: '.78', false_positive_rate: '.22' },
};

const implied = ({ implied }: Consistency, group: string | null, rate: string): readonly [number, number] | undefined =>
  implied
    .filter((range) => range.group === group && range.rate === rate)
    .map(({ lower, upper }) => [lower, upper] as const)[0];

describe('printed rates', () => {
  it('that cannot hold together are told, with what each would have to be', () => {
    const found = checkConsistency(SLICES);
    expect([found.consistent, found.statements]).toEqual([false, 9]);
    const corrections = found.corrections.map(({ group, rate, printed, lower, upper }) => [
      `${group} ${rate} ${printed}`,
      Number(lower.toFixed(10)),
      Number(upper.toFixed(10)),
    ]);
    // The two ends of the overall rate by scipy.optimize.linprog (SciPy 1.17.1, HiGHS): 0.24578579932893166 and 0.2703295072234316.
    expect(corrections).toEqual([
      ['A false_positive_rate .19', 0, 0.1361969504],
      ['B false_positive_rate .31', 0.2298985785, 0.2683651278],
      ['null false_positive_rate .22', 0.2457857993, 0.2703295072],
    ]);
    // The approval of A takes no part.
    expect(found.contradiction).toHaveLength(8);
    expect(found.contradiction).not.toContainEqual({ group: 'A', rate: 'selection_rate', printed: '.62' });
  });

  it('imply base rates and shares of the groups, which are not printed', () => {
    const { overall, groups } = SLICES;
    const { true_positive_rate, selection_rate } = overall!;
    const found = checkConsistency({
      groups,
      overall: { true_positive_rate: true_positive_rate!, selection_rate: selection_rate! },
    });
    expect(found.consistent).toBe(true);
    const [a, b, share] = [
      implied(found, 'A', 'base_rate'),
      implied(found, 'B', 'base_rate'),
      implied(found, 'A', 'share'),
    ];
    // (.62 - .19) / (.81 - .19), (.43 - .31) / (.69 - .31) and (.55 - .43) / (.62 - .43) lie within.
    expect(a![0] < 0.43 / 0.62 && 0.43 / 0.62 < a![1]).toBe(true);
    expect(b![0] < 0.12 / 0.38 && 0.12 / 0.38 < b![1]).toBe(true);
    expect(share![0] < 0.12 / 0.19 && 0.12 / 0.19 < share![1]).toBe(true);
  });

  it('give the false positive rate of a group by the identity of Chouldechova (2017)', () => {
    for (const [base, expected] of [
      ['.25', 0.25 / 0.75],
      ['.40', 0.4 / 0.6],
    ] as const) {
      const rates = { base_rate: base, positive_predictive_value: '.6000000', false_negative_rate: '.3000000' };
      const exactly = expected * (0.4 / 0.6) * 0.7;
      const [lower, upper] = implied(checkConsistency({ groups: [{ name: 'A', rates }] }), 'A', 'false_positive_rate')!;
      expect(lower < exactly && exactly < upper && upper - lower < 0.02).toBe(true);
    }
  });

  it('of one group can contradict each other alone', () => {
    const rates = {
      selection_rate: '55 %',
      base_rate: '50 %',
      true_positive_rate: '90 %',
      false_positive_rate: '30 %',
    };
    const found = checkConsistency({ groups: [{ name: 'all', rates }] });
    expect(found.consistent).toBe(false);
    expect(found.corrections.map(({ rate }) => rate)).toEqual(Object.keys(rates));
  });

  it('hold when they are rounded halves, and fail just beyond', () => {
    const report = (rate: string): PrintedReport => ({
      groups: [{ name: 'A', rates: { accuracy: rate, selection_rate: '1.000000', base_rate: '.6250000' } }],
    });
    // Everybody is selected, up to half a millionth, so accuracy is the base rate: .625 rounds to .62 or .63.
    expect(['.61', '.62', '.63', '.64'].map((rate) => checkConsistency(report(rate)).consistent)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('have somebody in their denominator', () => {
    const rates = { base_rate: '1', selection_rate: '0.0000', positive_predictive_value: '0.0' };
    // Selected people are few but some; all of the labels may be 1 only if the predictive value is 1.
    expect(checkConsistency({ groups: [{ name: 'A', rates: { ...rates, base_rate: '1.0000' } }] }).consistent).toBe(
      true,
    );
    const none = { base_rate: '0', true_positive_rate: '1.0', accuracy: '.5' };
    expect(checkConsistency({ groups: [{ name: 'A', rates: none }] }).consistent).toBe(true);
  });

  it('of known sizes fix the shares of the groups', () => {
    const groups = [
      { name: 'A', people: 900, rates: { base_rate: '.20' } },
      { name: 'B', people: 100, rates: { base_rate: '.70' } },
    ];
    expect(checkConsistency({ groups, overall: { base_rate: '.25' } }).consistent).toBe(true);
    const wrong = checkConsistency({ groups, overall: { base_rate: '.30' } });
    expect(wrong.corrections.at(-1)).toMatchObject({ group: null, rate: 'base_rate', lower: 0.245, upper: 0.255 });
  });

  it('of few people must be numbers of people', () => {
    const of = (people: number, rates: Record<string, string>): readonly string[] =>
      checkConsistency({ groups: [{ name: 'A', people, rates }] }).noWholeNumbers;
    expect(of(20, { selection_rate: '.73' })).toEqual(['A']);
    expect(of(20, { selection_rate: '.75' })).toEqual([]);
    // 7 of 20 positives cannot have a true positive rate of one half.
    expect(of(20, { base_rate: '.35', true_positive_rate: '.50' })).toEqual(['A']);
    expect(of(20, { base_rate: '.30', true_positive_rate: '.50' })).toEqual([]);
    expect(checkConsistency({ groups: [{ name: 'A', people: 2001, rates: { base_rate: '.3' } }] }).notSearched).toEqual(
      ['A'],
    );
  });
});

const count = fc.integer({ min: 0, max: 40 });
const counts = fc.record({ tp: count, fp: count, fn: count, tn: count });
const digits = fc.integer({ min: 1, max: 4 });

describe('rates of people who exist', () => {
  it('are consistent however they are rounded, and every unprinted rate lies in its range', () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 3 }), digits, fc.boolean(), (people, decimals, sized) => {
        const sizes = people.map(({ tp, fp, fn, tn }) => tp + fp + fn + tn);
        fc.pre(sizes.every((n) => n > 0));
        const groups = people.map((c, i) => ({
          name: `g${i}`,
          rates: printed(c, decimals, i),
          ...(sized ? { people: sizes[i]! } : {}),
        }));
        const all = people.reduce((a, b) => ({ tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn }));
        const found = checkConsistency({ groups, overall: printed(all, decimals, 1) });
        expect(found.consistent).toBe(true);
        expect([found.noWholeNumbers, found.contradiction, found.corrections]).toEqual([[], [], []]);
        for (const { group, rate, lower, upper } of found.implied) {
          if (rate === 'share') continue;
          const value = rateIn(group === null ? all : people[Number(group.slice(1))]!, rate);
          if (value !== null) expect(lower - 1e-12 <= value && value <= upper + 1e-12).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are found out when one of them is moved beyond its range', () => {
    fc.assert(
      fc.property(counts, (c) => {
        fc.pre(c.tp + c.fn > 0 && c.fp + c.tn > 0 && c.tp + c.fp > 0 && c.fn + c.tn > 0);
        const selection = rateIn(c, 'selection_rate')!;
        const moved = (selection > 0.5 ? selection - 0.1 : selection + 0.1).toFixed(4);
        const rates = ['base_rate', 'true_positive_rate', 'false_positive_rate'] as const;
        const others = Object.fromEntries(rates.map((rate) => [rate, rateIn(c, rate)!.toFixed(4)]));
        const found = checkConsistency({ groups: [{ name: 'A', rates: { ...others, selection_rate: moved } }] });
        expect(found.consistent).toBe(false);
        const correction = found.corrections.find(({ rate }) => rate === 'selection_rate')!;
        expect(correction.lower - 1e-12 <= selection && selection <= correction.upper + 1e-12).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

function rateIn({ tp, fp, fn, tn }: Counts, rate: (typeof PRINTED_RATES)[number]): number | null {
  const cells = [tp, fp, fn, tn];
  const { numerator, denominator } = formsOf(rate);
  const sum = (form: readonly bigint[]): number => cells.reduce((total, n, i) => total + n * Number(form[i]!), 0);
  return sum(denominator) === 0 ? null : sum(numerator) / sum(denominator);
}

/** Every second rate, so that some are printed and some are implied. */
function printed(c: Counts, decimals: number, from: number): Record<string, string> {
  return Object.fromEntries(
    PRINTED_RATES.filter((_, i) => i % 2 === from % 2).flatMap((rate) => {
      const value = rateIn(c, rate);
      return value === null ? [] : [[rate, value.toFixed(decimals)]];
    }),
  );
}

describe('a report that cannot be read', () => {
  const one = (rates: Record<string, string>, people?: number): PrintedReport => ({
    groups: [{ name: 'A', rates, ...(people === undefined ? {} : { people }) }],
  });
  it.each([
    [one({ true_positve_rate: '.5' }), 'group "A" has a rate "true_positve_rate" that is not known'],
    [one({ auc: '.82' }), 'auc of group "A" cannot be checked: it depends on all scores, not on one cutoff'],
    [one({ base_rate: '38' }), 'base_rate of group "A" is 38, more than 1'],
    [one({ base_rate: '0,38' }), 'base_rate of group "A" is "0,38"'],
    [one({ base_rate: '' }), 'base_rate of group "A" is ""'],
    [one({ base_rate: '0.1234567890123' }), 'base_rate of group "A" has more than 12 digits'],
    [one({ base_rate: '.4' }, 1.5), 'group "A" has 1.5 people'],
    [{ groups: [] }, 'no group is named'],
    [{ groups: [...one({}).groups, ...one({}).groups] }, 'group "A" stands there twice'],
    [
      { groups: Array.from({ length: MOST_GROUPS + 1 }, (_, i) => ({ name: `${i}`, rates: {} })) },
      `there are ${MOST_GROUPS + 1} groups`,
    ],
  ])('is refused: %#', (report, message) => {
    expect(() => checkConsistency(report)).toThrow(message);
  });
});
