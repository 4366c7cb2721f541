import { amountOf, type OutcomePlan, type ReadPlan } from '../../../core/policy/bind/index.js';
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
  return distinctEstimate(
    plan,
    dialect,
    table,
    scaled(dialect, plainNumber(dialect, table.column(plan.score!)), plan.scoreScale),
  );
}

/** The same of amounts, and their largest number. */
export function amountEstimate(plan: OutcomePlan, engine: Dialect, table: SqlTable): string {
  const dialect = writtenIn(engine, plan.numbers);
  return distinctEstimate(plan, dialect, table, plainNumber(dialect, table.column(amountColumn(plan))), 'max(hi)');
}

/** Scan of so many first rows: distinct amounts among them, and rows. */
export const firstAmounts = (plan: OutcomePlan, table: SqlTable, rows: number): string =>
  `SELECT approx_count_distinct(v), count(*) FROM (SELECT ${table.column(amountColumn(plan)).sql} AS v FROM ${table.from} LIMIT ${rows}) AS first`;

/** The column of the amounts of a policy of amounts. */
const amountColumn = (plan: OutcomePlan): string => amountOf(plan)!.column;

function distinctEstimate(
  plan: ReadPlan,
  dialect: Dialect,
  table: SqlTable,
  number: string,
  ...further: readonly string[]
): string {
  const groups = plan.attributes.map((attribute) => {
    const column = table.column(attribute.column);
    if (attribute.bins !== null) return binLabel(dialect, plainNumber(dialect, column), attribute.bins);
    return present(plan, dialect, column);
  });
  const list = [...groups.map((sql, index) => `${sql} AS g${index}`), `${number} AS s`].join(', ');
  const by = groups.length === 0 ? '' : ` GROUP BY ${groups.map((_, index) => `g${index}`).join(', ')}`;
  const rows = `SELECT ${list} FROM ${table.from}${countedOnly(plan, dialect, table)}`;
  const asked = ['max(d)', 'sum(d)', ...further].join(', ');
  return `SELECT ${asked} FROM (SELECT approx_count_distinct(s) AS d, max(s) AS hi FROM (${rows}) AS rows${by}) AS combos`;
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
