import { TOTAL_SCORE_LIMIT } from '../../../core/fairness/score-bins.js';
import { FIXED_POINT } from '../../../core/fairness/types.js';
import { EXAMPLES_SHOWN, MAX_CELLS } from '../limits.js';
import type { ReadPlan } from '../read-plan.js';
import { isOneSided, namedValues } from './binary.js';
import { isOneOf } from './columns.js';
import { type Dialect, doubleLiteral } from './dialect.js';
import { judgedColumns, valueColumns } from './judged.js';
import { rawColumns, type SqlTable } from './raw.js';

/** Columns of the result, all text. `a1`, `a2`, ... follow `reason`: one per attribute. */
export const SUM_COLUMNS = ['rows', 'weight', 'weight_squares', 'score_sum', 'score_squares', 'error_squares'] as const;
export const CELL_COLUMNS = ['label', 'prediction', 'score', ...SUM_COLUMNS] as const;

/** Names of the columns of the result for so many attributes. */
export function resultColumns(attributes: number): string[] {
  return ['kind', 'reason', ...Array.from({ length: attributes }, (_, index) => `a${index + 1}`), ...CELL_COLUMNS];
}

export interface StatementOptions {
  /** Distinct scores per combination of attributes above which scores are binned. */
  readonly distinctScoreLimit: number;
}

/** The whole aggregation as one SELECT (docs/explanations/tally.md): raw groups -> values -> fate -> cells, and what was left out and why. */
export function tallyStatement(plan: ReadPlan, dialect: Dialect, table: SqlTable, options: StatementOptions): string {
  const raw = rawColumns(plan, table, dialect);
  const list = (columns: readonly { name: string; sql: string }[]): string =>
    columns.map(({ name, sql }) => (name === sql ? name : `${sql} AS ${name}`)).join(',\n    ');
  const groups = plan.attributes.map((_, index) => `g${index}`);
  const kept = [...groups, ...(plan.label === null ? [] : ['l']), 'p'];
  const steps = [
    `raw AS ${dialect.materialized}(\n  SELECT\n    ${list(raw)},\n    count(*) AS k\n  FROM ${table.from}\n  GROUP BY ${raw.map((_, index) => index + 1).join(', ')}\n)`,
    `vals AS ${dialect.materialized}(\n  SELECT\n    ${list(valueColumns(plan, raw, dialect))}\n  FROM raw\n)`,
    `judged AS ${dialect.materialized}(\n  SELECT\n    ${list(judgedColumns(plan, dialect))}\n  FROM vals\n)`,
    ...(plan.keepScores ? [limitsStep(dialect, groups, options)] : []),
    cellsStep(plan, dialect, kept),
  ];
  return `WITH ${steps.join(',\n')}\n${resultRows(plan, dialect, table).join('\nUNION ALL\n')}${dialect.suffix}`;
}

