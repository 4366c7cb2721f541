import { amountOf, type OutcomePlan } from '../../../core/policy/bind/index.js';
import { AMOUNT_COLUMNS } from '../outcomes/amount/row.js';
import { partsColumns, ROW_NUMBERS, rowNumber, withColumns } from '../outcomes/amount/stepped.js';
import { binLabel } from '../sql/bins.js';
import { isOneOf, plainNumber, plainText, type SqlColumn, valueText } from '../sql/columns.js';
import { type Dialect, doubleLiteral, writtenIn } from '../sql/dialect.js';
import { duckdb } from '../sql/duckdb.js';
import { keepExpressionOf, type SqlTable } from './raw.js';

/** What stands in place of an amount in smallest parts: it is missing, or at fault. */
export const MISSING = -2;
export const AT_FAULT = -3;

/** The state of a row: nothing speaks against it, the filter drops it, the filter is at fault, or unit or bins are, which matters only where there is an amount. */
export const STATES = { fit: 0, filtered: 1, fault: 2, unfit: 3 } as const;

/** Attribute values of a row, after its file where there are several. */
export type RowKey = readonly (string | null)[];

/** Number of texts that a row is known by. */
export const keyLength = (plan: OutcomePlan, table: SqlTable): number =>
  plan.attributes.length + (table.file === null ? 0 : 1);

/** How an amount is handed over: as it stands, as a text or a double, which is read here in half the time; otherwise in smallest parts. */
export type AmountForm = 'text' | 'double' | 'parts';

/** How a row is handed over: amounts, and the state only where there can be several. */
export interface RowForm {
  readonly amounts: readonly AmountForm[];
  readonly hasState: boolean;
}

/** A word for missing values that a text of digits may be, and one that the engine may write for a number. */
const LIKE_A_NUMBER = /^[0-9.]+$/;
const LIKE_A_DOUBLE = /[0-9]|inf/i;

export function rowForm(plan: OutcomePlan, table: SqlTable): RowForm {
  const isPlain = (like: RegExp): boolean =>
    plan.numbers === undefined && !plan.missing.some((word) => like.test(word));
  const formOf = (name: string): AmountForm => {
    const { kind } = table.column(name);
    if (kind === 'text' && isPlain(LIKE_A_NUMBER)) return 'text';
    return kind === 'real' && isPlain(LIKE_A_DOUBLE) ? 'double' : 'parts';
  };
  return {
    amounts: amountNames(plan).map(formOf),
    hasState: plan.where !== null || fitness(plan, duckdb, table).length > 0,
  };
}

/**
 * Rows for DuckDB: the place of the row's key in `known`, or -1; its state; its amount, and its label if decisions have one, in smallest parts, or `MISSING`
 * or `AT_FAULT` (or as it stands); then the texts of keys that are not known. The same conditions decide as in the statement that groups rows, each as seldom
 * as can be: the text of an amount is asked for only where its number is not usable.
 */
export function amountRows(plan: OutcomePlan, table: SqlTable, form: RowForm, known: readonly RowKey[]): string {
  const dialect = writtenIn(duckdb, plan.numbers);
  const keys = Array.from({ length: keyLength(plan, table) }, (_, place) => `g${place}`);
  const isKnown = known.length > 0;
  const names = amountNames(plan).map((_, which) => `v${which}`);
  const columns = [
    `${isKnown ? 'coalesce(place, -1)' : 'CAST(-1 AS INTEGER)'} AS code`,
    ...(form.hasState ? ['state'] : []),
    ...names,
    ...keys.map((key) => `${isKnown ? `CASE WHEN place IS NULL THEN ${key} END` : key} AS t${key}`),
  ];
  const rows = withColumns(`(${fields(plan, dialect, table, form)}) AS fields`, derived(plan, dialect, table, form));
  const values = [
    ...(form.hasState ? [`${state(plan, dialect, table)} AS state`] : []),
    ...names.map((name, which) => `${amountValue(plan, dialect, table, { which, form })} AS ${name}`),
    ...keys,
  ];
  const joined = isKnown ? knownKeys(dialect, keys, known) : '';
  return `SELECT ${columns.join(', ')} FROM (SELECT ${values.join(', ')} FROM ${rows}) AS lines${joined}`;
}

/** Place of the first attribute among the texts of a key. */
const firstOf = (table: SqlTable): number => (table.file === null ? 0 : 1);

function fields(plan: OutcomePlan, dialect: Dialect, table: SqlTable, form: RowForm): string {
  const first = firstOf(table);
  const columns = table.file === null ? [] : [`${table.file} AS g0`];
  plan.attributes.forEach((attribute, index) => {
    const column = table.column(attribute.column);
    if (attribute.bins === null) columns.push(`${valueText(dialect, column, plan.missing)} AS g${first + index}`);
    else columns.push(`${column.sql} AS r${index}`, `${binned(plan, column, dialect)} AS n${index}`);
  });
  amountNames(plan).forEach((name, which) => {
    const column = table.column(name);
    columns.push(`${column.sql} AS ${AMOUNT_COLUMNS[which]![0]}`);
    if (form.amounts[which] === 'parts') columns.push(`${rowNumber(plan, column, dialect)} AS ${ROW_NUMBERS[which]}`);
  });
  const { unitColumn } = amountOf(plan)!;
  if (unitColumn !== null) columns.push(`${table.column(unitColumn).sql} AS ru`);
  if (plan.where !== null) columns.push(`${keepExpressionOf(plan, plan.where, table, dialect)} AS keep`);
  return `SELECT ${columns.join(', ')} FROM ${table.from}`;
}

