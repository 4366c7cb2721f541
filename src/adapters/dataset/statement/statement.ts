import {
  amountOf,
  EXAMPLES_SHOWN,
  isOneSided,
  mostCells,
  namedValues,
  outcomeBinding,
  type ReadPlan,
} from '../../../core/policy/bind/index.js';
import { amountCell, amountCells, quantitiesOf, STEPS, valueTerms } from '../outcomes/amount/cells.js';
import { type CertainSteps, NO_STEPS, steppedTerms } from '../outcomes/amount/stepped.js';
import { outcomeCell, outcomeCells } from '../outcomes/cells.js';
import { type OutcomeSql, outcomeSql } from '../outcomes/index.js';
import { isOneOf } from '../sql/columns.js';
import { type Dialect, writtenIn } from '../sql/dialect.js';
import { cellsStep, limitsStep } from './cells.js';
import { judgedColumns, valueColumns } from './judged.js';
import {
  fieldColumns,
  keyColumns,
  lineNumbers,
  linesSource,
  rawSums,
  rowCounts,
  rowWork,
  type SqlTable,
} from './raw.js';

/** Columns of the result, all text. `a1`, `a2`, ... follow `reason`: one per attribute, then one per text that the outcome groups by. */
export const SUM_COLUMNS = ['rows', 'weight', 'weight_squares', 'score_sum', 'score_squares', 'error_squares'] as const;
export const CELL_COLUMNS = ['label', 'prediction', 'score', ...SUM_COLUMNS] as const;

/** Further columns for engines that return numbers in their own form: those of a cell, so that a hundred thousand cells need no text. */
export const TYPED_COLUMNS = [
  ['label_value', 'INTEGER'],
  ['prediction_value', 'INTEGER'],
  ['score_value', 'DOUBLE'],
  ...SUM_COLUMNS.map((name) => [`${name}_value`, 'HUGEINT'] as const),
] as const;

/** One row of the result, by the names of its columns. */
export type ResultRow = Readonly<Record<string, string | null>>;

/** Names of the columns of the result. */
export const resultColumns = (plan: ReadPlan): string[] => [
  'kind',
  'reason',
  ...Array.from({ length: valueCount(plan) }, (_, index) => `a${index + 1}`),
  ...CELL_COLUMNS,
];

/** Number of values of a cell: one per attribute, then one per text that the outcome groups by. */
export const valueCount = ({ attributes, outcome }: ReadPlan): number =>
  attributes.length + (outcomeBinding(outcome)?.texts ?? 0);

export interface StatementOptions {
  /** Number of distinct scores per combination of attributes above which scores are put into bins; of distinct amounts over all, into steps. */
  readonly distinctScoreLimit: number;
  /** Whether bins are known to be needed, so that rows need not be grouped by their scores first; for DuckDB. */
  readonly binned?: boolean;
  /** Where rows turn their amounts into places, the quantities that are certain to be kept in steps; for DuckDB. */
  readonly stepped?: CertainSteps | null;
  /** Whether cells are returned in `TYPED_COLUMNS`, which follow the columns of text; for DuckDB. */
  readonly typed?: boolean;
}

/**
 * The whole aggregation as one SELECT (docs/explanations/tally.md): fields -> lines -> raw groups -> values -> fate -> cells, with the rows
 * left out by reason.
 */
