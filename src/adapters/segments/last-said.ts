import { type AuditWindow, bare } from '../../domain/audits/recorded/index.js';
import { duckdb } from '../dataset/sql/index.js';
import { sqlName } from './column-names.js';
import type { LiveColumns } from './live-table.js';

const text = (value: string): string => duckdb.quoteText(value);

/** The column with the index of the entry that said an attribute last. */
export const saidAt = (column: string): string => `at_${sqlName(column)}`;

/** Each decision with the last value of its attributes, and the index of the entry that said it. */
export function withLateAttributes(base: string, { attributes }: LiveColumns): string {
  if (attributes.length === 0) return base;
  const own = attributes.map(sqlName);
  const last = attributes.flatMap((column) => [
    `coalesce(a.${sqlName(column)}, d.${sqlName(column)}) AS ${sqlName(column)}`,
    `coalesce(a.${saidAt(column)}, d.idx) AS ${saidAt(column)}`,
  ]);
  const late = attributes.flatMap((column) => {
    const named = `FILTER (WHERE name = ${text(bare(column))})`;
    return [`arg_max(value, idx) ${named} AS ${sqlName(column)}`, `max(idx) ${named} AS ${saidAt(column)}`];
  });
  return `SELECT d.* EXCLUDE (${own.join(', ')}), ${last.join(', ')} FROM (${base}) d
    LEFT JOIN (SELECT id, ${late.join(', ')} FROM late_attribute GROUP BY id) a ON a.id = d.id`;
}

/** Condition that an hour lies in the window. */
export function inWindow(hour: string, { fromMs, toMs }: AuditWindow): string {
  const limits = [
    ...(Number.isFinite(fromMs) ? [`${hour} >= ${fromMs}`] : []),
    ...(Number.isFinite(toMs) ? [`${hour} < ${toMs}`] : []),
  ];
  return limits.length === 0 ? 'true' : limits.join(' AND ');
}
