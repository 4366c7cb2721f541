import type { Judged } from '../judge/message.js';
import { isInUnits, measureWords } from '../sections/metric-needs.js';
import { amountText, countText, groupText, levelText, numberText } from '../sections/text.js';

/** Says how the gap changed, and what that means. */
export function messageOfChange(r: Judged, level: number): string {
  if (r.group === null || r.reference === null) return '';
  const unit = r.compare === 'difference' && isInUnits(r.metric) ? r.unit : undefined;
  const show = (value: number | null) => amountText(value, unit);
  const gap = `the gap in ${measureWords(r)} between ${groupText(r.group)} and ${groupText(r.reference)}`;
  const what =
    r.compare === 'difference'
      ? `${gap} changed by ${show(r.estimate)}`
      : `${gap} changed by a factor of ${numberText(r.estimate)}`;
  const range = `(${levelText(r.level)} interval ${show(r.lower)} to ${show(r.upper)}; above ${numberText(r.allowed?.upper ?? null)} is worse)`;
  const since = `Since the accepted audit ${what} ${range}.`;
  if (r.reason === 'worse-than-baseline')
    return `${since} It is worse: significant one-sided at ${levelText(level)}, ${countText(r.comparisons ?? 1)} comparison(s) allowed for.`;
  if (r.reason === 'change-untested') return `${since} No gap that could be tested is shown to be worse.`;
  if (r.reason === 'no-worse-than-baseline')
    return `${since} No gap is shown to be worse, and none can have grown by as much as the bound allows in all.`;
  return `${since} It may be worse; there is too little data to tell.`;
}
