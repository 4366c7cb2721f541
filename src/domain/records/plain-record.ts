import { PLAIN_TIME_LENGTH, PlainTimes } from '../../core/base/time.js';
import { readUuidBytes, UUID_BYTES, UUID_LENGTH } from '../../core/base/uuid.js';
import type { DeclaredOutcome } from '../../core/policy/sections/index.js';
import { ByteCursor } from './byte-json.js';
import { type DecisionFields, ROUTES, type Route } from './decision-record.js';
import { MAX_AHEAD_MS, MAX_ATTRIBUTES, MAX_NAME_LENGTH, MAX_RECORD_BYTES } from './limits.js';
import { FIELD, FieldReader } from './plain-fields.js';
import { OUTCOME, type OutcomeCheck, outcomeCheck, type Stretch } from './plain-outcome.js';
import type { RecordRange } from './ranges.js';
import { MEMBER, type Member } from './record-scan.js';

const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const SMALL_N = 0x6e;
const QUOTE = 0x22;
const SHORTEST_ATTRIBUTE = 5;
/** Positions in `#last`, which remembers where the fields that mostly repeat stood in the record before. */
const DEPLOYMENT_AT = 0;
const VERSION_AT = 2;
const CUTOFF_AT = 4;

const bit = (name: keyof typeof FIELD): number => 1 << FIELD[name];
const REQUIRED = bit('deployment') | bit('subject') | bit('decidedAt') | bit('outcome') | bit('route');

const N_MEMBERS = Object.keys(MEMBER).length;
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

const NULL = new TextEncoder().encode('null');
const ROUTE_BYTES = ROUTES.map((route) => new TextEncoder().encode(`"${route}"`));

/** The number of each field among the members that followers read; the number behind the last for others. */
const MEMBER_OF_FIELD = Uint8Array.from(Object.keys(FIELD), (name) => MEMBER[name as Member] ?? N_MEMBERS);

type OutcomeOf = (deployment: string) => DeclaredOutcome | undefined;

/**
 * Reads decision records that are plain: the contract's fields, each once, well typed, in UTF-8 without escapes, with an outcome as the deployment declares it. Nearly all records are
 * plain, and reading them so takes a third of the time of parsing. Gives false for any other record, bad ones included: the full reader
 * then takes it or says what is wrong.
 */