const amountNames = (plan: OutcomePlan): string[] => {
  const { column, label } = amountOf(plan)!;
  return label === null ? [column] : [column, label];
};

/** Number, whole and parts of the amount and of the label. */
const PARTS = [
  ['mx', 'mf', 'mp'],
  ['bx', 'bf', 'bp'],
] as const;

/** The number that is put into a bin, NULL where there is none or it is missing. */
function binned(plan: OutcomePlan, column: SqlColumn, dialect: Dialect): string {
  const number = plainNumber(dialect, column);
  if (plan.missing.length === 0) return number;
  return `CASE WHEN NOT (${isOneOf(dialect, plainText(dialect, column), plan.missing)}) THEN ${number} END`;
}

/** Columns that follow from others, each a step of its own. */
function derived(plan: OutcomePlan, dialect: Dialect, table: SqlTable, form: RowForm): string[] {
  const first = firstOf(table);
  const bins = plan.attributes.flatMap(({ bins }, index) =>
    bins === null ? [] : [`${binLabel(dialect, `n${index}`, bins)} AS g${first + index}`],
  );
  const parts = amountNames(plan).flatMap((_, which) => (form.amounts[which] === 'parts' ? [PARTS[which]!] : []));
  return [...bins, ...parts.flatMap((names) => partsColumns(plan, dialect, names))];
}

/** The text of a field of the row, as the table has its column. */
const textOf = (
  plan: OutcomePlan,
  dialect: Dialect,
  table: SqlTable,
  [field, name]: readonly [string, string],
): string => valueText(dialect, { sql: field, kind: table.column(name).kind }, plan.missing);

/** The amount of a row, or what stands in its place. */
function amountValue(
  plan: OutcomePlan,
  dialect: Dialect,
  table: SqlTable,
  { which, form }: { readonly which: number; readonly form: RowForm },
): string {
  const [field] = AMOUNT_COLUMNS[which]!;
  if (form.amounts[which] === 'text') return field;
  if (form.amounts[which] === 'double') return `CAST(${field} AS ${dialect.types.double})`;
  const [, , parts] = PARTS[which]!;
  const text = textOf(plan, dialect, table, [field, amountNames(plan)[which]!]);
  const number = (value: number): string => doubleLiteral(dialect, value);
  return `CASE WHEN ${parts} IS NOT NULL THEN ${parts} WHEN (${text}) IS NULL THEN ${number(MISSING)} ELSE ${number(AT_FAULT)} END`;
}

function state(plan: OutcomePlan, dialect: Dialect, table: SqlTable): string {
  const fit = fitness(plan, dialect, table);
  const cases = [
    ...(plan.where === null ? [] : [`WHEN keep = 0 THEN ${STATES.filtered}`, `WHEN keep <> 1 THEN ${STATES.fault}`]),
    ...(fit.length === 0 ? [] : [`WHEN ${fit.join(' AND ')} THEN ${STATES.fit}`]),
  ];
  return `CAST(CASE ${cases.join(' ')} ELSE ${fit.length === 0 ? STATES.fit : STATES.unfit} END AS INTEGER)`;
}

/** Conditions of unit and bins, all of which hold for a row that is fit. */
function fitness(plan: OutcomePlan, dialect: Dialect, table: SqlTable): string[] {
  const { unit, unitColumn } = amountOf(plan)!;
  const text = (field: string, name: string): string => textOf(plan, dialect, table, [field, name]);
  return [
    ...(unitColumn === null ? [] : [`(${text('ru', unitColumn)}) = ${dialect.quoteText(unit)}`]),
    ...plan.attributes.flatMap(({ bins, column }, index) =>
      bins === null ? [] : [`(n${index} IS NOT NULL OR (${text(`r${index}`, column)}) IS NULL)`],
    ),
  ];
}

/** Joins the places of known keys: a text of more than 12 bytes costs more to hand over than a row to count. */
function knownKeys(dialect: Dialect, keys: readonly string[], known: readonly RowKey[]): string {
  const literal = (value: string | null): string => dialect.asText(value === null ? 'NULL' : dialect.quoteText(value));
  const rows = known.map((key, place) => `(${[...key.map(literal), `CAST(${place} AS INTEGER)`].join(', ')})`);
  const names = [...keys.map((key) => `k${key}`), 'place'].join(', ');
  const same = keys.length === 0 ? ['TRUE'] : keys.map((key) => `${key} IS NOT DISTINCT FROM k${key}`);
  return ` LEFT JOIN (VALUES ${rows.join(', ')}) AS known(${names}) ON ${same.join(' AND ')}`;
}