export function tallyStatement(plan: ReadPlan, engine: Dialect, table: SqlTable, options: StatementOptions): string {
  const dialect = writtenIn(engine, plan.numbers);
  const work = rowWork(plan, options);
  const fields = fieldColumns(plan, table, dialect, work);
  const keys = keyColumns(plan, fields, dialect, work);
  const names = keys.map(({ name }) => ({ name, sql: name }));
  const sums = rawSums(plan, dialect, work);
  const counts = rowCounts(plan, work);
  const vals = valueColumns(plan, [...keys, ...counts, ...sums], dialect);
  const groups = plan.attributes.map((_, index) => `g${index}`);
  const kept = [...groups, ...(plan.label === null ? [] : ['l']), 'p'];
  const once = dialect.materialized;
  const own = outcomeSql(plan.outcome, dialect);
  const cellSteps = (): string[] => {
    if (own !== null) return [outcomeCells(plan, own, dialect)];
    if (plan.outcome !== undefined) {
      const terms = work.stepped === null ? valueTerms(plan, dialect) : steppedTerms(plan, dialect);
      return [...terms, ...amountCells(plan, dialect, options.distinctScoreLimit, work.stepped ?? NO_STEPS)];
    }
    const limits = plan.keepScores ? [limitsStep(dialect, groups, work, options.distinctScoreLimit)] : [];
    return [...limits, cellsStep(plan, dialect, kept, work)];
  };
  const steps = [
    step('fields', '', fields, `FROM ${table.from}`),
    step('lines', '', [...keys, ...lineNumbers(plan, dialect, work)], linesSource(plan, dialect, work)),
    step(
      'raw',
      once,
      [...names, ...counts, ...sums],
      `FROM lines\n  GROUP BY ${keys.map((_, index) => index + 1).join(', ')}`,
    ),
    step('vals', once, vals, 'FROM raw'),
    step('judged', once, judgedColumns(plan, vals, dialect, work), 'FROM vals'),
    ...cellSteps(),
  ];
  const result = resultRows(plan, dialect, { own, table, typed: options.typed ?? false });
  return `WITH ${steps.join(',\n')}\n${result.join('\nUNION ALL\n')}${dialect.suffix}`;
}

function step(name: string, once: string, columns: readonly { name: string; sql: string }[], rest: string): string {
  const list = columns.map((column) => (column.name === column.sql ? column.name : `${column.sql} AS ${column.name}`));
  return `${name} AS ${once}(\n  SELECT\n    ${list.join(',\n    ')}\n  ${rest}\n)`;
}

/** The parts of the result, each with the same columns. */
interface ResultParts {
  readonly table: SqlTable;
  readonly typed: boolean;
  /** The SQL of an outcome that is neither 0 or 1 nor an amount. */
  readonly own: OutcomeSql | null;
}

function resultRows(plan: ReadPlan, dialect: Dialect, { table, typed, own }: ResultParts): string[] {
  const text = (value: string): string => dialect.quoteText(value);
  const row = (kind: string, values: Record<string, string>, from: string): string => {
    const columns = resultColumns(plan).map((column) => {
      const sql = column === 'kind' ? text(kind) : (values[column] ?? 'NULL');
      return `${dialect.asText(sql)} AS ${dialect.quoteName(column)}`;
    });
    const numbers = typed
      ? TYPED_COLUMNS.map(([column, type]) => `CAST(${values[column] ?? 'NULL'} AS ${type}) AS ${column}`)
      : [];
    return `SELECT ${[...columns, ...numbers].join(', ')}${from === '' ? '' : ` ${from}`}`;
  };
  const few = `(SELECT count(*) FROM cells) <= ${mostCells(plan)}`;
  return [
    row('policy', policyValues(plan, text), ''),
    row('read', { rows: 'coalesce(sum(k), 0)' }, 'FROM raw'),
    ...keepingRows(plan, text, row),
    row('cells', { rows: 'count(*)' }, 'FROM cells'),
    ...plan.attributes.map((_, index) =>
      row('values', { reason: text(String(index)), rows: `count(DISTINCT g${index})` }, 'FROM cells'),
    ),
    ...(table.file === null ? [] : [row('source', { reason: 'file', rows: 'sum(k)' }, 'FROM raw GROUP BY file')]),
    row('excluded', { reason: 'fate', rows: 'sum(k)' }, "FROM judged WHERE fate LIKE 'x:%' GROUP BY fate"),
    faultRows(row),
    ...otherRows(plan, dialect, row),
    row('cell', cellValues(plan, typed, own), `FROM cells WHERE ${few}`),
  ];
}

/** How scores, or the values of each quantity of an amount, are kept. */
function keepingRows(plan: ReadPlan, text: (value: string) => string, row: Row): string[] {
  if (amountOf(plan) !== undefined)
    return quantitiesOf(plan).map((quantity) =>
      row(
        'scores',
        {
          reason: `CASE WHEN steps${quantity} = 1 THEN ${text(STEPS)} ELSE ${text('distinct')} END`,
          label: text(String(quantity)),
        },
        'FROM limits',
      ),
    );
  const keeping = plan.keepScores ? "CASE WHEN binned = 1 THEN 'bins' ELSE 'distinct' END" : text('none');
  const range = plan.keepScores ? { score: 'lowest', score_sum: 'highest' } : { score: 'NULL', score_sum: 'NULL' };
  return [row('scores', { reason: keeping, ...range }, plan.keepScores ? 'FROM limits' : '')];
}