/** One decision for the whole tally: distinct scores, or bins. */
function limitsStep(dialect: Dialect, groups: string[], options: StatementOptions): string {
  const by = groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`;
  return `limits AS ${dialect.materialized}(
  SELECT CASE WHEN max(d) > ${options.distinctScoreLimit} OR sum(d) > ${TOTAL_SCORE_LIMIT} THEN 1 ELSE 0 END AS binned,
    min(lo) AS lowest, max(hi) AS highest
  FROM (SELECT count(DISTINCT s) AS d, min(s) AS lo, max(s) AS hi FROM judged WHERE fate IS NULL${by}) AS combos
)`;
}

/** Fixed-point terms of one row, as doubles that hold integers (contracts, Tally). */
function terms(plan: ReadPlan, dialect: Dialect): Record<string, string> {
  const fixed = (value: string): string => dialect.floor(`(${value}) * ${doubleLiteral(dialect, FIXED_POINT)}`);
  const sampling = plan.weightKind === 'sampling';
  const squared = (value: string): string => dialect.product(value, value);
  const weighted = (value: string): string => (sampling ? dialect.product('w', value) : value);
  const result: Record<string, string> = {};
  if (sampling) Object.assign(result, { fw: fixed('w'), fw2: fixed(squared('w')) });
  if (plan.keepScores) {
    result.fs = fixed(weighted('s'));
    result.fs2 = fixed(weighted(squared('s')));
    if (plan.label !== null) result.fe2 = fixed(weighted(squared('(l - s)')));
  }
  return result;
}

function cellsStep(plan: ReadPlan, dialect: Dialect, kept: string[]): string {
  const byTerm = terms(plan, dialect);
  const count = dialect.wideOfInteger('k');
  const people = plan.weightKind === 'count' ? `${dialect.wideOfDouble('w')} * ${count}` : count;
  const sum = (term: string): string =>
    byTerm[term] === undefined ? '0' : `coalesce(sum(${dialect.wideOfDouble(term)} * ${people}), 0)`;
  const scoreKey = plan.keepScores ? [`CASE WHEN binned = 1 THEN ${scoreBin(plan, dialect)} ELSE s END AS key`] : [];
  const inner = [...kept, 'k', ...(plan.weight === null ? [] : ['w']), ...scoreKey];
  const from = plan.keepScores ? 'judged CROSS JOIN limits' : 'judged';
  const keys = [...kept, ...(plan.keepScores ? ['key'] : [])];
  const computed = Object.entries(byTerm).map(([name, sql]) => `${sql} AS ${name}`);
  const weight = plan.weightKind === 'sampling' ? sum('fw') : `sum(${people})`;
  return `cells AS ${dialect.materialized}(
  SELECT ${keys.join(', ')},
    sum(k) AS n,
    ${weight} AS sw,
    ${sum('fw2')} AS sw2,
    ${sum('fs')} AS ss,
    ${sum('fs2')} AS ss2,
    ${sum('fe2')} AS se2
  FROM (SELECT ${[...inner, ...computed].join(',\n    ')}
    FROM ${from} WHERE fate IS NULL) AS terms
  GROUP BY ${keys.map((_, index) => index + 1).join(', ')}
)`;
}

/** Index of the bin of a score: equal widths, closed below, the last one closed on both sides. */
function scoreBin(plan: ReadPlan, dialect: Dialect): string {
  const { lower, upper, count } = plan.scoreBins;
  const number = (value: number): string => doubleLiteral(dialect, value);
  const index = dialect.floor(`(s - ${number(lower)}) * ${number(count)} / ${number(upper - lower)}`);
  return `CASE WHEN s >= ${number(upper)} THEN ${number(count - 1)} ELSE ${index} END`;
}

/** The parts of the result, each with the same columns of text. */
function resultRows(plan: ReadPlan, dialect: Dialect, table: SqlTable): string[] {
  const text = (value: string): string => dialect.quoteText(value);
  const row = (kind: string, values: Record<string, string>, from: string): string => {
    const columns = resultColumns(plan.attributes.length).map((column) => {
      const sql = column === 'kind' ? text(kind) : (values[column] ?? 'NULL');
      return `${dialect.asText(sql)} AS ${dialect.quoteName(column)}`;
    });
    return `SELECT ${columns.join(', ')}${from === '' ? '' : ` ${from}`}`;
  };
  const keeping = plan.keepScores ? "CASE WHEN binned = 1 THEN 'bins' ELSE 'distinct' END" : text('none');
  const few = `(SELECT count(*) FROM cells) <= ${MAX_CELLS}`;
  return [
    row('policy', policyValues(plan, text), ''),
    row('read', { rows: 'coalesce(sum(k), 0)' }, 'FROM raw'),
    row(
      'scores',
      { reason: keeping, score: plan.keepScores ? 'lowest' : 'NULL', score_sum: plan.keepScores ? 'highest' : 'NULL' },
      plan.keepScores ? 'FROM limits' : '',
    ),
    row('cells', { rows: 'count(*)' }, 'FROM cells'),
    ...plan.attributes.map((_, index) =>
      row('values', { reason: text(String(index)), rows: `count(DISTINCT g${index})` }, 'FROM cells'),
    ),
    ...(table.file === null ? [] : [row('source', { reason: 'file', rows: 'sum(k)' }, 'FROM raw GROUP BY file')]),
    row('excluded', { reason: 'fate', rows: 'sum(k)' }, "FROM judged WHERE fate LIKE 'x:%' GROUP BY fate"),
    faultRows(row),
    ...otherRows(plan, dialect, row),
    row('cell', cellValues(plan), `FROM cells WHERE ${few}`),
  ];
}

/** What the result was made under: the digest, the names of the attributes, how weights count, by what scores were divided. */
function policyValues(plan: ReadPlan, text: (value: string) => string): Record<string, string> {
  const names = plan.attributes.map((attribute, index) => [`a${index + 1}`, text(attribute.name)]);
  return {
    ...Object.fromEntries(names),
    reason: text(plan.policyDigest),
    weight: text(plan.weightKind),
    score: text(String(plan.scoreScale)),
  };
}

type Row = (kind: string, values: Record<string, string>, from: string) => string;

function cellValues(plan: ReadPlan): Record<string, string> {
  const groups = plan.attributes.map((_, index) => [`a${index + 1}`, `g${index}`]);
  return {
    ...Object.fromEntries(groups),
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

/** Values at fault: the most frequent ones of each role; `weight` carries the rows of the role, `weight_squares` its distinct values. */
function faultRows(row: Row): string {
  const values = "SELECT fate, fault, sum(k) AS n FROM judged WHERE fate LIKE 'i:%' GROUP BY fate, fault";
  const ranked = `SELECT fate, fault, n, row_number() OVER (PARTITION BY fate ORDER BY n DESC, fault) AS place, sum(n) OVER (PARTITION BY fate) AS alln, count(*) OVER (PARTITION BY fate) AS kinds FROM (${values}) AS faults`;
  return row(
    'invalid',
    { reason: 'fate', label: 'fault', rows: 'n', weight: 'alln', weight_squares: 'kinds' },
    `FROM (${ranked}) AS ranked WHERE place <= ${EXAMPLES_SHOWN}`,
  );
}

/** Where a binding names one side only, the values taken for the other side: more than one is a fault. */
function otherRows(plan: ReadPlan, dialect: Dialect, row: Row): string[] {
  const sides = [
    { role: 'label', column: 'lt', binding: plan.label },
    { role: 'prediction', column: 'pt', binding: plan.prediction },
  ];
  return sides.flatMap(({ role, column, binding }) => {
    if (binding === null || !isOneSided(binding)) return [];
    const keep = plan.where === null ? '' : 'keep = 1 AND ';
    const others = `SELECT ${column} AS v, sum(k) AS n FROM vals WHERE ${keep}NOT (${isOneOf(dialect, column, namedValues(binding))}) GROUP BY ${column}`;
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
