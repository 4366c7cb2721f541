import type { Estimate } from '../../stats/index.js';
import { kishEffectiveSize } from '../../stats/planning/index.js';
import { studentCritical } from '../../stats/special/index.js';
import { judgedEstimate, undefinedEstimate } from '../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../metrics/options.js';
import type { Group } from '../tally/groups.js';
import type { Tally } from '../tally/types.js';
import { checkUtility, totalUtility, type UtilityValues } from './values.js';

/** Method of the interval, as estimates name it. */
const METHOD = 'student t';

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

/**
 * Expected utility of decisions about amounts: the mean of value times amount over the people of known label, with Student's interval from
 * the sums of amounts and of their squares. It is too sure where few amounts make the sum, and no correction for skewness mends that
 * (docs/explanations/utility.md); amounts that tell no more than `minGroupSize` equal ones would (Kish's effective size) are too little evidence.
 *
 * @param group of a tally whose weights are the amounts at stake
 * @param people those of known label in the group
 * @returns status `undefined` where nobody has a label; without an interval for one person
 * @throws TribuneError INVALID_ARGUMENT for values that are not reasonable or options outside their range
 */
export function expectedUtilityOfAmounts(
  group: Group,
  people: number,
  { values, ...options }: EvidenceOptions & { readonly values: UtilityValues },
): Estimate {
  checkUtility(values);
  const { level, minGroupSize } = metricSettings(options);
  const frame = { level, method: METHOD, n: people };
  if (people === 0) return undefinedEstimate({ ...frame, method: 'none' }, 'nobody has a label');
  const { counts, squares } = group;
  const estimate = totalUtility(counts, values) / people;
  const ofSquares =
    squares.tp * values.truePositive ** 2 +
    squares.fp * values.falsePositive ** 2 +
    squares.tn * values.trueNegative ** 2 +
    squares.fn * values.falseNegative ** 2;
  const variance = people > 1 ? Math.max(0, ofSquares - people * estimate * estimate) / (people - 1) : null;
  const half = variance === null ? null : studentCritical(level, people - 1) * Math.sqrt(variance / people);
  const made = judgedEstimate(
    frame,
    {
      estimate,
      lower: half === null ? null : estimate - half,
      upper: half === null ? null : estimate + half,
    },
    { size: people, minGroupSize },
  );
  const equal = kishEffectiveSize(amountsIn(counts), amountsIn(squares));
  if (made.status !== 'ok' || equal >= minGroupSize) return made;
  return { ...made, status: 'insufficient', reason: tooUneven(people, equal, minGroupSize) };
}

const amountsIn = ({ tp, fp, tn, fn }: Pick<Group['squares'], 'tp' | 'fp' | 'tn' | 'fn'>): number => tp + fp + tn + fn;

const tooUneven = (people: number, equal: number, minGroupSize: number): string =>
  `the amounts of ${people} people are so uneven that they tell as much as ${equal.toFixed(1)} equal ones, fewer than the ${minGroupSize} that the policy asks for`;
