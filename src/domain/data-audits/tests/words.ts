import { counted } from '../../../core/base/counted.js';
import { percentText } from '../../../core/base/percent-text.js';
import type { Finding, Judged } from '../../../core/fairness/sources/index.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { levelText } from '../../../core/policy/sections/index.js';

/** A share in per cent, or that there is none. */
export function shareText(value: number | null): string {
  return value === null ? 'undefined' : percentText(value);
}

export const pointsText = (value: number): string => `${shareText(Math.abs(value)).replace(' %', '')} points`;

export const countText = (count: number): string => Math.round(count).toLocaleString('en-US');

export const groupText = (key: GroupKey): string =>
  Object.values(key)
    .map((value) => value ?? 'unknown')
    .join(' x ');

/** The interval that a verdict rests on: the shared one of a breach, else the plain one. */
export function intervalText(
  { verdict, simultaneous, lower, upper, level }: Finding,
  show: (value: number) => string,
): string {
  const {
    lower: low,
    upper: high,
    level: at,
  } = verdict === 'fail' && simultaneous !== null ? simultaneous : { lower, upper, level };
  if (low === null || high === null) return 'no interval';
  return `${levelText(at)} interval ${show(low)} to ${show(high)}`;
}

/** What a verdict rests on beside the finding that decided: groups that are too small, comparisons that are open. */
export function openText({ verdict, findings }: Judged): string {
  if (verdict === 'pass' || verdict === 'fail') {
    const others = findings.filter((one) => one.verdict === 'fail').length - 1;
    return others > 0 ? ` ${counted(others, 'other comparison')} ${others === 1 ? 'fails' : 'fail'} as well.` : '';
  }
  const few = new Set(findings.flatMap(({ status, group }) => (status === 'insufficient' ? [groupText(group)] : [])))
    .size;
  const open = findings.filter((one) => one.status === 'ok' && one.verdict === 'inconclusive').length;
  const parts = [
    ...(open > 0 ? [`${counted(open, 'comparison')} cannot be told from the bound with these people`] : []),
    ...(few > 0 ? [`${counted(few, 'group')} ${few === 1 ? 'is' : 'are'} too small to judge`] : []),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(', and ').replace(/^./, (letter) => letter.toUpperCase())}.`;
}
