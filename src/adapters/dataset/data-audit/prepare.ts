import { MAX_COUNT_WEIGHT } from '../../../core/fairness/tally/index.js';
import { type FaultRole, isOneSided, type ReadPlan } from '../../../core/policy/bind/index.js';
import { numberNames } from '../../../core/policy/where/index.js';
import { binaryOf } from '../sql/binary.js';
import { binLabel } from '../sql/bins.js';
import { isOneOf, plainNumber, plainText, valueText } from '../sql/columns.js';
import { type Dialect, doubleLiteral } from '../sql/dialect.js';
import { compileWhere, FIRST_FAULT, keepExpression, whereFaults } from '../sql/where.js';
import { type SqlTable, scaled } from '../statement/raw.js';

/** Name of the table that is read once and tested many times. */
export const PEOPLE = 'people';

/** Columns of `PEOPLE`: the attribute at a place, the kept column at a place as text, and as a number. */
export const groupName = (place: number): string => `g${place}`;
export const textName = (place: number): string => `t${place}`;
export const numberName = (place: number): string => `x${place}`;

interface Named {
  readonly name: string;
  readonly sql: string;
}

/**
 * The rows of a source with what the policy makes of them: `keep` (filter), `w` (weight), `g0` (attributes), `y` (label), `p` (prediction), `s`
 * (score), and the kept columns, as `t0` where they are texts and as `x0` where the source knows that they are numbers. A value at fault
 * stands in `fault` with its role in `role`.
 */
export function preparedRows(plan: ReadPlan, table: SqlTable, kept: readonly string[], dialect: Dialect): string {
  const fields = [
    { name: 'keep', sql: keepOf(plan, table, dialect) },
    ...roleFields(plan, table, dialect),
    ...kept.map((column, place) => keptField(table, column, place, { dialect, missing: plan.missing })),
  ];
  const columns = [
    ...fields.filter(({ name }) => /^(keep|[tx]\d+)$/.test(name)).map(({ name }) => ({ name, sql: name })),
    ...roleColumns(plan, dialect),
  ];
  const faults = faultsOf(plan, table, dialect);
  const cases = (then: (fault: Fault) => string): string =>
    faults.length === 0
      ? 'CAST(NULL AS VARCHAR)'
      : `CASE ${faults.map((one) => `WHEN ${one.when} THEN ${then(one)}`).join(' ')} END`;
  const judged = [
    ...columns,
    { name: 'role', sql: cases(({ role }) => dialect.quoteText(role)) },
    { name: 'fault', sql: cases(({ value }) => value) },
  ];
  return `SELECT ${list(judged)} FROM (SELECT ${list(fields)} FROM ${table.from}) AS fields`;
}

const list = (columns: readonly Named[]): string => columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ');

function keepOf(plan: ReadPlan, table: SqlTable, dialect: Dialect): string {
  if (plan.where === null) return '1';
  const context = { dialect, missing: plan.missing, column: (name: string) => table.column(name) };
  return keepExpression(compileWhere(plan.where, context), whereFaults(plan.where, context));
}

/** Texts and numbers of the columns with a role: `gt0`, `gn0` of attributes, `lt`, `pt`, and `st`, `sn`, `wt`, `wn`. */
function roleFields(plan: ReadPlan, table: SqlTable, dialect: Dialect): Named[] {
  const text = (column: string): string => valueText(dialect, table.column(column), plan.missing);
  const number = (column: string): string => presentNumber(dialect, table, column, plan.missing);
  const fields: Named[] = [];
  plan.attributes.forEach(({ column, bins }, place) => {
    fields.push({ name: `gt${place}`, sql: text(column) });
    if (bins !== null) fields.push({ name: `gn${place}`, sql: number(column) });
  });
  if (plan.label !== null) fields.push({ name: 'lt', sql: text(plan.label.column) });
  if (plan.prediction !== null) fields.push({ name: 'pt', sql: text(plan.prediction.column) });
  if (plan.score !== null)
    fields.push(
      { name: 'st', sql: text(plan.score) },
      { name: 'sn', sql: scaled(dialect, number(plan.score), plan.scoreScale) },
    );
  if (plan.weight !== null)
    fields.push({ name: 'wt', sql: text(plan.weight) }, { name: 'wn', sql: number(plan.weight) });
  for (const [index, name] of plan.where === null ? [] : numberNames(plan.where).entries())
    fields.push({ name: `qt${index}`, sql: text(name) });
  return fields;
}

