import type { Policy } from '../../core/policy/sections/index.js';
import { bare, inputAt } from '../../domain/audits/recorded/index.js';
import { type AuditRow, type LateRow, scalarText } from '../../domain/decisions/history/index.js';
import type { Appender } from '../dataset/duckdb/index.js';
import type { Engine } from '../dataset/engine/index.js';
import { type ColumnKind, duckdb } from '../dataset/sql/index.js';
import { sqlName } from './column-names.js';
import { appendText, appendValue, bitOf, valueType } from './recorded-values.js';

/** Fields of a decision as columns: SQL type, and the kind of column for the tally's SQL; the outcome stands apart (`valueType`). */
export const FIELDS = {
  score: { type: 'DOUBLE', kind: 'real' },
  cutoff: { type: 'DOUBLE', kind: 'real' },
  route: { type: 'VARCHAR', kind: 'text' },
  jurisdiction: { type: 'VARCHAR', kind: 'text' },
  version: { type: 'VARCHAR', kind: 'text' },
} as const satisfies Record<string, { type: string; kind: ColumnKind }>;

/**
 * Columns of a decision that is put together with others, beside those of any decision: a step of a case, or a candidate of a list. In sealed files the
 * stage and the size of the list stand with the row, index and keys with the links; only files with such decisions have them.
 */
export const TOGETHER = {
  cases: { idx: 'BIGINT', decided_hour: 'BIGINT', case_key: 'VARCHAR', stage: 'VARCHAR' },
  lists: { idx: 'BIGINT', decided_hour: 'BIGINT', case_key: 'VARCHAR', list_key: 'VARCHAR', list_size: 'BIGINT' },
} as const;

/** What an audit puts together before it counts: the decisions of a case at its stages, or the candidates of a list. */
export type Together = keyof typeof TOGETHER;

export const FIELD_NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Whether an audit reads decisions that are not 0 or 1. */
export const isTyped = ({ data }: Policy): boolean => data.outcome !== undefined;

/** What an audit puts together; null where each decision is a row of its own. */
export function togetherIn({ data: { outcome } }: Policy): Together | null {
  if (outcome?.type === 'stages') return 'cases';
  return outcome?.type === 'ranking' ? 'lists' : null;
}

/** Columns that come from records: attributes and inputs that the policy reads, by full name. */
export interface LiveColumns {
  readonly attributes: readonly string[];
  readonly inputs: readonly string[];
}

interface LiveTableOptions {
  readonly columns: LiveColumns;
  /** Labels that became known in that hour or later do not count. */
  readonly knownBeforeMs: number;
  /** Whether outcomes and labels are more than 0 and 1, and so are read as text. */
  readonly typed: boolean;
  /** What decisions are put together to; absent or null where each is a row of its own. */
  readonly together?: Together | null;
}

const text = (value: string): string => duckdb.quoteText(value);

/**
 * Decisions read from the log, and later records about them, as tables of the engine: `fresh`, `late_label`, `late_attribute`. They take
 * the engine's memory, which is limited.
 */
export class LiveTable {
  /** Columns of attributes and inputs that occurred. */
  readonly seen = new Set<string>();
  rows = 0;
  readonly #columns: LiveColumns;
  readonly #inputPaths: readonly (readonly string[])[];
  readonly #fresh: Appender;
  readonly #labels: Appender;
  readonly #attributes: Appender;
  readonly #wanted: ReadonlySet<string>;
  readonly #knownBeforeMs: number;
  readonly #typed: boolean;
  readonly #together: Together | null;

