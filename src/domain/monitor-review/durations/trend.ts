import {
  durationTruth,
  type LinearNull,
  type Proportion,
  type RatioCounts,
  ratioFallTruth,
  riseTruth,
  type Truth,
} from '../../../core/stats/index.js';
import type { RateWatch } from '../../monitor/index.js';
import type { SeriesStretch } from '../history/index.js';

/** A trend that is asked about one series. */
interface TrendAsked {
  readonly rule: { readonly stepDays: number; readonly by: number };
  /** Chance of a false answer about one comparison. */
  readonly level: number;
  /** The days of the window, null where nothing was counted. */
  readonly window: readonly (SeriesStretch | null)[];
}

interface TrendAnswer {
  readonly truth: Truth;
  readonly broken: number;
  readonly kept: number;
  readonly unknown: number;
}

/**
 * Whether what is measured got worse from each part of the window to the next. Of a bound on both sides it is asked of the side on which the last part lies: a gap that closes gets no worse on the side that it is far from.
 */
export function trendOf(watch: RateWatch, { rule, level, window }: TrendAsked): TrendAnswer {
  const { stepDays, by } = rule;
  const parts = Array.from({ length: window.length / stepDays }, (_, i) =>
    window.slice(i * stepDays, (i + 1) * stepDays),
  );
  const first = window.find((day) => day !== null);
  const past = first?.past.every(({ n }) => n > 0) ? first.past : null;
  const isTwoSided = watch.compare !== 'value' && watch.hypotheses.length > 1;
  const sides = watch.hypotheses
    .filter((hypothesis) => !isTwoSided || isOnSide(watch, hypothesis, parts.at(-1)!))
    .map((hypothesis): TrendAnswer => {
      const truths = parts.slice(1).map((after, i) =>
        comparison(watch, hypothesis, {
          ...{ before: parts[i]!, after, past, by },
          level: level / watch.hypotheses.length,
        }),
      );
      const count = (wanted: Truth): number => truths.filter((truth) => truth === wanted).length;
      const [broken, kept] = [count('holds'), count('does-not-hold')];
      const truth = durationTruth(truths, { mode: 'every', blocks: truths.length });
      return { truth, broken, kept, unknown: truths.length - broken - kept };
    });
  const nothing: TrendAnswer = { truth: 'not-known', broken: 0, kept: 0, unknown: parts.length - 1 };
  return (
    sides.find(({ truth }) => truth === 'holds') ??
    sides.find(({ truth }) => truth === 'not-known') ??
    sides[0] ??
    nothing
  );
}

type Days = readonly (SeriesStretch | null)[];

interface Comparison {
  readonly before: Days;
  readonly after: Days;
  readonly past: readonly Proportion[] | null;
  readonly by: number;
  readonly level: number;
}

function comparison(
  { compare }: RateWatch,
  hypothesis: LinearNull,
  { before, after, past, by, level }: Comparison,
): Truth {
  if (compare === 'ratio') {
    const isOfGroup = hypothesis.coefficients[0]! < 0;
    const parts = after.flatMap((day, i) => ratioOf(day ?? null, before[i] ?? null, isOfGroup));
    const rates = past === null ? null : ([past[isOfGroup ? 0 : 1]!, past[isOfGroup ? 1 : 0]!] as const);
    return ratioFallTruth({ parts, by, past: rates, level });
  }
  const { coefficients } = hypothesis;
  return riseTruth({ coefficients, by, past, before: totalOf(before), after: totalOf(after), level });
}

/** The counts of two days that are compared, as those of a ratio that falls where it gets worse. */
function ratioOf(after: SeriesStretch | null, before: SeriesStretch | null, isOfGroup: boolean): RatioCounts[] {
  if (after === null || before === null) return [];
  const [above, below] = isOfGroup ? [0, 1] : [1, 0];
  return [
    {
      ...{ group: after.counted[above]!, reference: after.counted[below]! },
      ...{ groupBefore: before.counted[above]!, referenceBefore: before.counted[below]! },
    },
  ];
}

/** What was counted on all days of a part; null where nothing was on any. */
function totalOf(days: Days): Proportion[] | null {
  const counted = days.filter((day) => day !== null).map((day) => day.counted);
  return (
    counted[0]?.map((_, g) => ({
      successes: counted.reduce((sum, streams) => sum + streams[g]!.successes, 0),
      n: counted.reduce((sum, streams) => sum + streams[g]!.n, 0),
    })) ?? null
  );
}

/** Whether the estimate of a part lies on the side that a claim bounds; of a ratio, which of the two rates is the smaller. */
function isOnSide({ compare }: RateWatch, { coefficients }: LinearNull, days: Days): boolean {
  const total = totalOf(days);
  if (total === null || total.some(({ n }) => n === 0)) return false;
  const weight = (c: number): number => (compare === 'ratio' ? Math.sign(c) : c);
  return coefficients.reduce((sum, c, g) => sum + (weight(c) * total[g]!.successes) / total[g]!.n, 0) > 0;
}
