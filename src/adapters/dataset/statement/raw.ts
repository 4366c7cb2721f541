import { FIXED_POINT, MAX_ABSOLUTE_SCORE } from '../../../core/fairness/tally/index.js';
import { amountOf, type OutcomePlan, outcomeBinding, type ReadPlan } from '../../../core/policy/bind/index.js';
import type { WhereNode } from '../../../core/policy/sections/index.js';
import { AMOUNT_COLUMNS, INTERVAL_COLUMNS } from '../outcomes/amount/row.js';
import {
  type CertainSteps,
  ERROR_OR_AMOUNT,
  fieldsWithSteps,
  PLACE,
  REST,
  ROW_NUMBERS,
  rowNumber,
  USABLE,
} from '../outcomes/amount/stepped.js';
import { outcomeColumn } from '../outcomes/index.js';
import { isOneOf, plainNumber, plainText, type SqlColumn, textCondition } from '../sql/columns.js';
import { type Dialect, doubleLiteral } from '../sql/dialect.js';
import {
  compileWhere,
  FIRST_FAULT,
  keepExpression,
  type WhereContext,
  type WhereFaults,
  whereFaults,
} from '../sql/where.js';

/** A table to read: its text after FROM, and its columns by their exact names. */
export interface SqlTable {
  readonly from: string;
  column(name: string): SqlColumn;
  /** Expression for the file that a row came from, where there are several. */
  readonly file: string | null;
}

/** A column of a step: its name, the expression that makes it, the kind of the result. */
export interface StepColumn {
  readonly name: string;
  readonly sql: string;
  readonly kind: SqlColumn['kind'];
}

/** Name of the column that tells whether the value of another is a text in the source, where it holds texts and numbers. */
export const isTextName = (name: string): string => `${name}x`;

/** Where the terms of sums are computed: on each row, or later on each distinct combination, which is cheaper while there are few. */
export interface RowWork {
  /** Whether each row turns its score into 0/1 or a bin; otherwise distinct scores are keys. */
  readonly scores: boolean;
  /** Whether weights are summed on each row, because sampling weights are mostly distinct. */
  readonly weights: boolean;
  /** Whether bins are known to be needed. */
  readonly binned: boolean;
  /** Which quantities of amounts are certain to be kept in steps, where each row turns its amount and its error into places; null: amounts are grouped by value. */
  readonly stepped: CertainSteps | null;
}

export function rowWork(plan: ReadPlan, options: Partial<Pick<RowWork, 'binned' | 'stepped'>>): RowWork {
  const { binned = false, stepped = null } = options;
  const inBins = binned && plan.keepScores;
  return {
    scores: plan.score !== null && (!plan.keepScores || inBins),
    weights: plan.weightKind === 'sampling',
    binned: inBins,
    stepped,
  };
}

/**
 * Step `fields`: the unchanged columns under our own names, and the numbers of scores and weights that are handled on each row. For all
 * others, numbers, missing values and labels are computed after rows are grouped, hence once per distinct combination.
 */