function presentNumber(dialect: Dialect, table: SqlTable, name: string, missing: readonly string[]): string {
  const column = table.column(name);
  const number = plainNumber(dialect, column);
  return missing.length === 0
    ? number
    : `CASE WHEN NOT (${isOneOf(dialect, plainText(dialect, column), missing)}) THEN ${number} END`;
}

function keptField(
  table: SqlTable,
  name: string,
  place: number,
  { dialect, missing }: { readonly dialect: Dialect; readonly missing: readonly string[] },
): Named {
  const { kind } = table.column(name);
  if (kind === 'integer' || kind === 'real')
    return { name: numberName(place), sql: presentNumber(dialect, table, name, missing) };
  return { name: textName(place), sql: valueText(dialect, table.column(name), missing) };
}

/** What the fields mean. */
function roleColumns(plan: ReadPlan, dialect: Dialect): Named[] {
  const groups = plan.attributes.map(({ bins }, place) => ({
    name: groupName(place),
    sql: bins === null ? `gt${place}` : binLabel(dialect, `gn${place}`, bins),
  }));
  const cutoff = `CASE WHEN sn >= ${doubleLiteral(dialect, plan.cutoff ?? 0)} THEN 1 WHEN sn IS NOT NULL THEN 0 END`;
  const prediction =
    plan.prediction !== null
      ? binaryOf(dialect, 'pt', plan.prediction)
      : plan.cutoff !== null && plan.score !== null
        ? cutoff
        : 'NULL';
  const sided = (binding: ReadPlan['label'], text: string): string =>
    binding !== null && isOneSided(binding) ? text : 'NULL';
  return [
    ...groups,
    { name: 'y', sql: `CAST(${plan.label === null ? 'NULL' : binaryOf(dialect, 'lt', plan.label)} AS TINYINT)` },
    { name: 'p', sql: `CAST(${prediction} AS TINYINT)` },
    { name: 's', sql: plan.score === null ? 'CAST(NULL AS DOUBLE)' : 'sn' },
    {
      name: 'w',
      sql:
        plan.weight === null
          ? 'CAST(1 AS BIGINT)'
          : `CASE WHEN wn >= 0 AND wn <= ${MAX_COUNT_WEIGHT} THEN CAST(floor(wn) AS BIGINT) END`,
    },
    { name: 'lt', sql: `CAST(${sided(plan.label, 'lt')} AS VARCHAR)` },
    { name: 'pt', sql: `CAST(${sided(plan.prediction, 'pt')} AS VARCHAR)` },
  ];
}

interface Fault {
  readonly role: FaultRole;
  readonly when: string;
  readonly value: string;
}

/** The conditions under which a value of a row is at fault, in the order in which they are told. */
function faultsOf(plan: ReadPlan, table: SqlTable, dialect: Dialect): Fault[] {
  const faults: Fault[] = [];
  const { where } = plan;
  if (where !== null) {
    numberNames(where).forEach((name, index) => {
      if (table.column(name).kind !== 'integer')
        faults.push({ role: `where:${index}`, when: `keep = ${FIRST_FAULT + index}`, value: `qt${index}` });
    });
  }
  const add = (role: FaultRole, when: string, value: string): void => {
    faults.push({ role, when: `(keep = 1 AND ${when})`, value });
  };
  for (const [role, binding, text] of [
    ['prediction', plan.prediction, 'pt'],
    ['label', plan.label, 'lt'],
  ] as const) {
    if (binding !== null) add(role, `${text} IS NOT NULL AND (${binaryOf(dialect, text, binding)}) IS NULL`, text);
  }
  if (plan.score !== null) add('score', 'st IS NOT NULL AND sn IS NULL', 'st');
  if (plan.weight !== null)
    add('weight', `wt IS NOT NULL AND (wn IS NULL OR wn < 0 OR wn > ${MAX_COUNT_WEIGHT} OR wn <> floor(wn))`, 'wt');
  plan.attributes.forEach(({ bins }, place) => {
    if (bins !== null) add(`bins:${place}`, `gt${place} IS NOT NULL AND gn${place} IS NULL`, `gt${place}`);
  });
  return faults;
}
