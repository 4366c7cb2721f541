import { counted } from '../../base/counted.js';
import type { Estimate } from '../../stats/index.js';
import { kishEffectiveSize } from '../../stats/planning/index.js';
import { studentCritical } from '../../stats/special/index.js';
import { judgedEstimate, undefinedEstimate } from '../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../metrics/options.js';
import type { Group } from '../tally/groups.js';
import type { Tally } from '../tally/types.js';
import { checkUtility, totalUtility, UTILITY_KINDS, type UtilityValues } from './values.js';

/** People of known label in each group of a tally, by the text of the group's key; `scored` counts those with a score only. */
export function labelledRows(
  tally: Tally,
  by: readonly string[],
  { scored = false }: { readonly scored?: boolean } = {},
): ReadonlyMap<string, number> {
  const places = by.map((name) => tally.attributes.indexOf(name));
  const rows = new Map<string, number>();
  for (const { values, label, score, rows: people } of tally.cells) {
    if (label === null || (scored && score === null)) continue;
    const key = JSON.stringify(Object.fromEntries(by.map((name, i) => [name, values[places[i]!] ?? null])));
    rows.set(key, (rows.get(key) ?? 0) + people);
  }
  return rows;
}

/** How the mean of value times amount is told: with a `cap`, no amount is larger. */
export interface StakesOptions extends EvidenceOptions {
  readonly values: UtilityValues;
  readonly cap?: number | undefined;
}

/**
 * Expected utility of decisions about amounts: the mean of value times amount over the people of known label, from the sums of amounts and of their
 * squares. With a cap the interval is an empirical Bernstein bound, which holds for every distribution and number of people. Without one it is Student's,
 * which is too sure where few amounts make the sum, and no correction for skewness mends that (docs/explanations/utility.md); amounts that tell no
 * more than `minGroupSize` equal ones would (Kish's effective size) are then too little evidence.
 *
 * @param group of a tally whose weights are the amounts at stake
 * @param people those of known label in the group
 * @returns status `undefined` where nobody has a label; without an interval for one person
 * @throws TribuneError INVALID_ARGUMENT for values that are not reasonable or options outside their range
 * @example expectedUtilityOfAmounts(group, 200, { values, cap: 50_000 }) // { estimate: 112, lower: -310, upper: 535, method: 'empirical bernstein', ... }
 */
export function expectedUtilityOfAmounts(
  group: Group,
  people: number,
  { values, cap, ...options }: StakesOptions,
): Estimate {
  checkUtility(values);
  const { level, minGroupSize } = metricSettings(options);
  const frame = { level, method: cap === undefined ? 'student t' : 'empirical bernstein', n: people };
  if (people === 0) return undefinedEstimate({ ...frame, method: 'none' }, 'nobody has a label');
  const { counts, squares } = group;
  const estimate = totalUtility(counts, values) / people;
  const ofSquares =
    squares.tp * values.truePositive ** 2 +
    squares.fp * values.falsePositive ** 2 +
    squares.tn * values.trueNegative ** 2 +
    squares.fn * values.falseNegative ** 2;
  const variance = people > 1 ? Math.max(0, ofSquares - people * estimate * estimate) / (people - 1) : null;
  const mean = { estimate, variance, people };
  const limits = cap === undefined ? studentLimits(mean, level) : bernsteinLimits(mean, level, rangeOf(values, cap));
  const made = judgedEstimate(frame, { estimate, ...limits }, { size: people, minGroupSize });
  if (made.status !== 'ok' || cap !== undefined) return made;
  const equal = kishEffectiveSize(amountsIn(counts), amountsIn(squares));
  if (equal >= minGroupSize) return made;
  return { ...made, status: 'insufficient', reason: tooUneven(people, equal, minGroupSize) };
}

interface MeanOfPeople {
  readonly estimate: number;
  /** With denominator people - 1; null for one person. */
  readonly variance: number | null;
  readonly people: number;
}

const NO_LIMITS = { lower: null, upper: null } as const;

function studentLimits({ estimate, variance, people }: MeanOfPeople, level: number) {
  if (variance === null) return NO_LIMITS;
  const half = studentCritical(level, people - 1) * Math.sqrt(variance / people);
  return { lower: estimate - half, upper: estimate + half };
}

/** What value times amount can be where no amount is above the cap. */
function rangeOf(values: UtilityValues, cap: number): { readonly least: number; readonly most: number } {
  const all = UTILITY_KINDS.map((kind) => values[kind]);
  return { least: cap * Math.min(0, ...all), most: cap * Math.max(0, ...all) };
}

/**
 * Maurer and Pontil (2009), Empirical Bernstein bounds and sample variance penalization, COLT, theorem 4: with probability 1 - d a mean of n independent
 * values within a range R exceeds the truth by less than sqrt(2 V log(2/d) / n) + 7 R log(2/d) / (3 (n - 1)), V the sample variance. Each side has half of
 * what the level leaves; no limit leaves the range.
 */
function bernsteinLimits(
  { estimate, variance, people }: MeanOfPeople,
  level: number,
  { least, most }: ReturnType<typeof rangeOf>,
) {
  if (variance === null) return NO_LIMITS;
  const log = Math.log(4 / (1 - level));
  const half = Math.sqrt((2 * variance * log) / people) + (7 * (most - least) * log) / (3 * (people - 1));
  return { lower: Math.max(least, estimate - half), upper: Math.min(most, estimate + half) };
}

const amountsIn = ({ tp, fp, tn, fn }: Pick<Group['squares'], 'tp' | 'fp' | 'tn' | 'fn'>): number => tp + fp + tn + fn;

const tooUneven = (people: number, equal: number, minGroupSize: number): string =>
  `the amounts of ${counted(people, 'person')} are so uneven that they tell as much as ${equal.toFixed(1)} equal ones, fewer than the ${minGroupSize} that the policy asks for`;
