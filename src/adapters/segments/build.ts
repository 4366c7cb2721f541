import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import type { AuditRow, AuditRows, LateRow } from '../../domain/decisions/history/index.js';
import type { ErasedCount } from '../../domain/decisions/ports/index.js';
import { type Attributes, mergeAttributes } from '../../domain/decisions/read/index.js';
import type { Appender } from '../dataset/duckdb/index.js';
import type { Engine } from '../dataset/engine/index.js';
import { doubled } from '../dataset/sql/index.js';
import { sqlName } from './column-names.js';
import { packFiles, SEGMENT_FILES } from './container.js';
import { FIELDS, number, TOGETHER, whole } from './live-table.js';
import { appendBit, appendText, bitOf, WORD_COLUMNS, wordOf } from './recorded-values.js';

/** Most columns of one segment that come from attributes; more are identifiers that were sent as names. */
const MAX_ATTRIBUTE_NAMES = 1000;

/** Columns of the label of a decision; where there are several labels, their history is in `late`. */
const LABEL = ['label TINYINT', 'label_hour BIGINT'];

/** What is appended beside the columns that every file has. */
interface Extent {
  /** Names of attributes. */
  readonly names: readonly string[];
  /** Whether some outcome or label is no 0 or 1. */
  readonly words: boolean;
  /** Whether some decision is a step of a case. */
  readonly steps: boolean;
  /** Whether some decision is about a candidate of a list. */
  readonly lists: boolean;
}

interface OpenRow {
  readonly row: AuditRow;
  readonly labels: LateRow[];
  attributes: Attributes;
}

/**
 * Rows of a segment that is being built; labels and attributes are joined as they come. A corrected label keeps its history, because audits
 * ask what was known when.
 */
export class SegmentRows {
  readonly #rows = new Map<string, OpenRow>();
  readonly #late: LateRow[] = [];
  readonly #erased = new Map<string, ErasedCount>();

  add({ rows, late, erased }: AuditRows): void {
    for (const row of rows) this.#rows.set(row.id, { row, labels: [], attributes: row.attributes });
    for (const one of late) {
      const decision = this.#rows.get(one.id);
      // What was said last about a case or candidate may be said with another of its decisions, so that these keep the index of each.
      if (decision === undefined || (decision.row.step ?? decision.row.ranked) !== undefined) this.#late.push(one);
      else {
        if (one.label !== null) decision.labels.push(one);
        decision.attributes = mergeAttributes(decision.attributes, one.attributes);
      }
    }
    for (const { deployment, receivedHourMs } of erased) {
      const key = `${receivedHourMs} ${deployment}`;
      this.#erased.set(key, { deployment, receivedHourMs, n: (this.#erased.get(key)?.n ?? 0) + 1 });
    }
  }