export class PlainRecordReader {
  attributesStart = -1;
  attributesEnd = -1;
  /** Position of the id in the body, which has 36 characters; -1 when the record has none. */
  idStart = -1;
  /** The bytes of the id, when the record has one. */
  readonly id = new Uint8Array(UUID_BYTES);
  subjectStart = 0;
  subjectEnd = 0;
  deployment = '';
  version: string | null = null;
  cutoff: number | null = null;
  decidedAtMs = 0;
  route: Route = 'automatic';
  /** Places of the members that followers read. */
  readonly members: Int32Array = new Int32Array(2 * (N_MEMBERS + 1));
  readonly #cursor: ByteCursor;
  readonly #fields: FieldReader;
  readonly #times = new PlainTimes();
  readonly #latestMs: number;
  readonly #place = { start: -1, stop: -1 };
  /** The place whose text was made last, and where it stands. */
  readonly #toldPlace = { start: 0, stop: -1, text: '' };
  #lastVersion = '';
  #lastCutoff = 0;
  /** Start and stop, in the record before, of the fields that mostly repeat. */
  readonly #last = new Int32Array(6);
  readonly #outcome = {
    kind: 0,
    value: { start: -1, stop: -1 },
    unit: { start: -1, stop: -1 },
    stage: { start: -1, stop: -1 },
    case: { start: -1, stop: -1 },
    list: { start: -1, stop: -1 },
    listSize: { start: -1, stop: -1 },
  };
  readonly #outcomeOf: OutcomeOf;
  #checked: string | null = null;
  #check: OutcomeCheck = outcomeCheck(undefined);

  /** @param outcomeOf what the deployment of a name decides; undefined for 0 or 1, and for one that nobody registered */
  constructor(bytes: Uint8Array, nowMs: number, outcomeOf: OutcomeOf = () => undefined) {
    this.#outcomeOf = outcomeOf;
    this.#cursor = new ByteCursor(bytes);
    this.#fields = new FieldReader(this.#cursor);
    this.#latestMs = nowMs + MAX_AHEAD_MS;
  }

  /** The fields of the record that was read last. */
  get fields(): DecisionFields {
    const { idStart, deployment, version, cutoff, decidedAtMs, route, jurisdiction } = this;
    const id = idStart < 0 ? null : this.#textOf(idStart, idStart + UUID_LENGTH);
    const subject = UTF8.decode(this.#cursor.bytes.subarray(this.subjectStart, this.subjectEnd));
    return { id, deployment, version, cutoff, subject, decidedAtMs, route, jurisdiction };
  }

  /**
   * The place of the record that was read last; null where it names none. Its text is made only where somebody asks for it, and once for records
   * that name the same one after another.
   */
  get jurisdiction(): string | null {
    const { start, stop } = this.#place;
    if (start < 0) return null;
    const [bytes, told] = [this.#cursor.bytes, this.#toldPlace];
    let at = stop - start === told.stop - told.start ? start : stop + 1;
    while (at < stop && bytes[at] === bytes[at - start + told.start]) at++;
    if (at !== stop) {
      told.text = UTF8.decode(bytes.subarray(start, stop));
      [told.start, told.stop] = [start, stop];
    }
    return told.text;
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
    this.#place.start = -1;
    this.members.fill(0);
    const outcome = this.#outcome;
    outcome.unit.start = -1;
    outcome.stage.start = -1;
    outcome.case.start = -1;
    outcome.list.start = -1;
    outcome.listSize.start = -1;
    return this.#members() && this.#isDeclared();
  }

  /** Whether the outcome is what the deployment decides. Consecutive records mostly name the same one, so that it is asked for when it changes. */
  #isDeclared(): boolean {
    if (this.deployment !== this.#checked) {
      this.#checked = this.deployment;
      this.#check = outcomeCheck(this.#outcomeOf(this.deployment));
    }
    return this.#check(this.#cursor.bytes, this.#outcome);
  }

  #members(): boolean {
    const cursor = this.#cursor;
    let seen = 0;
    if (!cursor.take(OPEN_BRACE)) return false;
    cursor.skipSpace();
    for (let position = 0; ; position++) {
      const field = this.#fields.read(position);
      const start = cursor.at;
      if (field < 0 || (seen & (1 << field)) !== 0 || !this.#value(field)) return false;
      const member = MEMBER_OF_FIELD[field]!;
      this.members[2 * member] = start;
      this.members[2 * member + 1] = cursor.at;
      seen |= 1 << field;
      cursor.skipSpace();
      if (cursor.take(CLOSE_BRACE)) break;
      if (!cursor.take(COMMA)) return false;
      cursor.skipSpace();
    }
    cursor.skipSpace();
    return cursor.at === cursor.end && (seen & REQUIRED) === REQUIRED;
  }

  #value(field: number): boolean {
    const cursor = this.#cursor;
    switch (field) {
      case FIELD.id:
        return this.#takeId();
      case FIELD.subject:
        return this.#name() && this.#takeSubject();
      case FIELD.decidedAt:
        return this.#takeTime();
      case FIELD.outcome:
        return this.#takeOutcome();
      case FIELD.route:
        return this.#takeRoute(0) || this.#takeRoute(1) || this.#takeRoute(2);
      case FIELD.attributes:
        return this.#takeAttributes();
      case FIELD.inputs:
      case FIELD.metadata:
        return cursor.object(1, true);
      case FIELD.score:
        return cursor.number();
      case FIELD.cutoff:
        return cursor.number() && this.#takeCutoff();
      case FIELD.jurisdiction:
        return this.#name() && this.#takeStretch(this.#place);
      case FIELD.deployment:
        return this.#name() && this.#takeDeployment();
      case FIELD.unit:
        return this.#name() && this.#takeStretch(this.#outcome.unit);
      case FIELD.stage:
        return this.#name() && this.#takeStretch(this.#outcome.stage);
      case FIELD.case:
        return this.#name() && this.#takeStretch(this.#outcome.case);
      case FIELD.list:
        return this.#name() && this.#takeStretch(this.#outcome.list);
      case FIELD.listSize:
        return cursor.number() && this.#takeStretch(this.#outcome.listSize);
      default:
        return this.#name() && this.#takeVersion();
    }
  }

  /**
   * Takes a name of at most 256 bytes, as those are at most 256 characters; longer names are left to the full reader, which counts
   * characters.
   */
  #name(): boolean {
    const cursor = this.#cursor;
    if (!cursor.string()) return false;
    const length = cursor.stop - cursor.start;
    return length > 0 && length <= MAX_NAME_LENGTH;
  }

  #slice(): string {
    return this.#textOf(this.#cursor.start, this.#cursor.stop);
  }

  /** Makes a text of bytes that the caller knows to be ASCII. */
  #textOf(start: number, stop: number): string {
    return String.fromCharCode(...this.#cursor.bytes.subarray(start, stop));
  }

  /** Moves behind a text of this many characters when one stands at the cursor; the characters themselves are not checked here. */
  #skipText(length: number): boolean {
    const { bytes, at, end } = this.#cursor;
    if (at + length + 2 > end || bytes[at] !== QUOTE || bytes[at + length + 1] !== QUOTE) return false;
    this.#cursor.at = at + length + 2;
    return true;
  }

  #takeId(): boolean {
    const { bytes, at } = this.#cursor;
    this.idStart = at + 1;
    return this.#skipText(UUID_LENGTH) && readUuidBytes(bytes, at + 1, this.id, 0);
  }

  #takeSubject(): boolean {
    this.subjectStart = this.#cursor.start;
    this.subjectEnd = this.#cursor.stop;
    return true;
  }

  #takeTime(): boolean {
    const { bytes, at } = this.#cursor;
    const times = this.#times;
    if (!this.#skipText(PLAIN_TIME_LENGTH) || !times.read(bytes, at + 1) || times.ms > this.#latestMs) return false;
    this.decidedAtMs = times.ms;
    return true;
  }

  #takeOutcome(): boolean {
    const cursor = this.#cursor;
    const outcome = this.#outcome;
    switch (cursor.bytes[cursor.at]) {
      case QUOTE:
        outcome.kind = OUTCOME.text;
        return this.#name() && this.#takeStretch(outcome.value);
      case SMALL_N:
        outcome.kind = OUTCOME.nothing;
        return cursor.literal(NULL);
      default:
        outcome.kind = OUTCOME.number;
        return cursor.number() && this.#takeStretch(outcome.value);
    }
  }

  #takeRoute(at: 0 | 1 | 2): boolean {
    if (!this.#cursor.literal(ROUTE_BYTES[at]!)) return false;
    this.route = ROUTES[at];
    return true;
  }

  #takeStretch(stretch: Stretch): boolean {
    stretch.start = this.#cursor.start;
    stretch.stop = this.#cursor.stop;
    return true;
  }

  #takeAttributes(): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (!cursor.object(1, false)) return false;
    this.attributesStart = start;
    this.attributesEnd = cursor.at;
    // An attribute has at least five bytes, `"":0,`, so an object of this length cannot hold too many; in a longer one the full reader
    // counts them.
    return cursor.at - start <= SHORTEST_ATTRIBUTE * MAX_ATTRIBUTES;
  }

  /** Consecutive records mostly name the same deployment, version and cutoff, so the text of each is made only when it changes. */
  #takeDeployment(): boolean {
    if (this.#repeats(DEPLOYMENT_AT)) return true;
    if (!this.#isAscii(DEPLOYMENT_AT)) return false;
    this.deployment = this.#slice();
    return true;
  }

  #takeVersion(): boolean {
    if (!this.#repeats(VERSION_AT)) {
      if (!this.#isAscii(VERSION_AT)) return false;
      this.#lastVersion = this.#slice();
    }
    this.version = this.#lastVersion;
    return true;
  }

  #takeCutoff(): boolean {
    if (!this.#repeats(CUTOFF_AT)) this.#lastCutoff = Number(this.#slice());
    this.cutoff = this.#lastCutoff;
    return true;
  }

  /**
   * Whether a name is ASCII, where each byte is a character. Any other name is left to the full reader, and is forgotten here so that no
   * later record counts as repeating it.
   */
  #isAscii(field: number): boolean {
    const { bytes, start, stop } = this.#cursor;
    let at = start;
    while (at < stop && bytes[at]! < 0x80) at++;
    if (at < stop) this.#last[field + 1] = this.#last[field]!;
    return at === stop;
  }

  /** Whether the field has the same bytes as in the record before. Remembers where it stands, for the next record. */
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
