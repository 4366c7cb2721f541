import { demand, demandFinite } from '../base/check.js';
import type { Estimate } from '../base/estimate.js';
import { type ResampledOptions, resampledAgreement } from './resampled.js';

/** What the distance of two answers means: only whether they differ, their ranks, their difference, or their ratio. */
export type AnswerScale = 'nominal' | 'ordinal' | 'interval' | 'ratio';

export interface KrippendorffOptions extends ResampledOptions {
  readonly scale: AnswerScale;
}

/** Most different answers: each pair of them is looked at in each replicate. */
const MOST_ANSWERS = 200;

/**
 * Agreement of any number of people who did not all judge every unit: Krippendorff (2011), Computing Krippendorff's alpha-reliability. Units judged
 * by one person alone say nothing of agreement and are left out; `n` counts the others. The interval is resampled over those units.
 *
 * @param answers `answers[person][unit]`, null where that person did not judge it
 * @throws TribuneError `INVALID_ARGUMENT` on rows of different lengths, on more than 200 different answers, on answers below 0 of a ratio scale
 * @example krippendorffAlpha([[1, 2, 2, null], [1, 2, 1, 1]], { scale: 'nominal', seed: 1 }).estimate // 0.444...
 */
export function krippendorffAlpha(
  answers: readonly (readonly (number | null)[])[],
  { scale, ...options }: KrippendorffOptions,
): Estimate {
  const values = demandAnswers(answers, scale);
  const place = new Map(values.map((value, at) => [value, at]));
  const length = answers[0]?.length ?? 0;
  const units = Array.from({ length }, (_, u) =>
    answers.flatMap((row) => (row[u] === null ? [] : [place.get(row[u]!)!])),
  ).filter((given) => given.length >= 2);
  const countsByUnit = units.map((given) => countsOf(given, values.length));
  const totals = new Float64Array(values.length);
  const alpha = (weightByUnit: Float64Array): number | null => {
    totals.fill(0);
    countsByUnit.forEach((counts, u) => {
      for (const [at, count] of counts) totals[at]! += weightByUnit[u]! * count;
    });
    const distance = distanceOf(scale, values, totals);
    let observed = 0;
    countsByUnit.forEach((counts, u) => {
      if (weightByUnit[u]! > 0) observed += (weightByUnit[u]! * pairSum(counts, distance)) / (units[u]!.length - 1);
    });
    const all = totals.reduce((sum, one) => sum + one, 0);
    const expected =
      pairSum(
        [...totals].map((count, at) => [at, count] as const),
        distance,
      ) /
      (all - 1);
    return expected === 0 ? null : 1 - observed / expected;
  };
  const disagreement = (): number => {
    for (let at = 0; at < values.length; at++)
      totals[at] = countsByUnit.flat().reduce((sum, [one, count]) => sum + (one === at ? count : 0), 0);
    const distance = distanceOf(scale, values, totals);
    const all = totals.reduce((sum, one) => sum + one, 0);
    const counts = [...totals].map((count, at) => [at, count] as const);
    const expected = pairSum(counts, distance) / (all * (all - 1));
    return distance(0, values.length - 1) / expected;
  };
  return resampledAgreement(
    { name: `krippendorff-alpha(${scale})`, units: units.length, disagreement },
    alpha,
    options,
  );
}

type Counts = readonly (readonly [at: number, count: number])[];

function countsOf(given: readonly number[], k: number): Counts {
  const counts = new Float64Array(k);
  for (const at of given) counts[at]! += 1;
  return [...counts].flatMap((count, at) => (count === 0 ? [] : [[at, count] as const]));
}

/** Distances summed over all ordered pairs of answers. */
function pairSum(counts: Counts, distance: (a: number, b: number) => number): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++)
    for (let j = i + 1; j < counts.length; j++) {
      const [a, b] = [counts[i]!, counts[j]!];
      sum += 2 * a[1] * b[1] * distance(a[0], b[0]);
    }
  return sum;
}

/** Squared distance of the answers at two places. Those of ranks follow from how often each answer was given. */
function distanceOf(scale: AnswerScale, values: readonly number[], totals: Float64Array) {
  if (scale === 'nominal') return (): number => 1;
  if (scale === 'interval') return (a: number, b: number): number => (values[a]! - values[b]!) ** 2;
  if (scale === 'ratio')
    return (a: number, b: number): number => ((values[a]! - values[b]!) / (values[a]! + values[b]!)) ** 2;
  const below = new Float64Array(values.length + 1);
  values.forEach((_, at) => {
    below[at + 1] = below[at]! + totals[at]!;
  });
  return (a: number, b: number): number => {
    const [low, high] = a < b ? [a, b] : [b, a];
    return (below[high + 1]! - below[low]! - (totals[low]! + totals[high]!) / 2) ** 2;
  };
}

/** The different answers, the lowest first. */
function demandAnswers(answers: readonly (readonly (number | null)[])[], scale: AnswerScale): number[] {
  const [first = []] = answers;
  const values = new Set<number>();
  answers.forEach((row, person) => {
    demand(
      row.length === first.length,
      `person ${person} has ${row.length} units and person 0 has ${first.length}`,
      'Give null for a unit that somebody did not judge.',
    );
    row.forEach((value, unit) => {
      if (value === null) return;
      demandFinite(value, `the answer of person ${person} to unit ${unit}`);
      demand(
        scale !== 'ratio' || value >= 0,
        `the answer of person ${person} to unit ${unit} is ${value}`,
        'Answers of a ratio scale are at least 0.',
      );
      values.add(value);
    });
  });
  demand(
    values.size <= MOST_ANSWERS,
    `there are ${values.size} different answers`,
    `Group them into at most ${MOST_ANSWERS}.`,
  );
  return [...values].sort((a, b) => a - b);
}
