import { declaredDigits } from '../../core/base/amount-digits.js';
import { counted } from '../../core/base/counted.js';
import { formatBeside, formatCount, formatNumber, formatPlain } from '../../core/charts/index.js';
import { lossRatioOf } from '../../core/fairness/utility/index.js';
import { levelText } from '../../core/policy/sections/index.js';
import type { AuditResult } from '../audits/result/index.js';
import { printedAmount } from './amounts.js';
import { byLabel, groupInText, isUnknown } from './groups.js';

type Utility = NonNullable<AuditResult['utility']>;

/** What simulations said of the interval of amounts (docs/explanations/utility.md). */
const TOO_SURE =
  ' Where few amounts make the sum this interval is too sure: of simulated ones of 95 %, 83 to 95 in 100 held the truth.';

/** Says what a decision was worth on average, and what treating everybody alike or making no error would be worth. */
export function utilitySentence({ overall, unit, party, amount, cap, withoutAmount = 0 }: Utility): string {
  const { utility, selectNobody, selectEverybody, perfect } = overall;
  const whose = party === null ? '' : ` to ${party}`;
  if (utility.estimate === null) return `What decisions were worth${whose} cannot be told: ${utility.reason}.`;
  const text = (value: number | null) => printedAmount(value, unit);
  const span =
    utility.lower === null || utility.upper === null
      ? ''
      : ` (${levelText(utility.level)} interval ${text(utility.lower)} to ${text(utility.upper)})`;
  return (
    `A decision was worth ${text(utility.estimate)}${whose} on average${span}, over ${counted(formatCount(utility.n), 'person')} whose label is known. ` +
    `Prediction 1 for nobody would be worth ${text(selectNobody)}, for everybody ${text(selectEverybody)}, without error ${text(perfect)}.` +
    (amount !== null && span !== '' ? howSure(cap, amount) : '') +
    (withoutAmount > 0 ? ` ${counted(formatCount(withoutAmount), 'row')} without ${amount} above 0 are in no sum.` : '')
  );
}

const howSure = (cap: number | undefined, amount: string): string =>
  cap === undefined
    ? TOO_SURE
    : ` The interval holds whatever the distribution, because ${amount} is declared to be at most ${declaredDigits(cap)}.`;

/** Names the groups whose decisions were worth least and most; empty with fewer than two large enough groups. */
export function utilityRangeSentence({ groups, unit }: Utility, by: readonly string[]): string {
  const known = groups
    .filter((each) => byLabel(each.by) === byLabel(by) && !isUnknown(each) && each.utility.status === 'ok')
    .sort((a, b) => a.utility.estimate! - b.utility.estimate!);
  const [low, high] = [known[0], known.at(-1)];
  if (low === undefined || high === undefined || known.length < 2) return `What a decision was worth by ${byLabel(by)}`;
  const text = (each: typeof low) =>
    `${printedAmount(each.utility.estimate, unit)} for ${groupInText(each.attributes)}`;
  return `By ${byLabel(by)} a decision was worth from ${text(low)} to ${text(high)}`;
}

/** Says which cutoff the values ask for, and what the cutoff in use would have to assume. */
export function cutoffSentence({ bestCutoff }: Utility, cutoff: number | null): string {
  const best = `If the score is a calibrated probability of label 1, these values ask for a cutoff of ${formatNumber(bestCutoff)}`;
  if (cutoff === null || !(cutoff > 0 && cutoff < 1)) return `${best}.`;
  const ratio = lossRatioOf(cutoff);
  const times = ratio === 1 ? '' : `${formatBeside(ratio, 1, 2)} times `;
  return `${best}; the cutoff in use, ${formatPlain(cutoff)}, is the best one if a wrong prediction 1 loses ${times}as much as a wrong prediction 0.`;
}