export function fieldColumns(plan: ReadPlan, table: SqlTable, dialect: Dialect, work: RowWork): StepColumn[] {
  const columns: StepColumn[] = [];
  const add = (name: string, column: string, isNumber = false): void => {
    const { sql, kind } = table.column(column);
    const isText = isNumber ? textCondition(dialect, table.column(column)) : null;
    if (isText !== null) columns.push({ name: isTextName(name), sql: isText, kind: 'boolean' });
    // Collations and types (citext) under which different texts are equal must not merge groups.
    const loose = dialect.name === 'postgres' && (kind === 'text' || kind === 'any');
    // The text of an unknown type no longer shows whether it was a NaN, so NaN is recognised here; scores and weights keep theirs.
    const missing = kind === 'any' && !['rs', 'rw'].includes(name);
    const value = missing ? `CASE WHEN NOT (${dialect.isNan(sql, false)}) THEN ${sql} END` : sql;
    columns.push(loose ? { name, sql: dialect.asText(value), kind: 'text' } : { name, sql: value, kind });
  };
  const addNumber = (prefix: string, name: string, scale: number): void => {
    const column = table.column(name);
    const text = plainText(dialect, column);
    const number = scaled(dialect, plainNumber(dialect, column), scale);
    const known =
      plan.missing.length === 0 ? number : `CASE WHEN NOT (${isOneOf(dialect, text, plan.missing)}) THEN ${number} END`;
    columns.push({ name: `${prefix}n`, sql: known, kind: 'real' }, { name: `${prefix}t`, sql: text, kind: 'text' });
  };
  if (plan.where !== null) {
    columns.push(...keepColumns(plan, plan.where, table, dialect));
  }
  if (table.file !== null) columns.push({ name: 'file', sql: table.file, kind: 'text' });
  plan.attributes.forEach((attribute, index) => {
    add(`r${index}`, attribute.column, attribute.bins !== null);
  });
  if (plan.label !== null) add('rl', plan.label.column);
  if (plan.prediction !== null) add('rp', plan.prediction.column);
  if (plan.weight !== null && !work.weights) add('rw', plan.weight, true);
  if (plan.weight !== null && work.weights) addNumber('w', plan.weight, 1);
  addOutcomeFields(plan, add);
  addAmountFields(plan, add);
  if (work.stepped !== null) columns.push(...rowNumbers(plan as OutcomePlan, table, dialect));
  if (plan.score !== null && !work.scores) add('rs', plan.score, true);
  if (plan.score !== null && (work.scores || work.weights)) addNumber('s', plan.score, plan.scoreScale);
  return columns;
}

/** The columns of the amount and of its label. */
const amountNames = (plan: ReadPlan): string[] =>
  [amountOf(plan)?.column, amountOf(plan)?.label].filter((name) => name != null);

function addAmountFields(plan: ReadPlan, add: (name: string, column: string, isNumber?: boolean) => void): void {
  amountNames(plan).forEach((name, place) => {
    add(AMOUNT_COLUMNS[place]![0], name, true);
  });
  const unitColumn = amountOf(plan)?.unitColumn;
  if (unitColumn != null) add('ru', unitColumn);
  const interval = amountOf(plan)?.interval;
  if (interval === undefined) return;
  [interval.lower, interval.upper].forEach((name, place) => {
    add(INTERVAL_COLUMNS[place]![0], name, true);
  });
}

/** The numbers that rows turn into places. */
const rowNumbers = (plan: OutcomePlan, table: SqlTable, dialect: Dialect): StepColumn[] =>
  amountNames(plan).map((name, place) => ({
    name: ROW_NUMBERS[place]!,
    sql: rowNumber(plan, table.column(name), dialect),
    kind: 'real',
  }));

/** The columns of an outcome that is neither 0 or 1 nor an amount. */
function addOutcomeFields({ outcome }: ReadPlan, add: (name: string, column: string, isNumber: boolean) => void): void {
  for (const [place, { column, isNumber }] of (outcomeBinding(outcome)?.columns ?? []).entries())
    add(outcomeColumn(place).raw, column, isNumber);
}

/**
 * Columns for whether the filter keeps a row, and for the values that may be at fault: `q0` for the first name of `numberNames`, `q1` for
 * the next.
 */
function keepColumns(plan: ReadPlan, where: WhereNode, table: SqlTable, dialect: Dialect): StepColumn[] {
  const faults = faultsOf(plan, where, table, dialect);
  const keep = keepExpressionOf(plan, where, table, dialect);
  const values = faults?.columns.map(({ column, index }): StepColumn => ({ name: `q${index}`, ...column })) ?? [];
  return [{ name: 'keep', sql: keep, kind: 'integer' }, ...values];
}

const contextOf = (plan: ReadPlan, table: SqlTable, dialect: Dialect): WhereContext => ({
  dialect,
  missing: plan.missing,
  column: (name) => table.column(name),
});

const faultsOf = (plan: ReadPlan, where: WhereNode, table: SqlTable, dialect: Dialect): WhereFaults | null =>
  plan.whereFault === 'refused' ? whereFaults(where, contextOf(plan, table, dialect)) : null;

