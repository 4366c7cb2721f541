import { demand, demandCount, demandLevel } from '../base/check.js';
import { studentCritical } from '../special/index.js';

/** How concentrated counts are on few of the things that are counted. */
export interface Concentration {
  /** Sum of squared shares (Herfindahl, Hirschman; Simpson): 1 where one thing has all, 1 / things where all have the same. */
  readonly herfindahl: number;
  /** Gini coefficient: 0 where all have the same, 1 - 1 / things where one has all. */
  readonly gini: number;
  /** Share of the `top` things that have most. */
  readonly topShare: number;
}

/** What is measured. */
export interface ConcentrationOptions {
  /** How many things `topShare` is about. */
  readonly top: number;
  /** Number of things that could have been counted, those that never were among them; without it the things that were are all. */
  readonly catalogue?: number;
}

/**
 * Concentration of counts, such as how often each item was shown; null where nothing was counted. What was never counted is in the Gini coefficient only where `catalogue` says how many things there are: among those that were shown at all, showing three of a million alike is no concentration.
 *
 * Herfindahl's index of a sample is too large by about one over what was counted; `concentrationIntervals` corrects it.
 *
 * @param counts not negative, one for each thing
 * @throws TribuneError `INVALID_ARGUMENT` on negative counts, or a catalogue smaller than what was counted
 * @example concentration([3, 1], { top: 1 }) // { herfindahl: 0.625, gini: 0.25, topShare: 0.75 }
 */
export function concentration(counts: ArrayLike<number>, options: ConcentrationOptions): Concentration | null {
  const positive = Float64Array.from(counts).filter((count, i) => {
    demand(count >= 0 && Number.isFinite(count), `count ${i} is ${count}`, 'Pass counts of at least 0.');
    return count > 0;
  });
  return measuresOf(positive.sort(), options);
}

/** @param sorted positive counts, the smallest first */
function measuresOf(
  sorted: Float64Array,
  { top, catalogue = sorted.length }: ConcentrationOptions,
): Concentration | null {
  demandCount(top, 'top');
  demand(top >= 1, `top is ${top}`, 'Pass at least 1.');
  demandCount(catalogue, 'catalogue');
  demand(
    catalogue >= sorted.length,
    `the catalogue has ${catalogue} things, and ${sorted.length} were counted`,
    'Pass how many things there are in all.',
  );
  let [total, squares, ranked] = [0, 0, 0];
  const zeros = catalogue - sorted.length;
  for (let i = 0; i < sorted.length; i++) {
    const count = sorted[i]!;
    total += count;
    squares += count * count;
    ranked += (zeros + i + 1) * count;
  }
  if (total === 0) return null;
  let most = 0;
  for (let i = Math.max(0, sorted.length - top); i < sorted.length; i++) most += sorted[i]!;
  return {
    herfindahl: squares / (total * total),
    gini: (2 * ranked) / (catalogue * total) - (catalogue + 1) / catalogue,
    topShare: most / total,
  };
}

/** A measure of concentration with its interval, and its standard error for comparisons. */
export interface ConcentrationEstimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly standardError: number;
}

/** Fewest parts of which a variance is made. */
export const LEAST_PARTS = 10;

/**
 * Concentration with intervals, by the jackknife over parts of the sample that are independent of each other, such as lists dealt out to 40 parts: each measure is made without each part in turn (Tukey 1958; Efron and Stein 1981, Annals of Statistics 9, whose inequality
 * makes the variance too large rather than too small). Estimates are corrected for the bias of the sample, within the range of the measure. Whatever hangs together, as the places of one list do, belongs into one part.
 *
 * Null where nothing was counted, or in fewer than 10 parts.
 *
 * @param parts counts of each thing in each part, all of one length
 * @param options `level` of the intervals, such as 0.95
 * @throws TribuneError `INVALID_ARGUMENT` where `concentration` does, or on parts of different lengths
 * @example concentrationIntervals(parts, { top: 10, level: 0.95 })?.herfindahl // { estimate: 0.11, lower: 0.09, upper: 0.13, standardError: 0.01 }
 */
export function concentrationIntervals(
  parts: readonly ArrayLike<number>[],
  { level, ...options }: ConcentrationOptions & { readonly level: number },
): Readonly<Record<keyof Concentration, ConcentrationEstimate>> | null {
  demandLevel(level);
  const counted = parts.filter((part) => Array.prototype.some.call(part, (count: number) => count > 0));
  const things = parts[0]?.length ?? 0;
  const total = new Float64Array(things);
  for (const part of counted) {
    demand(
      part.length === things,
      `a part has ${part.length} things and another ${things}`,
      'Pass a count for each thing in every part.',
    );
    for (let i = 0; i < things; i++) total[i] = total[i]! + part[i]!;
  }
  const whole = concentration(total, options);
  if (whole === null || counted.length < LEAST_PARTS) return null;
  const catalogue = options.catalogue ?? total.filter((count) => count > 0).length;
  const without = counted.map((part) => {
    const rest = total.map((count, i) => count - part[i]!);
    // The things there are stay the same, whichever part is left out.
    return concentration(rest, { ...options, catalogue })!;
  });
  const critical = studentCritical(level, counted.length - 1);
  const of = (measure: keyof Concentration, most: number): ConcentrationEstimate => {
    const values = without.map((one) => one[measure]);
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const within = (value: number): number => Math.max(0, Math.min(most, value));
    const estimate = within(n * whole[measure] - (n - 1) * mean);
    const standardError = Math.sqrt(((n - 1) / n) * spread);
    return {
      ...{ estimate, standardError },
      lower: within(estimate - critical * standardError),
      upper: within(estimate + critical * standardError),
    };
  };
  return { herfindahl: of('herfindahl', 1), gini: of('gini', 1), topShare: of('topShare', 1) };
}
