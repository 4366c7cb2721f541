import { ByteCursor } from './byte-json.js';
import type { DecisionFields } from './decision-record.js';
import { MAX_AHEAD_MS, MAX_ATTRIBUTES, MAX_NAME_LENGTH, MAX_RECORD_BYTES } from './limits.js';
import type { RecordRange } from './ranges.js';
import { readPlainTime } from './time.js';

const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const ZERO = 0x30;
const ONE = 0x31;
const UUID_LENGTH = 36;
const SHORTEST_ATTRIBUTE = 5;
/** Places in the memory of repeating fields. */
const DEPLOYMENT_AT = 0;
const VERSION_AT = 2;
const CUTOFF_AT = 4;

/** The fields of the contract, each a bit, so that a repetition shows. */
const FIELD_BITS = {
  id: 1,
  deployment: 2,
  version: 4,
  cutoff: 8,
  subject: 16,
  decidedAt: 32,
  inputs: 64,
  score: 128,
  outcome: 256,
  route: 512,
  attributes: 1024,
  jurisdiction: 2048,
  metadata: 4096,
} as const;
type Field = keyof typeof FIELD_BITS;

const FIELDS_BY_LENGTH: readonly (readonly Field[])[] = Array.from({ length: 13 }, (_, length) =>
  (Object.keys(FIELD_BITS) as Field[]).filter((field) => field.length === length),
);

const { deployment, subject, decidedAt, outcome, route } = FIELD_BITS;
const REQUIRED = deployment | subject | decidedAt | outcome | route;

/**
 * Reads decision records that are plain: the contract's fields, each once, well typed, in printable ASCII without escapes.
 * That is nearly all of them, and it takes a third of the time of parsing. Gives false for anything else, bad records
 * included: the full reader then takes it or says what is wrong.
 */
export class PlainRecordReader {
  attributesStart = -1;
  attributesEnd = -1;
  /** Where the id stands, -1 when there is none; it has 36 characters. */
  idStart = -1;
  subjectStart = 0;
  subjectEnd = 0;
  deployment = '';
  version: string | null = null;
  cutoff: number | null = null;
  decidedAtMs = 0;
  readonly #cursor: ByteCursor;
  readonly #latestMs: number;
  #lastVersion = '';
  #lastCutoff = 0;
  /** Start and stop of the repeating fields in the record before. */
  readonly #last = new Int32Array(6);

  constructor(bytes: Uint8Array, nowMs: number) {
    this.#cursor = new ByteCursor(bytes);
    this.#latestMs = nowMs + MAX_AHEAD_MS;
  }

  /** The record read last. */
  get fields(): DecisionFields {
    const { idStart, deployment, version, cutoff, decidedAtMs } = this;
    const id = idStart < 0 ? null : this.#textOf(idStart, idStart + UUID_LENGTH);
    const subject = this.#textOf(this.subjectStart, this.subjectEnd);
    return { id, deployment, version, cutoff, subject, decidedAtMs };
  }

  read({ start, end }: RecordRange): boolean {
    if (end - start > MAX_RECORD_BYTES) return false;
    const cursor = this.#cursor;
    cursor.at = start;
    cursor.end = end;
    this.idStart = -1;
    this.version = null;
    this.cutoff = null;
    this.attributesStart = -1;
    return this.#members();
  }

  #members(): boolean {
    const cursor = this.#cursor;
    let seen = 0;
    if (!cursor.take(OPEN_BRACE)) return false;
    cursor.skipSpace();
    for (;;) {
      if (!cursor.key()) return false;
      const field = this.#fieldName();
      if (field === null || (seen & FIELD_BITS[field]) !== 0 || !this.#member(field)) return false;
      seen |= FIELD_BITS[field];
      cursor.skipSpace();
      if (cursor.take(CLOSE_BRACE)) break;
      if (!cursor.take(COMMA)) return false;
      cursor.skipSpace();
    }
    cursor.skipSpace();
    return cursor.at === cursor.end && (seen & REQUIRED) === REQUIRED;
  }

