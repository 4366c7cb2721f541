import { formatNumber, formatPlain } from '../../core/charts/index.js';
import { decimalsOfSides, unitOfValues } from '../../core/policy/judge/index.js';
import type { RequirementResult } from '../../core/policy/sections/index.js';
import { printedAmount, printedBound } from './amounts.js';
import { measureLabel, metricKey, metricWords } from './glossary.js';
import { byLabel, groupLabel } from './groups.js';

/** Whether a requirement bounds how far the metric of each group moved since an accepted audit. */
export const isLevelChange = (requirement: Pick<RequirementResult, 'compare'>): boolean =>
  requirement.compare === 'change';

/** What is bounded: `accuracy of each group by race, relative change since the accepted audit`. */
export function changeSubject(requirement: RequirementResult): string {
  const { by, change } = requirement;
  const whose = by.length === 0 ? 'everyone' : `each group by ${byLabel(by)}`;
  return `${measureLabel(requirement)} of ${whose}, ${change?.relative ? 'relative change' : 'change'} since the accepted audit`;
}

/** Text of the bound of a change: `fall at most 15 %`, `rise at most 5 pp`. */
export function changeBound(requirement: RequirementResult): string {
  const { metric, change } = requirement;
  if (change === undefined) return 'none';
  const { maxDrop, maxRise, relative } = change;
  const unit = relative ? ' %' : metricWords(metric).unit === 'share' ? ' pp' : '';
  const amountUnit = relative ? undefined : unitOfValues(requirement);
  const show = (size: number) =>
    amountUnit === undefined
      ? `${formatPlain(unit === '' ? size : size * 100)}${unit}`
      : printedBound(size, amountUnit);
  const parts = [
    maxDrop === undefined ? null : `fall at most ${show(maxDrop)}`,
    maxRise === undefined ? null : `rise at most ${show(maxRise)}`,
  ];
  return parts.filter((part) => part !== null).join(' and ');
}

/** Decimals of shares "of every 100". */
const RATE_DECIMALS = 1;

/** The value of the group that decided, then and now. */
export function changeSides(requirement: RequirementResult): string {
  const { group, groupValue = null, referenceValue = null } = requirement;
  if (group === null) return '';
  const words = metricWords(metricKey(requirement), requirement.unit);
  const where = requirement.by.length === 0 ? '' : ` in the group ${groupLabel(group)}`;
  const unit = unitOfValues(requirement);
  if (unit !== undefined && groupValue !== null && referenceValue !== null) {
    const decimals = decimalsOfSides(requirement);
    const shown = (value: number) => printedAmount(value, unit, [], decimals);
    return `The ${measureLabel(requirement)}${where || ' of everyone'} was ${shown(referenceValue)} in the accepted audit and is ${shown(groupValue)} now.`;
  }
  if (words.unit !== 'share' || groupValue === null || referenceValue === null)
    return `The ${words.label}${where || ' of everyone'} was ${formatNumber(referenceValue, 3)} in the accepted audit and is ${formatNumber(groupValue, 3)} now.`;
  const show = (rate: number) => formatNumber(rate * 100, RATE_DECIMALS);
  return `Of every 100 ${words.people}${where}, ${show(referenceValue)} ${words.outcome} in the accepted audit and ${show(groupValue)} now.`;
}
