import { formatNumber } from '../../../core/charts/index.js';
import type { Estimate } from '../../../core/stats/index.js';

export const DECIMALS = 4;
const LEVELS = '▁▂▃▄▅▆▇█';
/** Letter in the place of a missing number. */
const GAP = ' ';

export const number = (value: number | null): string => formatNumber(value, DECIMALS);
export const signed = (value: number): string => (value > 0 ? `+${number(value)}` : number(value));

/** A curve as one letter per point, between the two ends of the scale; a flat curve stays at the bottom. */
export function sparkline(values: ArrayLike<number>, [low, high]: readonly [number, number]): string {
  const top = LEVELS.length - 1;
  return Array.from(values, (value) => {
    if (!Number.isFinite(value)) return GAP;
    const share = high > low ? (value - low) / (high - low) : 0;
    return LEVELS[Math.round(Math.min(1, Math.max(0, share)) * top)]!;
  }).join('');
}

/** Text of an estimate: `0.0123 [0.0100, 0.0146]`, with the reason where there is no interval. */
export function estimateText({ estimate, lower, upper, status, reason }: Estimate): string {
  if (estimate === null) return `not known (${reason ?? status})`;
  const interval = lower === null || upper === null ? '' : ` [${number(lower)}, ${number(upper)}]`;
  return `${number(estimate)}${interval}${status === 'ok' ? '' : ` (${reason ?? status})`}`;
}

/** Name of a group; `all` stands for everybody. */
export const groupText = (by: string | null, group: string | null): string =>
  group === null ? 'all' : `${by}=${group}`;

/** Columns padded to their widest cell; the last column is left as it is. */
export function aligned(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => [...row[c]!].length)));
  return rows.map(
    (row) => `${indent}${row.map((cell, c) => (c === row.length - 1 ? cell : cell.padEnd(widths[c]!))).join('  ')}`,
  );
}

const BAR_WIDTH = 16;

/** A bar with the length of a value relative to the largest one. */
export const bar = (value: number, largest: number): string =>
  value > 0 && largest > 0 ? '#'.repeat(Math.max(1, Math.round((value / largest) * BAR_WIDTH))) : '';