  #fieldName(): Field | null {
    const { start, stop } = this.#cursor;
    for (const field of FIELDS_BY_LENGTH[stop - start] ?? []) if (this.#cursor.same(start, field)) return field;
    return null;
  }

  #member(field: Field): boolean {
    const cursor = this.#cursor;
    switch (field) {
      case 'id':
        return cursor.string() && this.#takeId();
      case 'subject':
        return this.#name() && this.#takeSubject();
      case 'decidedAt':
        return cursor.string() && this.#takeTime();
      case 'outcome':
        return this.#takeOutcome();
      case 'route':
        return cursor.string() && this.#isRoute();
      case 'attributes':
        return this.#takeAttributes();
      case 'inputs':
      case 'metadata':
        return cursor.object(1, true);
      case 'score':
        return cursor.number();
      case 'cutoff':
        return cursor.number() && this.#takeCutoff();
      case 'jurisdiction':
        return this.#name();
      case 'deployment':
        return this.#name() && this.#takeDeployment();
      case 'version':
        return this.#name() && this.#takeVersion();
    }
  }

  #name(): boolean {
    const cursor = this.#cursor;
    if (!cursor.string()) return false;
    const length = cursor.stop - cursor.start;
    return length > 0 && length <= MAX_NAME_LENGTH;
  }

  #slice(): string {
    return this.#textOf(this.#cursor.start, this.#cursor.stop);
  }

  /** Only printable ASCII comes here. */
  #textOf(start: number, stop: number): string {
    return String.fromCharCode(...this.#cursor.bytes.subarray(start, stop));
  }

  #takeId(): boolean {
    const { start, stop } = this.#cursor;
    if (stop - start !== UUID_LENGTH) return false;
    this.idStart = start;
    return true;
  }

  #takeSubject(): boolean {
    this.subjectStart = this.#cursor.start;
    this.subjectEnd = this.#cursor.stop;
    return true;
  }

  #takeTime(): boolean {
    const { bytes, start, stop } = this.#cursor;
    const time = readPlainTime(bytes, start, stop);
    if (time === null || time > this.#latestMs) return false;
    this.decidedAtMs = time;
    return true;
  }

  #takeOutcome(): boolean {
    const cursor = this.#cursor;
    if (!cursor.number() || cursor.stop - cursor.start !== 1) return false;
    const digit = cursor.bytes[cursor.start];
    return digit === ZERO || digit === ONE;
  }

  #isRoute(): boolean {
    const cursor = this.#cursor;
    const { start, stop } = cursor;
    if (stop - start === 9) return cursor.same(start, 'automatic');
    return stop - start === 8 && (cursor.same(start, 'reviewed') || cursor.same(start, 'fallback'));
  }

  #takeAttributes(): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (!cursor.object(1, false)) return false;
    this.attributesStart = start;
    this.attributesEnd = cursor.at;
    // An attribute has at least five bytes, `"":0,`: no longer object can hold too many. The full reader counts the rest.
    return cursor.at - start <= SHORTEST_ATTRIBUTE * MAX_ATTRIBUTES;
  }

  /** Consecutive records mostly name the same deployment, version and cutoff: the text is made once. */
  #takeDeployment(): boolean {
    if (!this.#repeats(DEPLOYMENT_AT)) this.deployment = this.#slice();
    return true;
  }

  #takeVersion(): boolean {
    if (!this.#repeats(VERSION_AT)) this.#lastVersion = this.#slice();
    this.version = this.#lastVersion;
    return true;
  }

  #takeCutoff(): boolean {
    if (!this.#repeats(CUTOFF_AT)) this.#lastCutoff = Number(this.#slice());
    this.cutoff = this.#lastCutoff;
    return true;
  }

  /** Whether these bytes are those of the same field in the record before; remembers where they stand. */
  #repeats(field: number): boolean {
    const { bytes, start, stop } = this.#cursor;
    const [lastStart, lastStop] = [this.#last[field]!, this.#last[field + 1]!];
    this.#last[field] = start;
    this.#last[field + 1] = stop;
    if (stop - start !== lastStop - lastStart) return false;
    for (let i = 0; i < stop - start; i++) if (bytes[start + i] !== bytes[lastStart + i]) return false;
    return true;
  }
}