  get facts() {
    const hours = [...this.#rows.values()].map(({ row }) => row.decidedHourMs);
    const least = (a: number, b: number): number => Math.min(a, b);
    const most = (a: number, b: number): number => Math.max(a, b);
    return {
      rows: this.#rows.size,
      late: this.#late.length,
      fromHourMs: hours.length === 0 ? null : hours.reduce(least),
      toHourMs: hours.length === 0 ? null : hours.reduce(most),
      erased: [...this.#erased.values()],
    };
  }

  /** Parquet files of these rows in one container. `rowId` makes a new random id. */
  async toParquet(engine: Engine, folder: string, rowId: () => string): Promise<Uint8Array> {
    const names = [...new Set([...this.#rows.values()].flatMap(({ attributes }) => Object.keys(attributes)))];
    if (names.length > MAX_ATTRIBUTE_NAMES) {
      throw new TribuneError('DATA_TOO_LARGE', `decisions have ${names.length} different attributes`, {
        remedy: 'Send values as values, not as names of attributes; until then audits read the log itself.',
      });
    }
    const rows = [...this.#rows.values()].map(({ row }) => row);
    const steps = rows.some(({ step }) => step !== undefined);
    const lists = rows.some(({ ranked }) => ranked !== undefined);
    const extent = { names, words: this.#hasWords(), steps, lists };
    await this.#createTables(engine, extent);
    await this.#fill(engine, extent, rowId);
    for (const file of SEGMENT_FILES) {
      const order = file === 'late' ? 'idx' : 'row_id';
      const path = doubled(join(folder, `${file}.parquet`), "'");
      await engine.connection.run(
        `COPY (SELECT * FROM segment_${file} ORDER BY ${order}) TO ${path} (FORMAT parquet, COMPRESSION zstd)`,
      );
    }
    return packFiles(await Promise.all(SEGMENT_FILES.map((file) => readFile(join(folder, `${file}.parquet`)))));
  }

  #hasWords(): boolean {
    const inRows = [...this.#rows.values()].some(
      ({ row, labels }) => wordOf(row.outcome) !== null || labels.some(({ label }) => wordOf(label) !== null),
    );
    return inRows || this.#late.some(({ label }) => wordOf(label) !== null);
  }

  async #createTables({ connection }: Engine, { names, words, steps, lists }: Extent): Promise<void> {
    const fields = Object.entries(FIELDS).map(([field, { type }]) => `${field} ${type}`);
    const texts = names.map((key) => `${sqlName(`attributes.${key}`)} VARCHAR`);
    const [outcomeText, labelText] = Object.values(WORD_COLUMNS).map((column) => (words ? [`${column} VARCHAR`] : []));
    const label = [...LABEL, ...labelText!];
    const outcome = ['outcome TINYINT', ...outcomeText!];
    const columns = [
      'row_id UUID',
      'deployment VARCHAR',
      'decided_hour BIGINT',
      ...label,
      ...outcome,
      ...(steps ? [`stage ${TOGETHER.cases.stage}`] : []),
      ...(lists ? [`list_size ${TOGETHER.lists.list_size}`] : []),
      ...fields,
      ...texts,
    ];
    await connection.run(`CREATE TABLE segment_rows (${columns.join(', ')})`);
    const { idx, case_key, list_key } = TOGETHER.lists;
    const links = [
      'row_id UUID',
      'id UUID',
      ...(steps || lists ? [`idx ${idx}`, `case_key ${case_key}`] : []),
      ...(lists ? [`list_key ${list_key}`] : []),
    ];
    await connection.run(`CREATE TABLE segment_links (${links.join(', ')})`);
    const late = ['id UUID', 'idx BIGINT', ...label, 'name VARCHAR', 'value VARCHAR'];
    await connection.run(`CREATE TABLE segment_late (${late.join(', ')})`);
  }

  async #fill({ connection }: Engine, extent: Extent, rowId: () => string): Promise<void> {
    const [rows, links, late] = [
      await connection.createAppender('segment_rows'),
      await connection.createAppender('segment_links'),
      await connection.createAppender('segment_late'),
    ];
    for (const open of this.#rows.values()) {
      const id = rowId();
      appendRow(rows, open, id, extent);
      links.appendVarchar(id);
      links.appendVarchar(open.row.id);
      appendKeys(links, open.row, extent);
      links.endRow();
      if (open.labels.length > 1) for (const one of open.labels) appendLate(late, one, extent);
    }
    for (const one of this.#late) appendLate(late, one, extent);
    for (const appender of [rows, links, late]) appender.closeSync();
  }
}

function appendKeys(to: Appender, { index, step, ranked }: AuditRow, { steps, lists }: Extent): void {
  if (!steps && !lists) return;
  const place = step ?? ranked;
  if (place === undefined) to.appendNull();
  else to.appendBigInt(BigInt(index));
  appendText(to, place?.caseKey ?? null);
  if (lists) appendText(to, ranked?.listKey ?? null);
}

function appendRow(to: Appender, { row, labels, attributes }: OpenRow, id: string, extent: Extent): void {
  const { names, words, steps, lists } = extent;
  to.appendVarchar(id);
  to.appendVarchar(row.deployment);
  to.appendBigInt(BigInt(row.decidedHourMs));
  appendLabel(to, labels.length === 1 ? labels[0]! : UNLABELLED, words);
  appendBit(to, bitOf(row.outcome));
  if (words) appendText(to, wordOf(row.outcome));
  if (steps) appendText(to, row.step?.stage ?? null);
  if (lists) whole(to, row.ranked?.listSize ?? null);
  number(to, row.score);
  number(to, row.cutoff);
  to.appendVarchar(row.route);
  appendText(to, row.jurisdiction);
  to.appendVarchar(row.version);
  for (const key of names) appendText(to, Object.hasOwn(attributes, key) ? attributes[key]! : null);
  to.endRow();
}

const UNLABELLED = { label: null, knownHourMs: null };

function appendLabel(
  to: Appender,
  { label, knownHourMs }: Pick<LateRow, 'label' | 'knownHourMs'>,
  words: boolean,
): void {
  appendBit(to, bitOf(label));
  if (knownHourMs === null) to.appendNull();
  else to.appendBigInt(BigInt(knownHourMs));
  if (words) appendText(to, wordOf(label));
}

function appendLate(to: Appender, one: LateRow, { words }: Extent): void {
  const { id, index, label, attributes } = one;
  const row = (key: string | null, value: string | null): void => {
    to.appendVarchar(id);
    to.appendBigInt(BigInt(index));
    appendLabel(to, one, words);
    appendText(to, key);
    appendText(to, value);
    to.endRow();
  };
  if (label !== null) row(null, null);
  // As in the tables of rows from the log, a withdrawn value is empty, not NULL.
  for (const [key, value] of Object.entries(attributes)) row(key, value ?? '');
}