/** The fate of a row under the filter: 1 where it stays, 0 where it does not, more where the filter cannot be evaluated. */
export const keepExpressionOf = (plan: ReadPlan, where: WhereNode, table: SqlTable, dialect: Dialect): string =>
  keepExpression(compileWhere(where, contextOf(plan, table, dialect)), faultsOf(plan, where, table, dialect));

const isFaultValue = ({ name }: StepColumn): boolean => /^q\d+$/.test(name);

/** The value for which the filter cannot be evaluated, NULL in all other rows. */
function faultKey(fields: readonly StepColumn[], dialect: Dialect): StepColumn[] {
  const values = fields.filter(isFaultValue);
  if (values.length === 0) return [];
  const cases = values.map(
    ({ name, kind }) => `WHEN ${FIRST_FAULT + Number(name.slice(1))} THEN ${plainText(dialect, { sql: name, kind })}`,
  );
  return [{ name: 'kt', sql: `CASE keep ${cases.join(' ')} END`, kind: 'text' }];
}

/**
 * Step `lines`: the keys by which rows are grouped. Scores and weights handled on each row keep their text only where it is no usable
 * number, to be counted or shown later; `cut`, `b` and `wu` = 1 mark the usable ones.
 */
export function keyColumns(
  plan: ReadPlan,
  fields: readonly StepColumn[],
  dialect: Dialect,
  work: RowWork,
): StepColumn[] {
  const apart = ['sn', 'st', 'wn', 'wt', ...ROW_NUMBERS];
  const passed = fields.filter((field) => !apart.includes(field.name) && !isFaultValue(field));
  const keys = [
    ...passed.map(({ name, kind }) => ({ name, sql: work.stepped === null ? name : onlyAtFault(name), kind })),
    ...(work.stepped === null ? [] : placeKeys(plan)),
    ...faultKey(fields, dialect),
  ];
  if (work.scores) {
    const usable = usableScore(dialect);
    const cut = `CASE WHEN sn >= ${doubleLiteral(dialect, plan.cutoff ?? 0)} THEN 1 ELSE 0 END`;
    if (plan.prediction === null)
      keys.push({ name: 'cut', sql: `CASE WHEN ${usable} THEN ${cut} END`, kind: 'integer' });
    if (work.binned)
      keys.push({ name: 'b', sql: `CASE WHEN ${usable} THEN ${scoreBin(plan, dialect, 'sn')} END`, kind: 'real' });
    keys.push({ name: 'rs', sql: `CASE WHEN ${usable} THEN NULL ELSE st END`, kind: 'text' });
    // The text of a double may be in a form that is no number here, such as 1e+300.
    keys.push({ name: 'far', sql: `CASE WHEN ${usable} THEN NULL ELSE sn END`, kind: 'real' });
  }
  if (work.weights) {
    keys.push({ name: 'wu', sql: `CASE WHEN ${usableWeight(plan, dialect)} THEN 1 ELSE 0 END`, kind: 'integer' });
    keys.push({ name: 'rw', sql: `CASE WHEN ${usableWeight(plan, dialect)} THEN NULL ELSE wt END`, kind: 'text' });
  }
  return keys;
}

/** The text of an amount that is known by its place is no key. */
const onlyAtFault = (name: string): string =>
  name in USABLE ? `CASE WHEN ${USABLE[name as keyof typeof USABLE]} IS NULL THEN ${name} END` : name;

/** The quantity, where there are two, and its place. */
const placeKeys = (plan: ReadPlan): StepColumn[] => [
  ...(isLabelled(plan) ? [{ name: 'quantity', sql: 'quantity', kind: 'integer' } as const] : []),
  { name: 'b', sql: PLACE, kind: 'real' },
];

const isLabelled = (plan: ReadPlan): boolean => amountOf(plan)?.label != null;

/** Columns that count rows: `k` each once, `held` those of each quantity. */
export function rowCounts(plan: ReadPlan, { stepped }: RowWork): StepColumn[] {
  const count = (name: string, sql: string): StepColumn => ({ name, sql, kind: 'integer' });
  if (stepped === null) return [count('k', 'count(*)')];
  const once = isLabelled(plan) ? 'CASE WHEN quantity = 0 THEN count(*) ELSE 0 END' : 'count(*)';
  return [count('k', once), count('held', 'count(*)')];
}

