import { type Quantity, STEP_DIGITS } from '../../../../core/fairness/outcomes/amount/index.js';
import { amountOf, type OutcomePlan, type ReadPlan } from '../../../../core/policy/bind/index.js';
import { isOneOf, plainNumber, plainText, type SqlColumn } from '../../sql/columns.js';
import { type Dialect, doubleLiteral } from '../../sql/dialect.js';
import { largestAmount, parts } from './row.js';

/*
 * Large data in DuckDB: rows are not grouped by their amounts, of which there may be as many as rows, nor by pairs of amount and label, of which
 * there are as many as rows, but each quantity by itself and close to its step, of which there are some thousands. Only the texts of amounts at
 * fault stay keys. The sums are of integers, so the tally has the same bits either way.
 */

/** The quantities that are certain to be kept in steps. */
export type CertainSteps = Readonly<Record<Extract<Quantity, 'amount' | 'error'>, boolean>>;

export const NO_STEPS: CertainSteps = { amount: false, error: false };

/** Names of the columns of a row: number of the amount, and of the label. */
export const ROW_NUMBERS = ['mx', 'bx'] as const;

/** The number of an amount of a row, a double of any size, or none where it is missing. It stands once, because an engine may read a text once for each place. */
export function rowNumber(plan: OutcomePlan, column: SqlColumn, dialect: Dialect): string {
  const isTyped = column.kind === 'real' || column.kind === 'integer';
  const number = isTyped ? `CAST(${column.sql} AS ${dialect.types.double})` : plainNumber(dialect, column);
  if (plan.missing.length === 0) return number;
  return `CASE WHEN NOT (${isOneOf(dialect, plainText(dialect, column), plan.missing)}) THEN ${number} END`;
}

/** Condition that a number is in the range of amounts, which no NaN and no infinity is. */
const inRange = (plan: OutcomePlan, number: string, dialect: Dialect): string =>
  `${number} >= ${doubleLiteral(dialect, 0)} AND ${number} <= ${largestAmount(amountOf(plan)!, dialect)}`;

/** Each column is a step of its own, because an engine computes an expression that stands twice in one twice. */
export const withColumns = (from: string, columns: readonly string[]): string =>
  columns.reduce((inner, column) => `(SELECT *, ${column} FROM ${inner}) AS fields`, from);

/** Columns with the smallest parts of a number: NULL where it is out of range or has more decimals than the unit. */
export function partsColumns(
  plan: OutcomePlan,
  dialect: Dialect,
  [number, whole, made]: readonly [string, string, string],
) {
  const outcome = amountOf(plan)!;
  const power = doubleLiteral(dialect, 10 ** outcome.decimals);
  return [
    `${parts(number, outcome, dialect)} AS ${whole}`,
    `CASE WHEN ${whole} / ${power} = ${number} AND ${inRange(plan, number, dialect)} THEN ${whole} END AS ${made}`,
  ];
}

/** Significant binary digits of a double. */
const DOUBLE_DIGITS = 53;

/**
 * `column` rounded to the digits of steps, from its `multiple`: c - (c - p) with c = p (2^s + 1) is p rounded to 53 - s binary digits, to one of the two
 * neighbours on a tie (Dekker 1971, A floating-point technique for extending the available precision, section 5). Needs doubles whose every
 * operation is rounded, as DuckDB has them.
 */
const rounded = (column: string, multiple: string): string => `${multiple} - (${multiple} - ${column})`;

const multipleOf = (column: string, dialect: Dialect): string =>
  `${column} * ${doubleLiteral(dialect, 2 ** (DOUBLE_DIGITS - STEP_DIGITS) + 1)}`;

/**
 * Columns that end in `<to>e`, the end nearer to 0 of the step of a size: it rounded to the digits of steps or, where that is beyond it, the number
 * of so many digits before that one, to which 511/512 of it is nearest.
 *
 * @param only where steps are taken; elsewhere the size is its own end
 */
function endColumns(dialect: Dialect, size: string, to: string, only?: string): string[] {
  const nearest = rounded(size, `${to}c`);
  return [
    `${multipleOf(size, dialect)} AS ${to}c`,
    `${only === undefined ? nearest : `CASE WHEN ${only} THEN ${nearest} ELSE ${size} END`} AS ${to}o`,
    `${to}o * ${doubleLiteral(dialect, 1 - 2 ** -STEP_DIGITS)} AS ${to}b`,
    `${multipleOf(`${to}b`, dialect)} AS ${to}d`,
    `CASE WHEN ${to}o > ${size} THEN ${rounded(`${to}b`, `${to}d`)} ELSE ${to}o END AS ${to}e`,
  ];
}

/** Columns that end in `vk`, the end nearer to 0 of the step of `v`. */
export const stepColumns = (dialect: Dialect): string[] => [
  'abs(v) AS vs',
  ...endColumns(dialect, 'vs', 'v'),
  `CASE WHEN v < ${doubleLiteral(dialect, 0)} THEN -ve ELSE ve END AS vk`,
];