  private constructor(
    { columns, knownBeforeMs, typed, together = null }: LiveTableOptions,
    appenders: readonly [Appender, Appender, Appender],
  ) {
    this.#columns = columns;
    this.#knownBeforeMs = knownBeforeMs;
    this.#typed = typed;
    this.#together = together;
    this.#inputPaths = columns.inputs.map((column) => bare(column).split('.'));
    this.#wanted = new Set(columns.attributes.map(bare));
    [this.#fresh, this.#labels, this.#attributes] = appenders;
  }

  /** Opens the tables in an engine. */
  static async open({ connection }: Engine, options: LiveTableOptions): Promise<LiveTable> {
    const { columns, typed, together = null } = options;
    const value = valueType(typed);
    const texts = [...columns.attributes, ...columns.inputs].map((column) => `${sqlName(column)} VARCHAR`);
    const fields = FIELD_NAMES.map((field) => `${field} ${FIELDS[field].type}`);
    const place = together === null ? [] : Object.entries(TOGETHER[together]).map(([name, type]) => `${name} ${type}`);
    const all = ['id VARCHAR', `outcome ${value}`, ...fields, ...texts, ...place];
    await connection.run(`CREATE TABLE fresh (${all.join(', ')})`);
    await connection.run(`CREATE TABLE late_label (id VARCHAR, idx BIGINT, label ${value})`);
    await connection.run('CREATE TABLE late_attribute (id VARCHAR, idx BIGINT, name VARCHAR, value VARCHAR)');
    return new LiveTable(options, [
      await connection.createAppender('fresh'),
      await connection.createAppender('late_label'),
      await connection.createAppender('late_attribute'),
    ]);
  }

  add(row: AuditRow): void {
    const to = this.#fresh;
    to.appendVarchar(row.id);
    appendValue(to, row.outcome, this.#typed);
    number(to, row.score);
    number(to, row.cutoff);
    to.appendVarchar(row.route);
    appendText(to, row.jurisdiction);
    to.appendVarchar(row.version);
    for (const column of this.#columns.attributes) this.#addAttribute(column, row.attributes);
    this.#columns.inputs.forEach((column, i) => {
      const value = inputAt(row.inputs, this.#inputPaths[i]!);
      if (value !== undefined) this.seen.add(column);
      appendText(to, scalarText(value));
    });
    if (this.#together !== null) this.#addPlace(row, this.#together);
    for (const known of Object.keys(row.attributes)) this.seen.add(`attributes.${known}`);
    to.endRow();
    this.rows += 1;
  }

  /** Adds the columns of `TOGETHER` in their order. */
  #addPlace({ index, decidedHourMs, step, ranked }: AuditRow, together: Together): void {
    const to = this.#fresh;
    to.appendBigInt(BigInt(index));
    to.appendBigInt(BigInt(decidedHourMs));
    appendText(to, (step ?? ranked)?.caseKey ?? null);
    if (together === 'cases') {
      appendText(to, step?.stage ?? null);
      return;
    }
    appendText(to, ranked?.listKey ?? null);
    whole(to, ranked?.listSize ?? null);
  }

  #addAttribute(column: string, attributes: Readonly<Record<string, string | null>>): void {
    const key = bare(column);
    appendText(this.#fresh, Object.hasOwn(attributes, key) ? attributes[key]! : null);
  }

  addLate({ id, index, label, knownHourMs, attributes }: LateRow): void {
    // Labels of all deployments come by. One that is no 0 or 1 is about no decision of an audit that reads only those.
    const isOurs = this.#typed ? label !== null : bitOf(label) !== null;
    if (isOurs && (knownHourMs ?? 0) < this.#knownBeforeMs) {
      this.#labels.appendVarchar(id);
      this.#labels.appendBigInt(BigInt(index));
      appendValue(this.#labels, label, this.#typed);
      this.#labels.endRow();
    }
    for (const [key, value] of Object.entries(attributes)) {
      this.seen.add(`attributes.${key}`);
      if (!this.#wanted.has(key)) continue;
      this.#attributes.appendVarchar(id);
      this.#attributes.appendBigInt(BigInt(index));
      this.#attributes.appendVarchar(key);
      // A withdrawn value is missing, and missing text is empty; NULL would let the earlier value stand.
      this.#attributes.appendVarchar(value ?? '');
      this.#attributes.endRow();
    }
  }

  finish(): void {
    for (const appender of [this.#fresh, this.#labels, this.#attributes]) appender.closeSync();
  }
}

export const whole = (to: Appender, value: number | null): void =>
  value === null ? to.appendNull() : to.appendBigInt(BigInt(value));

export const number = (to: Appender, value: number | null): void =>
  value === null ? to.appendNull() : to.appendDouble(value);

/**
 * The decisions of `base` (a table or query with the columns of `fresh` and `label`) with their last label, and each attribute with its
 * last value.
 */
export function joined(base: string, { attributes, inputs }: LiveColumns): string {
  const own = [
    'd.outcome',
    ...FIELD_NAMES.map((field) => `d.${field}`),
    ...inputs.map((column) => `d.${sqlName(column)}`),
  ];
  const late = attributes.map((column) => `coalesce(a.${sqlName(column)}, d.${sqlName(column)}) AS ${sqlName(column)}`);
  const picked = attributes.map(
    (column) => `arg_max(value, idx) FILTER (WHERE name = ${text(bare(column))}) AS ${sqlName(column)}`,
  );
  const attributeJoin =
    picked.length === 0
      ? ''
      : `LEFT JOIN (SELECT id, ${picked.join(', ')} FROM late_attribute GROUP BY id) a ON a.id = d.id`;
  return `(SELECT ${[...own, ...late, 'coalesce(l.label, d.label) AS label'].join(', ')} FROM (${base}) d
    LEFT JOIN (SELECT id, arg_max(label, idx) AS label FROM late_label GROUP BY id) l ON l.id = d.id
    ${attributeJoin}) AS source`;
}

/** The decisions that were read from the log, as base for `joined`. */
export const freshBase = (typed: boolean): string => `SELECT *, CAST(NULL AS ${valueType(typed)}) AS label FROM fresh`;

/** The column of a name in the policy, where outcomes and labels are read as text or as 0 and 1. */
export const liveColumn =
  (typed: boolean) =>
  (column: string): { sql: string; kind: ColumnKind } => {
    if (column === 'label' || column === 'outcome') return { sql: column, kind: typed ? 'text' : 'integer' };
    if (Object.hasOwn(FIELDS, column)) return { sql: column, kind: FIELDS[column as keyof typeof FIELDS].kind };
    return { sql: sqlName(column), kind: 'text' };
  };
