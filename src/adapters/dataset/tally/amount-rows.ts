import { AmountSums, tallyOfColumns } from '../../../core/fairness/outcomes/amount/index.js';
import { addExclusions, MAX_CELLS, type ValueList } from '../../../core/fairness/tally/index.js';
import {
  amountOf,
  EXCLUSIONS,
  isCountedByPlace,
  type OutcomePlan,
  refuseData,
  refuseIntersections,
} from '../../../core/policy/bind/index.js';
import type { Chunk, Texts } from '../duckdb/chunk.js';
import type { Engine } from '../engine/engine.js';
import {
  amountRows,
  keyLength,
  MISSING,
  type RowForm,
  type RowKey,
  rowForm,
  STATES,
} from '../statement/amount-rows.js';
import type { SqlTable } from '../statement/raw.js';
import { type PartsColumn, partsColumn } from './amount-parts.js';
import { amountFrame } from './amount-tally.js';
import { FitRows, type Keys } from './fit-rows.js';
import { KeyCodes, textColumns } from './key-codes.js';
import type { ReadOutcome } from './read-result.js';

interface RowsJob {
  readonly table: SqlTable;
  /** Number of distinct amounts above which they are kept in steps. */
  readonly limit: number;
  readonly progress?: ((percent: number) => void) | undefined;
}

/** Whether rows of a plan can be counted as numbers: each is one person, with an amount and at most a label. */
export const canCountRows = (plan: OutcomePlan): boolean =>
  amountOf(plan) !== undefined && isCountedByPlace(plan) && plan.weightKind === 'none';

/** Most keys that the engine itself tells apart. */
const MOST_KNOWN = 1024;

/** Texts outside their column that are read before the engine is asked again, with the keys that are known by then. */
const MANY_LONG_TEXTS = 256;

/** Rows that show whether amounts repeat: where fewer than a fifth of them are distinct, they do. */
const ROWS_LOOKED_AT = 2 ** 14;
const MOSTLY_DISTINCT = 0.2;

/** Keys that there is room for at first. */
const FIRST_KEYS = 64;

/** Most keys of rows that are counted here. */
const MOST_KEYS = 100_000;

/** Why reading stops before the end. */
class Stop extends Error {
  readonly why: 'long texts' | 'repeated' | 'no such rows';

  constructor(why: Stop['why']) {
    super(why);
    this.why = why;
  }
}

/**
 * The tally of amounts from rows that the engine hands over as numbers and that are summed here, in a third of the time that the engine takes to group
 * them. Null where something is at fault or too large: then the statement that groups rows says what. `repeated` where the engine is quicker, because
 * amounts repeat and there are no labels.
 *
 * @throws TribuneError as the engine does, and DATA_EMPTY, DATA_TOO_LARGE
 */
export async function amountsOfRows(
  engine: Engine,
  plan: OutcomePlan,
  job: RowsJob,
): Promise<ReadOutcome | 'repeated' | null> {
  const first = await countedRows(engine, plan, job, []);
  const counted = Array.isArray(first) ? await countedRows(engine, plan, job, first) : first;
  if (counted instanceof RowCounter) return counted.finish();
  return counted === 'repeated' ? counted : null;
}

/** The rows counted; the keys that are known where the engine is to be asked again with them; null where rows cannot be counted here. */
async function countedRows(
  engine: Engine,
  plan: OutcomePlan,
  { table, limit, progress }: RowsJob,
  known: readonly RowKey[],
): Promise<RowCounter | RowKey[] | 'repeated' | null> {
  const form = rowForm(plan, table);
  const counter = new RowCounter(plan, table, { limit, known, form });
  try {
    await engine.chunks(amountRows(plan, table, form, known), (chunk) => counter.take(chunk), progress);
    return counter;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.why === 'repeated') return error.why;
    return error.why === 'long texts' ? counter.keys.slice(0, MOST_KNOWN) : null;
  }
}

class RowCounter {
  readonly #plan: OutcomePlan;
  readonly #sums: AmountSums;
  readonly #texts: number;
  readonly #hasFile: boolean;
  readonly #form: RowForm;
  /** The amount, and the label where there is one. */
  readonly #columns: readonly PartsColumn[];
  readonly #known: readonly RowKey[];
  readonly #codes = new KeyCodes();
  #keys: Keys = { lists: new Int32Array(0), rows: new Float64Array(0) };
  #opened = 0;
  /** Codes of keys that were not all known to the engine. */
  #found = new Int32Array(0);
  readonly #fit = new FitRows();
  readonly #lists: ValueList[] = [];
  readonly #listByText = new Map<string, number>();
  #longTexts = 0;
  #taken = 0;
  #filtered = 0;
  #missing = 0;

  constructor(
    plan: OutcomePlan,
    table: SqlTable,
    { limit, known, form }: { readonly limit: number; readonly known: readonly RowKey[]; readonly form: RowForm },
  ) {
    this.#plan = plan;
    this.#sums = new AmountSums(limit);
    this.#texts = keyLength(plan, table);
    this.#hasFile = table.file !== null;
    this.#form = form;
    this.#columns = form.amounts.map((amount) => partsColumn(plan, amount));
    this.#known = known;
    for (const key of known) this.#open(key);
  }

