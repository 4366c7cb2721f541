import { MAX_ABSOLUTE_SCORE } from '../../../core/fairness/fixed-point.js';
import type { ReadPlan } from '../read-plan.js';
import { isOneOf, plainNumber, plainText, type SqlColumn } from './columns.js';
import { type Dialect, doubleLiteral } from './dialect.js';
import { compileWhere } from './where.js';

/** A table to read: what stands after FROM, and its columns by their exact names. */
export interface SqlTable {
  readonly from: string;
  column(name: string): SqlColumn;
  /** Expression that tells the file a row came from, where there are several. */
  readonly file: string | null;
}

/** Columns of the first step: a name, the expression that makes it from a row, and the kind of the result. */
export interface RawColumn {
  readonly name: string;
  readonly sql: string;
  readonly kind: SqlColumn['kind'];
}

/**
 * The first step groups the columns as they stand and counts rows: everything dear (text to number, missing values, labels) is then done once
 * per distinct combination, not once per row. Only the filter is judged on every row, and the cutoff where scores are not kept.
 */
export function rawColumns(plan: ReadPlan, table: SqlTable, dialect: Dialect): RawColumn[] {
  const columns: RawColumn[] = [];
  const add = (name: string, column: string): void => {
    const { sql, kind } = table.column(column);
    // Collations and types (citext) that call different texts equal must not merge groups.
    const loose = dialect.name === 'postgres' && (kind === 'text' || kind === 'any');
    columns.push(loose ? { name, sql: dialect.asText(sql), kind: 'text' } : { name, sql, kind });
  };
  if (plan.where !== null) {
    const condition = compileWhere(plan.where, {
      dialect,
      missing: plan.missing,
      column: (name) => table.column(name),
    });
    columns.push({ name: 'keep', sql: `CASE WHEN ${condition} THEN 1 ELSE 0 END`, kind: 'integer' });
  }
  if (table.file !== null) columns.push({ name: 'file', sql: table.file, kind: 'text' });
  plan.attributes.forEach((attribute, index) => {
    add(`r${index}`, attribute.column);
  });
  if (plan.label !== null) add('rl', plan.label.column);
  if (plan.prediction !== null) add('rp', plan.prediction.column);
  if (plan.weight !== null) add('rw', plan.weight);
  if (plan.score !== null && plan.keepScores) add('rs', plan.score);
  if (plan.score !== null && !plan.keepScores) columns.push(...cutColumns(plan, table, dialect));
  return columns;
}

/** Scores that serve the cutoff only: 0/1 for those in order, and the text of those that are not. */
function cutColumns(plan: ReadPlan, table: SqlTable, dialect: Dialect): RawColumn[] {
  const column = table.column(plan.score!);
  const text = plainText(dialect, column);
  const known = plan.missing.length === 0 ? '' : `NOT (${isOneOf(dialect, text, plan.missing)}) AND `;
  const score = scaled(dialect, plainNumber(dialect, column), plan.scoreScale);
  const usable = `${known}abs(${score}) <= ${doubleLiteral(dialect, MAX_ABSOLUTE_SCORE)}`;
  const selected = `CASE WHEN ${score} >= ${doubleLiteral(dialect, plan.cutoff!)} THEN 1 ELSE 0 END`;
  return [
    { name: 'cut', sql: `CASE WHEN ${usable} THEN ${selected} END`, kind: 'integer' },
    { name: 'rs', sql: `CASE WHEN ${usable} THEN NULL ELSE ${text} END`, kind: 'text' },
  ];
}

/** A score divided by `data.scoreScale`, before anything else is done with it. */
export function scaled(dialect: Dialect, number: string, scale: number): string {
  return scale === 1 ? number : `(${number} / ${doubleLiteral(dialect, scale)})`;
}
