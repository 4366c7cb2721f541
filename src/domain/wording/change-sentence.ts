import { formatNumber, formatPlain } from '../../core/charts/index.js';
import { unitOfValues } from '../../core/policy/judge/index.js';
import type { RequirementResult } from '../../core/policy/sections/index.js';
import { printedAmount, printedBound } from './amounts.js';
import { measureLabel, metricKey, metricWords } from './glossary.js';
import { byLabel, groupInText } from './groups.js';

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

/** Decimals of shares "of every 100", and of values that are no shares of people. */
const RATE_DECIMALS = 1;
export const PLAIN_DECIMALS = 3;

/**
 * The value of the group that decided, then and now.
 *
 * @param decimals as many, where a reader is to subtract the two
 */
export function changeSides(requirement: RequirementResult, decimals?: number): string {
  const { group, groupValue = null, referenceValue = null } = requirement;
  if (group === null) return '';
  const words = metricWords(metricKey(requirement), requirement.unit);
  const where = requirement.by.length === 0 ? '' : ` in the group ${groupInText(group)}`;
  const unit = unitOfValues(requirement);
  if (unit !== undefined && groupValue !== null && referenceValue !== null) {
    const shown = (value: number) => printedAmount(value, unit, [], decimals);
    return `The ${measureLabel(requirement)}${where || ' of everyone'} was ${shown(referenceValue)} in the accepted audit and is ${shown(groupValue)} now.`;
  }
  const plain = (value: number | null) => formatNumber(value, decimals ?? PLAIN_DECIMALS);
  if (words.unit !== 'share' || groupValue === null || referenceValue === null)
    return `The ${words.label}${where || ' of everyone'} was ${plain(referenceValue)} in the accepted audit and is ${plain(groupValue)} now.`;
  const show = (rate: number) => formatNumber(rate * 100, decimals ?? RATE_DECIMALS);
  return `Of every 100 ${words.people}${where}, ${show(referenceValue)} ${words.outcome} in the accepted audit and ${show(groupValue)} now.`;
}