  /** The keys that are known to the engine, then those that were found in texts. */
  get keys(): readonly RowKey[] {
    return [...this.#known, ...this.#codes.keys];
  }

  take(chunk: Chunk): void {
    const first = this.#form.hasState ? 2 : 1;
    const [amounts, labels = null] = this.#columns.map((column, place) => column(chunk, first + place));
    const states = this.#form.hasState ? chunk.allIntegers(1) : null;
    const codes = this.#codesOf(chunk, first + this.#columns.length);
    const fit = this.#fit;
    fit.gather({ count: chunk.rows, codes, states, amounts: amounts!, labels }, this.#keys);
    for (let i = 0; i < fit.left.count; i++) {
      const row = fit.left.rows[i]!;
      this.#leaveOut(states === null ? STATES.fit : states[row]!, amounts![row]!);
    }
    this.#sums.add('amount', fit.amount);
    this.#sums.add('error', fit.error);
    this.#look(chunk.rows);
    if (this.#sums.size > MAX_CELLS) throw new Stop('no such rows');
  }

  finish(): ReadOutcome {
    const columns = this.#sums.columns(this.#lists);
    const lists = [...new Set(columns.runs.map(({ values }) => values))];
    const rowsRead = this.#keys.rows.reduce((sum, rows) => sum + rows, 0);
    const excluded = addExclusions(
      [],
      [
        { reason: EXCLUSIONS.filtered, rows: this.#filtered },
        { reason: EXCLUSIONS.amount, rows: this.#missing },
      ].filter(({ rows }) => rows > 0),
    );
    refuseData(this.#plan, {
      rowsRead,
      excluded,
      faults: [],
      unnamed: { label: [], prediction: [] },
      values: this.#plan.attributes.map((_, index) => ({ count: valuesAt(lists, index) })),
      cells: { count: columns.length },
      score: { kind: 'none' },
      lowest: null,
      highest: null,
    });
    const frame = { ...amountFrame(this.#plan), places: this.#sums.places, rowsRead, excluded };
    const tally = tallyOfColumns(frame, columns);
    refuseIntersections(this.#plan, tally.attributes, lists);
    return { tally, rowsByFile: this.#rowsByFile() };
  }

  /** The codes of a chunk's rows, from texts where the engine does not know them. */
  #codesOf(chunk: Chunk, firstText: number): Int32Array {
    const known = chunk.allIntegers(0);
    if (isAllKnown(known)) return known;
    if (this.#found.length < chunk.rows) this.#found = new Int32Array(chunk.rows);
    const texts = textColumns(chunk, firstText, this.#texts);
    for (let row = 0; row < chunk.rows; row++)
      this.#found[row] = known[row]! < 0 ? this.#codeAt(texts, row) : known[row]!;
    if (this.#known.length === 0) this.#countLongTexts(texts, chunk.rows);
    return this.#found;
  }

  /** Stops where many texts stand outside their column: to read one takes as long as to count ten rows. */
  #countLongTexts(texts: readonly Texts[], rows: number): void {
    for (let row = 0; row < rows; row++) if (texts.some((column) => column.isLong(row))) this.#longTexts += 1;
    if (this.#longTexts > MANY_LONG_TEXTS) throw new Stop('long texts');
  }

  #codeAt(texts: readonly Texts[], row: number): number {
    const code = this.#known.length + this.#codes.codeAt(texts, row);
    if (code === this.#opened) this.#open(this.#codes.keys.at(-1)!);
    return code;
  }

  /** Makes room for the rows of a key. */
  #open(key: RowKey): void {
    if (this.#opened === MOST_KEYS) throw new Stop('no such rows');
    const values = this.#hasFile ? key.slice(1) : key;
    const text = JSON.stringify(values);
    let list = this.#listByText.get(text);
    if (list === undefined) {
      list = this.#lists.length;
      this.#lists.push(values);
      this.#listByText.set(text, list);
    }
    if (this.#opened === this.#keys.lists.length) this.#makeRoom();
    this.#keys.lists[this.#opened] = list;
    this.#opened += 1;
  }

  #makeRoom(): void {
    const room = Math.max(2 * this.#opened, FIRST_KEYS);
    const keys = { lists: new Int32Array(room), rows: new Float64Array(room) };
    keys.lists.set(this.#keys.lists);
    keys.rows.set(this.#keys.rows);
    this.#keys = keys;
  }

  /** Stops as soon as the first rows show that amounts repeat. */
  #look(rows: number): void {
    const before = this.#taken;
    this.#taken += rows;
    if (this.#columns.length > 1 || before >= ROWS_LOOKED_AT || this.#taken < ROWS_LOOKED_AT) return;
    if (this.#sums.size < MOSTLY_DISTINCT * this.#taken) throw new Stop('repeated');
  }

  #leaveOut(state: number, amount: number): void {
    if (state === STATES.filtered) this.#filtered += 1;
    else if (state !== STATES.fault && amount === MISSING) this.#missing += 1;
    else throw new Stop('no such rows');
  }

  #rowsByFile(): ReadonlyMap<string, number> {
    const byFile = new Map<string, number>();
    if (!this.#hasFile) return byFile;
    this.keys.forEach((key, code) => {
      byFile.set(key[0] ?? '', (byFile.get(key[0] ?? '') ?? 0) + this.#keys.rows[code]!);
    });
    return byFile;
  }
}

function isAllKnown(codes: Int32Array): boolean {
  for (let row = 0; row < codes.length; row++) if (codes[row]! < 0) return false;
  return true;
}

const valuesAt = (lists: readonly ValueList[], index: number): number =>
  new Set(lists.map((values) => values[index]).filter((value) => value !== null)).size;
