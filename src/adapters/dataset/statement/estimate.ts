import type { OutcomePlan, ReadPlan } from '../../../core/policy/bind/index.js';
import { countedQuantities } from '../outcomes/amount/stepped.js';
import { binLabel } from '../sql/bins.js';
import { plainNumber, type SqlColumn, valueText } from '../sql/columns.js';
import { type Dialect, doubleLiteral, writtenIn } from '../sql/dialect.js';
import { compileWhere } from '../sql/where.js';
import { type SqlTable, scaled } from './raw.js';

/**
 * Scan that estimates distinct scores: the most of any combination of attributes, and their sum over all combinations. It takes a few kB a
 * combination in memory.
 */
export function scoreEstimate(plan: ReadPlan, engine: Dialect, table: SqlTable): string {
  const dialect = writtenIn(engine, plan.numbers);
  const score = scaled(dialect, plainNumber(dialect, table.column(plan.score!)), plan.scoreScale);
  const combos = perCombination(plan, dialect, table, {
    columns: `${score} AS s`,
    asked: 'approx_count_distinct(s) AS d',
  });
  return `SELECT max(d), sum(d) FROM (${combos}) AS combos`;
}

/**
 * Scan that estimates the distinct amounts and errors, each summed over all combinations of attributes, and counts rows.
 *
 * @param first rows to look at; all, unless given
 */
export function amountEstimate(plan: OutcomePlan, engine: Dialect, table: SqlTable, first?: number): string {
  const dialect = writtenIn(engine, plan.numbers);
  const columns = countedQuantities(plan, dialect, table.column);
  const asked = 'approx_count_distinct(v) AS dv, approx_count_distinct(e) AS de, count(*) AS n';
  const combos = perCombination(plan, dialect, table, { columns, asked, first });
  return `SELECT coalesce(sum(dv), 0), coalesce(sum(de), 0), coalesce(sum(n), 0) FROM (${combos}) AS combos`;
}

interface Counted {
  /** Columns of a row that are counted. */
  readonly columns: string;
  /** What is asked of them in each combination of attributes. */
  readonly asked: string;
  readonly first?: number | undefined;
}

function perCombination(plan: ReadPlan, dialect: Dialect, table: SqlTable, { columns, asked, first }: Counted): string {
  const groups = plan.attributes.map((attribute) => {
    const column = table.column(attribute.column);
    if (attribute.bins !== null) return binLabel(dialect, plainNumber(dialect, column), attribute.bins);
    return present(plan, dialect, column);
  });
  const list = [...groups.map((sql, index) => `${sql} AS g${index}`), columns].join(', ');
  const by = groups.length === 0 ? '' : ` GROUP BY ${groups.map((_, index) => `g${index}`).join(', ')}`;
  const limit = first === undefined ? '' : ` LIMIT ${first}`;
  const rows = `SELECT ${list} FROM ${table.from}${countedOnly(plan, dialect, table)}${limit}`;
  return `SELECT ${asked} FROM (${rows}) AS rows${by}`;
}

/** Scan that estimates the values of each attribute. */
export function valuesEstimate(plan: ReadPlan, table: SqlTable): string {
  const counts = plan.attributes.map((attribute) => `approx_count_distinct(${table.column(attribute.column).sql})`);
  return `SELECT ${counts.join(', ')} FROM ${table.from}`;
}

const present = (plan: ReadPlan, dialect: Dialect, column: SqlColumn): string =>
  valueText(dialect, column, plan.missing);

/** Condition for rows that are counted, because excluded rows must not make the estimate too high. */
function countedOnly(plan: ReadPlan, dialect: Dialect, table: SqlTable): string {
  const conditions: string[] = [];
  const column = (name: string): SqlColumn => table.column(name);
  if (plan.where !== null) conditions.push(compileWhere(plan.where, { dialect, missing: plan.missing, column }));
  if (plan.prediction !== null)
    conditions.push(`${present(plan, dialect, column(plan.prediction.column))} IS NOT NULL`);
  if (plan.weight !== null)
    conditions.push(`${plainNumber(dialect, column(plan.weight))} > ${doubleLiteral(dialect, 0)}`);
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}