/** From this many smallest parts on a row keeps its value, because the square of its rest might leave 64-bit integers. It is ten thousand million dollars. */
const ROUNDED_BELOW = 2 ** 40;

/** `fields` with the place `mk` of a quantity and the rest `mr` of its size, an integer; with a label each row comes twice, once for each `quantity`. */
export function fieldsWithSteps(plan: OutcomePlan, dialect: Dialect, certain: CertainSteps): string {
  const number = (value: number): string => doubleLiteral(dialect, value);
  const isLabelled = amountOf(plan)!.label !== null;
  const own = withColumns('fields', partsColumns(plan, dialect, ['mx', 'mf', 'mp']));
  const both = isLabelled
    ? `${withColumns(own, partsColumns(plan, dialect, ['bx', 'bf', 'bp']))} CROSS JOIN (SELECT 0 AS quantity UNION ALL SELECT 1) AS quantities`
    : own;
  const inSteps = [...(certain.amount ? ['0'] : []), ...(certain.error ? ['1'] : [])];
  const one = isLabelled && inSteps.length === 1 ? ` AND quantity = ${inSteps[0]}` : '';
  const isRounded = `ms < ${number(ROUNDED_BELOW)}${one}`;
  return withColumns(both, [
    ...(isLabelled ? ['CASE WHEN quantity = 0 THEN mp ELSE mp - bp END AS mv', 'abs(mv) AS ms'] : ['mp AS ms']),
    ...(inSteps.length === 0 ? ['ms AS qe'] : endColumns(dialect, 'ms', 'q', isRounded)),
    'CAST(ms - qe AS BIGINT) AS mr',
    isLabelled ? `CASE WHEN mv < ${number(0)} THEN -qe ELSE qe END AS mk` : 'qe AS mk',
  ]);
}

/** The value of a row's quantity where there is a label. */
export const ERROR_OR_AMOUNT = 'mv';

/** The place of a row's quantity, and the rest of its size beyond that place. */
export const PLACE = 'mk';
export const REST = 'mr';

/** Whether a row's amount, or its label, is usable, so that its text is no key. */
export const USABLE: Readonly<Record<'ra' | 'rb', string>> = { ra: 'mp', rb: 'bp' };

/** Step `terms` from judged rows that are grouped by places `b`; `fs` and `fs2` are the sums of rests and their squares, `held` the rows. */
export function steppedTerms(plan: ReadPlan, dialect: Dialect): string[] {
  const groups = plan.attributes.map((_, index) => `g${index}`);
  const wide = (integer: string): string => dialect.wideOfInteger(integer);
  const weight = plan.weightKind === 'count' ? `${dialect.wideOfDouble('w')} * ` : '';
  const isLabelled = plan.outcome!.label !== null;
  const [end, rows] = [dialect.wideOfDouble('abs(b)'), wide('held')];
  const sign = isLabelled ? `CASE WHEN b < ${doubleLiteral(dialect, 0)} THEN -1 ELSE 1 END * ` : '';
  const terms = [
    ...groups,
    `${isLabelled ? 'quantity' : '0'} AS l`,
    'b AS v',
    'held AS k',
    `${weight}${rows} AS people`,
    `${sign}${weight}(${end} * ${rows} + fs) AS total`,
    `${weight}(${end} * ${end} * ${rows} + ${wide('2')} * ${end} * fs + fs2) AS squares`,
  ];
  return [`terms AS (\n  SELECT ${terms.join(', ')} FROM judged WHERE fate IS NULL\n)`];
}

/**
 * Text and number of amounts for the steps that look for faults. Only amounts at fault still have theirs; a usable one stands as 0, which is
 * an amount of every unit.
 */
export function shownAmount(text: string, number: string, dialect: Dialect): { text: string; number: string } {
  const usable = 'CASE WHEN b IS NOT NULL THEN';
  return {
    text: `${usable} ${dialect.asText(dialect.quoteText('0'))} ELSE ${text} END`,
    number: `${usable} ${doubleLiteral(dialect, 0)} ELSE ${number} END`,
  };
}

/** Columns `v` and `e` of a row, which tell its amount and its error from others; `e` is NULL where there is no label. */
export function countedQuantities(plan: OutcomePlan, dialect: Dialect, column: (name: string) => SqlColumn): string {
  const outcome = amountOf(plan)!;
  const partsOf = (name: string): string => parts(rowNumber(plan, column(name), dialect), outcome, dialect);
  const error = outcome.label === null ? 'NULL' : `${partsOf(outcome.column)} - ${partsOf(outcome.label)}`;
  return `${plainNumber(dialect, column(outcome.column))} AS v, ${error} AS e`;
}