/** The settings that the result was made under: digest, names of the attributes, kind of weights, divisor of scores, type of counted outcomes. */
function policyValues(plan: ReadPlan, text: (value: string) => string): Record<string, string> {
  const amount = amountOf(plan);
  const names = plan.attributes.map((attribute, index) => [`a${index + 1}`, text(attribute.name)]);
  return {
    ...Object.fromEntries(names),
    reason: text(plan.policyDigest),
    weight: text(plan.weightKind),
    score: text(String(plan.scoreScale)),
    ...(amount === undefined ? {} : { label: text(amount.unit), score: text(String(amount.decimals)) }),
    ...(outcomeBinding(plan.outcome) === null ? {} : { prediction: text(plan.outcome!.type) }),
  };
}

type Row = (kind: string, values: Record<string, string>, from: string) => string;

function cellValues(plan: ReadPlan, typed: boolean, own: OutcomeSql | null): Record<string, string> {
  const values = [...plan.attributes.map((_, index) => `g${index}`), ...(own?.texts ?? [])];
  const groups = values.map((name, index) => [`a${index + 1}`, name]);
  const ofOutcome = own === null ? amountCell(plan) : outcomeCell(own);
  const numbers: Readonly<Record<string, string>> = plan.outcome === undefined ? binaryCell(plan) : ofOutcome;
  const named = Object.entries(numbers).map(([name, sql]) => [typed ? `${name}_value` : name, sql]);
  return { ...Object.fromEntries(groups), ...Object.fromEntries(named) };
}

function binaryCell(plan: ReadPlan): Readonly<Record<string, string>> {
  return {
    label: plan.label === null ? 'NULL' : 'l',
    prediction: 'p',
    score: plan.keepScores ? 'key' : 'NULL',
    rows: 'n',
    weight: 'sw',
    weight_squares: 'sw2',
    score_sum: 'ss',
    score_squares: 'ss2',
    error_squares: 'se2',
  };
}

/**
 * Values at fault: the most frequent ones of each role; `weight` is the number of rows of the role, `weight_squares` that of its distinct
 * values.
 */
function faultRows(row: Row): string {
  const values = "SELECT fate, fault, sum(k) AS n FROM judged WHERE fate LIKE 'i:%' GROUP BY fate, fault";
  const ranked = `SELECT fate, fault, n, row_number() OVER (PARTITION BY fate ORDER BY n DESC, fault) AS place, sum(n) OVER (PARTITION BY fate) AS alln, count(*) OVER (PARTITION BY fate) AS kinds FROM (${values}) AS faults`;
  return row(
    'invalid',
    { reason: 'fate', label: 'fault', rows: 'n', weight: 'alln', weight_squares: 'kinds' },
    `FROM (${ranked}) AS ranked WHERE place <= ${EXAMPLES_SHOWN}`,
  );
}

/** Values of counted rows that were taken for the side that a binding does not name; more than one of them is a fault. */
function otherRows(plan: ReadPlan, dialect: Dialect, row: Row): string[] {
  const sides = [
    { role: 'label', column: 'lt', binding: plan.label },
    { role: 'prediction', column: 'pt', binding: plan.prediction },
  ];
  return sides.flatMap(({ role, column, binding }) => {
    if (binding === null || !isOneSided(binding)) return [];
    const others = `SELECT ${column} AS v, sum(k) AS n FROM judged WHERE fate IS NULL AND NOT (${isOneOf(dialect, column, namedValues(binding))}) GROUP BY ${column}`;
    const ranked = `SELECT v, n, row_number() OVER (ORDER BY n DESC, v) AS place FROM (${others}) AS others`;
    return [
      row(
        'other',
        { reason: dialect.quoteText(role), label: 'v', rows: 'n' },
        `FROM (${ranked}) AS ranked WHERE place <= ${EXAMPLES_SHOWN}`,
      ),
    ];
  });
}
