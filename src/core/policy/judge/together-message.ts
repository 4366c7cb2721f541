import type { GroupKey } from '../../fairness/tally/index.js';
import { measureWords } from '../sections/metric-needs.js';
import type { RequirementResult } from '../sections/result-types.js';
import {
  allowedText,
  amountText,
  countText,
  groupText,
  intervalText,
  levelText,
  numberText,
} from '../sections/text.js';
import { showsAnother } from './largest.js';

type Judged = Omit<RequirementResult, 'message'>;

/** Says a measure of all groups together, its interval, what is allowed, and the gap between two groups that makes or decides it. */
export function togetherFact(r: Judged): string {
  if (r.group === null || r.reference === null) return '';
  const bounds = [r.allowed?.lower, r.allowed?.upper];
  const interval =
    r.lower === null && r.upper === null
      ? 'no interval'
      : `${levelText(r.level)} interval ${intervalText(r.lower, r.upper, undefined, bounds)}`;
  const side = (key: NonNullable<typeof r.group>, value: number | null | undefined, n: number | null) =>
    `${numberText(value ?? null)} for ${groupText(ownKey(key, r.by))}${n === null ? '' : ` (n = ${countText(n)})`}`;
  const allowed = allowedText(r.allowed?.lower ?? null, r.allowed?.upper ?? null);
  return (
    `The ${measureWords(r)} is ${amountText(r.estimate, undefined, bounds)} (${interval}), allowed ${allowed}. ` +
    `${showsAnother(r) ? 'The gap that decides' : 'The widest gap'} is that of the ${rateWords(r.component)}: ${side(r.group, r.groupValue, r.nGroup)} and ${side(r.reference, r.referenceValue, r.nReference)}.`
  );
}

/** A group without the score or prediction within which it is compared, which the name of the rate says. */
const ownKey = (key: GroupKey, by: readonly string[]): GroupKey =>
  Object.fromEntries(Object.entries(key).filter(([name]) => by.includes(name)));

/** A rate in a sentence: `false positive rate`, `share with label 1 at score 0.4 to < 0.5`. */
const rateWords = (component = 'rate'): string =>
  component.startsWith('score ') ? `share with label 1 at ${component}` : component.replaceAll('_', ' ');
