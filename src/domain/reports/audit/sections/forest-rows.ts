import {
  type ForestLine,
  type ForestRow,
  formatInterval,
  formatValue,
  type ValueUnit,
} from '../../../../core/charts/index.js';
import { unitOfValues } from '../../../../core/policy/judge/index.js';
import { countedIn, evidenceUnits, type RequirementResult } from '../../../../core/policy/sections/index.js';
import type { Estimate } from '../../../../core/stats/base/index.js';
import { allowedEnds, boundValueText } from '../../../wording/index.js';

/** Most groups in a chart, which is readable up to this number; the table below has all of them. */
const MOST_ROWS = 40;

/** Words for the status of an estimate in every table. */
export const EVIDENCE_WORDS = {
  ok: 'enough',
  insufficient: 'too few people',
  undefined: 'cannot be estimated',
} as const;

/** The same of the groups of a requirement, whose evidence may be counted in lists. */
export const evidenceWords = (metric: RequirementResult['metric'], status: keyof typeof EVIDENCE_WORDS): string =>
  EVIDENCE_WORDS[status].replace('people', evidenceUnits(metric));

/** Head of a column of sizes: lists are named, because candidates could be meant. */
export const sizeHead = (metric: RequirementResult['metric'], when = ''): string =>
  `${countedIn(metric) === 'person' ? 'n' : evidenceUnits(metric)}${when}`;

/** What is drawn of many rows: the largest, in the order of the result, and what the axis says of those left out. */
export function drawnOf<Row>(
  rows: readonly Row[],
  sizeOf: (row: Row) => number,
  called = '',
): { readonly shown: readonly Row[]; readonly cut: string } {
  if (rows.length <= MOST_ROWS) return { shown: rows, cut: '' };
  const largest = new Set([...rows].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_ROWS));
  return {
    shown: rows.filter((row) => largest.has(row)),
    cut: ` (the ${MOST_ROWS} largest of ${rows.length}${called})`,
  };
}

type Shown = Pick<Estimate, 'estimate' | 'lower' | 'upper' | 'n' | 'status' | 'bounds'>;

/** The row of an estimate. */
export const rowOf = (
  label: string,
  { estimate, lower, upper, n, status, bounds }: Shown,
  role: ForestRow['role'],
): ForestRow => {
  const row = { label, estimate, lower, upper, n, status, role };
  if (bounds === undefined || bounds.lower === null || bounds.upper === null) return row;
  const range = { lower: bounds.lower, upper: bounds.upper };
  return { ...row, lower: bounds.outerLower, upper: bounds.outerUpper, range };
};

/** The cells of a table for an estimate: its value, or the range that unseen labels leave; its interval; how good the evidence is. */
export function estimateCells(
  { estimate, lower, upper, status, bounds }: Shown,
  unit: ValueUnit,
  { metric, decimals }: { readonly metric: RequirementResult['metric']; readonly decimals: number | undefined },
): { readonly value: string; readonly interval: string; readonly evidence: string } {
  if (bounds === undefined)
    return {
      value: formatValue(estimate, unit, decimals),
      interval: formatInterval(lower, upper, unit, decimals),
      evidence: evidenceWords(metric, status),
    };
  return {
    value: formatInterval(bounds.lower, bounds.upper, unit, decimals),
    interval: formatInterval(bounds.outerLower, bounds.outerUpper, unit, decimals),
    evidence: 'known within bounds',
  };
}

/** Whether a row can have broken the bound: where nothing says how sure its value is, it was not judged, and is not drawn as if it had been found beyond. */
export const isJudgedRow = (
  { evidence }: RequirementResult,
  { lower, upper }: Pick<Estimate, 'lower' | 'upper'>,
): boolean => evidence === 'point' || (lower !== null && upper !== null);

/** Whether a value that the bound itself is about lies beyond it. */
export function isBeyondBound(requirement: RequirementResult, value: number | null): boolean {
  const { lower, upper } = allowedEnds(requirement);
  return value !== null && ((lower !== null && value < lower) || (upper !== null && value > upper));
}

/** Lines of the bound where the axis is that of what is bounded. */
export function boundsOnAxis(requirement: RequirementResult): ForestLine[] {
  const { lower, upper } = allowedEnds(requirement);
  return [lower, upper].flatMap((end) =>
    end === null ? [] : [{ value: end, label: `bound: ${boundValueText(requirement, end)}` }],
  );
}

/** Where values are amounts, their unit, which the numbers themselves do not repeat. */
export function unitSuffix(requirement: RequirementResult): string {
  const unit = unitOfValues(requirement);
  return unit === undefined ? '' : ` (${unit})`;
}