/** The rows that step `lines` makes: with a label two of each, of which that of the error is left out where there is none. */
export function linesSource(plan: ReadPlan, dialect: Dialect, { stepped }: RowWork): string {
  if (stepped === null) return 'FROM fields';
  const known = isLabelled(plan) ? ` WHERE quantity = 0 OR ${ERROR_OR_AMOUNT} IS NOT NULL` : '';
  return `FROM ${fieldsWithSteps(plan as OutcomePlan, dialect, stepped)}${known}`;
}

/** Numbers that step `lines` computes for the sums of step `raw`, NULL where they are not usable. */
export function lineNumbers(plan: ReadPlan, dialect: Dialect, work: RowWork): StepColumn[] {
  const numbers: StepColumn[] = [];
  if (work.stepped !== null) numbers.push({ name: 'rest', sql: REST, kind: 'integer' });
  if (work.weights)
    numbers.push({ name: 'wx', sql: `CASE WHEN ${usableWeight(plan, dialect)} THEN wn END`, kind: 'real' });
  if (plan.keepScores && (work.weights || work.binned)) {
    numbers.push({ name: 'sx', sql: `CASE WHEN ${usableScore(dialect)} THEN sn END`, kind: 'real' });
  }
  return numbers;
}

/** Sums that step `raw` computes over rows; f1 is the squared error of a row whose label is 1 (that of label 0 is the squared score). */
export function rawSums(plan: ReadPlan, dialect: Dialect, work: RowWork): StepColumn[] {
  const add = (name: string, value: string): StepColumn => ({
    name,
    sql: `sum(${dialect.wideOfDouble(fixedPoint(dialect, value))})`,
    kind: 'integer',
  });
  const weighted = (value: string): string => (work.weights ? dialect.product('wx', value) : value);
  const squared = (value: string): string => dialect.product(value, value);
  const sums: StepColumn[] = [];
  if (work.stepped !== null)
    sums.push(
      { name: 'fs', sql: 'sum(rest)', kind: 'integer' },
      { name: 'fs2', sql: 'sum(rest * rest)', kind: 'integer' },
    );
  if (work.weights) sums.push(add('fw', 'wx'), add('fw2', squared('wx')));
  if (plan.keepScores && (work.weights || work.binned)) {
    sums.push(add('fs', weighted('sx')), add('fs2', weighted(squared('sx'))), add('f1', weighted(squared('(1 - sx)'))));
  }
  if (work.binned)
    sums.push({ name: 'lo', sql: 'min(sx)', kind: 'real' }, { name: 'hi', sql: 'max(sx)', kind: 'real' });
  return sums;
}

/** floor(value * 2^40), a double that holds an integer (contracts, Tally). */
export function fixedPoint(dialect: Dialect, value: string): string {
  return dialect.floor(`((${value}) * ${doubleLiteral(dialect, FIXED_POINT)})`);
}

/** Index of the bin of a score, by the arithmetic of core/fairness/tally/score-bins.ts in the same order. */
export function scoreBin(plan: ReadPlan, dialect: Dialect, score: string): string {
  const { lower, upper, count } = plan.scoreBins;
  const number = (value: number): string => doubleLiteral(dialect, value);
  const share = dialect.quotient(`(${score} - ${number(lower)}) * ${number(count)}`, upper - lower);
  const index = dialect.floor(`(${share})`);
  return `CASE WHEN ${score} >= ${number(upper)} THEN ${number(count - 1)} ELSE ${index} END`;
}

const usableScore = (dialect: Dialect): string => `abs(sn) <= ${doubleLiteral(dialect, MAX_ABSOLUTE_SCORE)}`;

const usableWeight = (plan: ReadPlan, dialect: Dialect): string =>
  `wn > ${doubleLiteral(dialect, 0)} AND wn <= ${doubleLiteral(dialect, plan.largestWeight)}`;

/** A score divided by `data.scoreScale`, which comes before any other use of it. */
export function scaled(dialect: Dialect, number: string, scale: number): string {
  return scale === 1 ? number : `(${dialect.quotient(number, scale)})`;
}
