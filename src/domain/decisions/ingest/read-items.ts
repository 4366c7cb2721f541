import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { Clock } from '../../../core/base/clock.js';
import { parseExact } from '../../../core/base/exact-json.js';
import { printUuid, readUuid, UUID_BYTES, uuidV7 } from '../../../core/base/uuid.js';
import type { DeclaredOutcome } from '../../../core/policy/sections/index.js';
import type { EndView } from '../../end-door/index.js';
import type { GateDoor } from '../../gate-door/index.js';
import { type Records, RecordsBuilder } from '../../log/seal/index.js';
import { type IdFingerprints, IdSet } from '../../recent-ids/index.js';
import {
  type DecisionFields,
  type IngestWarning,
  type JsonObject,
  MAX_NAME_LENGTH,
  ObjectReader,
  type OutcomeContext,
  PlainRecordReader,
  type RecordCode,
  RecordFault,
  type RecordRange,
  readDecision,
  readFollowUpAttributes,
  readLabel,
  recordRanges,
  UnnamedVersions,
  writtenNumber,
} from '../../records/index.js';
import type { RegistryView } from '../../registry/index.js';
import type { RuleDoor } from '../../rule-door/index.js';
import type { BodyForm, Conflict, IngestOptions, Rejection } from '../api/service-api.js';
import { slicesOf } from '../read/slices.js';
import { Contexts, unknownDeployment } from './contexts.js';

export type ItemKind = 'decision' | 'label' | 'attributes';

export interface ReadOptions {
  readonly kind: ItemKind;
  readonly form: BodyForm;
  readonly nowMs: number;
  readonly registry: RegistryView;
  /** The gates that decisions are held against; absent or null where there are none. */
  readonly door?: GateDoor | null;
  /** The rules that decisions are held against; absent or null where there are none. */
  readonly rules?: RuleDoor | null;
  /** The ends of systems; absent or null where there are none. */
  readonly ends?: EndView | null;
  readonly randomBytes: (n: number) => Uint8Array;
  /** Fingerprints for the table of the ids of a body. */
  readonly fingerprints: IdFingerprints;
  /** Deployments on which a version is tried out; undefined where there is none. */
  readonly triedOut?: IngestOptions['triedOut'];
}

/** The records of a body, sorted into good and bad before the database is asked. */
export interface ReadBody {
  readonly records: Records;
  readonly rejected: Rejection[];
  /** Records whose id stands earlier in the same body; only that first record is taken further. */
  readonly repeats: Repeat[];
  readonly assigned: { readonly line: number; readonly id: string }[];
  readonly warnings: readonly IngestWarning[];
}

/** A record whose id stands earlier in the same body. */
export interface Repeat extends Conflict, OtherContent {
  /** Whether the first record under the id says the same. */
  readonly isSame: boolean;
}

/** Content that came under an id of which other content is known. */
export interface OtherContent {
  readonly decision: Uint8Array;
  /** The record in canonical form. */
  readonly content: string;
}

/** Divides a body into records, parses and validates them. Throws only for the body as a whole: `BODY_INVALID` or `DATA_TOO_LARGE`. */
export function readItems(bytes: Uint8Array, options: ReadOptions): ReadBody {
  const reading = new BodyReading(bytes, options);
  reading.read(0, reading.n);
  return reading.finish();
}

/** Reads a body like `readItems`, but gives other requests a turn after every so many records. */
export async function readItemsInSlices(
  bytes: Uint8Array,
  options: ReadOptions,
  clock: Pick<Clock, 'turn'>,
): Promise<ReadBody> {
  const reading = new BodyReading(bytes, options);
  for await (const { from, to } of slicesOf(reading.n, clock)) reading.read(from, to);
  return reading.finish();
}

class BodyReading {
  readonly #bytes: Uint8Array;
  readonly #ranges: readonly RecordRange[];
  readonly #builder: RecordsBuilder;
  readonly #reader: ItemReader;
  readonly #seen: IdSet | null;
  readonly #body: Omit<ReadBody, 'records' | 'warnings'> = { rejected: [], repeats: [], assigned: [] };
  readonly #kept: RecordRange[] = [];

  constructor(bytes: Uint8Array, options: ReadOptions) {
    this.#bytes = bytes;
    this.#ranges = recordRanges(bytes, options.form);
    this.#builder = new RecordsBuilder(options.kind, bytes, this.n);
    this.#reader = new ItemReader(bytes, options, this.#builder);
    this.#seen = options.kind === 'decision' ? new IdSet(options.fingerprints, this.n) : null;
  }

  get n(): number {
    return this.#ranges.length;
  }

  read(from: number, to: number): void {
    for (let i = from; i < to; i++) this.#one(this.#ranges[i]!);
  }

  finish(): ReadBody {
    return { ...this.#body, records: this.#builder.finish(), warnings: this.#reader.warnings };
  }

  #one(range: RecordRange): void {
    const [builder, body, bytes] = [this.#builder, this.#body, this.#bytes];
    if (!readOne(this.#reader, range, body.rejected)) return;
    const idAt = builder.nextId - UUID_BYTES;
    const earlier = this.#seen?.add(builder.ids, idAt) ?? -1;
    if (earlier < 0) {
      this.#kept.push(range);
      if (this.#reader.assignedLast)
        body.assigned.push({ line: range.line, id: printUuid(builder.ids.subarray(idAt)) });
      return;
    }
    const decision = builder.ids.slice(idAt, idAt + UUID_BYTES);
    const content = contentIn(bytes, range, decision);
    const isSame = contentIn(bytes, this.#kept[earlier]!, decision) === content;
    body.repeats.push({ line: range.line, id: printUuid(decision), decision, content, isSame });
    builder.drop();
  }
}

function readOne(reader: ItemReader, range: RecordRange, rejected: Rejection[]): boolean {
  try {
    reader.read(range);
    return true;
  } catch (fault) {
    if (!(fault instanceof RecordFault)) throw fault;
    rejected.push(rejection(range.line, fault.code, fault.message));
    return false;
  }
}

export const rejection = (line: number, code: RecordCode, message: string): Rejection => ({ line, code, message });

/** Gives a record in canonical form, with its attributes and with its id in lower case. */
export function recordContent(bytes: Uint8Array, id: Uint8Array): string {
  const record = parseExact(new TextDecoder().decode(bytes)) as JsonObject;
  return canonicalJson({ ...record, id: printUuid(id) });
}

const contentIn = (bytes: Uint8Array, { start, end }: RecordRange, id: Uint8Array): string =>
  recordContent(bytes.subarray(start, end), id);

class ItemReader {
  assignedLast = false;
  readonly #bytes: Uint8Array;
  readonly #options: ReadOptions;
  readonly #builder: RecordsBuilder;
  readonly #objects: ObjectReader;
  readonly #contexts: Contexts;
  /** Reader of plain decisions; null when the body holds labels or attributes. */
  readonly #plain: PlainRecordReader | null;
  /** Null where nothing is tried out, so that nothing is looked up for any record. */
  readonly #unnamed: UnnamedVersions | null;

  constructor(bytes: Uint8Array, options: ReadOptions, builder: RecordsBuilder) {
    this.#bytes = bytes;
    this.#options = options;
    this.#builder = builder;
    this.#objects = new ObjectReader(bytes);
    this.#contexts = new Contexts(options.registry, options.door, options.ends);
    const { triedOut } = options;
    this.#unnamed = triedOut === undefined || triedOut.size === 0 ? null : new UnnamedVersions(triedOut);
    this.#plain =
      options.kind === 'decision' ? new PlainRecordReader(bytes, options.nowMs, (id) => this.#declaredBy(id)) : null;
  }

  get warnings(): readonly IngestWarning[] {
    return [...(this.#unnamed?.warnings ?? []), ...(this.#options.rules?.warnings ?? [])];
  }

  /** Adds the record to the builder, or throws `RecordFault`. */
  read(range: RecordRange): void {
    this.assignedLast = false;
    if (this.#plain?.read(range)) this.#addPlain(range, this.#plain);
    else this.#addFull(range);
  }

  #addPlain(range: RecordRange, plain: PlainRecordReader): void {
    const context = this.#ruled(this.#contexts.textFor(plain), plain, range);
    if (plain.idStart < 0) this.#assignId();
    else this.#copyId(plain.id);
    this.#builder.add(range, plain.attributesStart, plain.attributesEnd);
    this.#builder.setMarks(plain.members);
    this.#builder.setContext(context);
    this.#builder.setSubjectBytes(plain.subjectStart, plain.subjectEnd);
    this.#unnamed?.note(plain, range.line);
  }

  #addFull(range: RecordRange): void {
    const record = this.#objects.read(range);
    const { kind, nowMs } = this.#options;
    const { attributesStart, attributesEnd } = this.#attributesRange(record);
    if (kind === 'decision') {
      const fields = readDecision(record, nowMs, (deployment) => this.#contextOf(deployment, range));
      const context = this.#ruled(this.#contexts.textFor(fields), fields, range);
      if (fields.id === null) this.#assignId();
      else this.#readId(fields.id, 'id');
      this.#builder.add(range, attributesStart, attributesEnd);
      this.#builder.setContext(context);
      this.#builder.setSubject(fields.subject);
      this.#unnamed?.note(fields, range.line);
    } else {
      this.#readId(
        kind === 'label' ? readLabel(record, nowMs, this.#options.registry.isTyped) : readFollowUpAttributes(record),
        'decision',
      );
      this.#builder.add(range, attributesStart, attributesEnd);
      this.#builder.setContext('');
    }
  }

  /** The context of a record with what the rule of its deployment says to it. */
  #ruled(context: string, fields: DecisionFields | PlainRecordReader, range: RecordRange): string {
    const { rules = null } = this.#options;
    if (rules === null) return context;
    return context + rules.pass(fields, this.#bytes.subarray(range.start, range.end), range.line);
  }

  /**
   * What the outcome of a record is held against. A deployment that is not registered is refused before its outcome: whoever misspelt its name was told
   * that an amount is no 0 or 1. Throws `RecordFault`.
   */
  #contextOf(deployment: unknown, range: RecordRange): OutcomeContext {
    const isName = typeof deployment === 'string' && deployment !== '' && deployment.length <= MAX_NAME_LENGTH;
    if (isName && this.#options.registry.deployment(deployment) === undefined) throw unknownDeployment(deployment);
    const declared = typeof deployment === 'string' ? this.#declaredBy(deployment) : undefined;
    return { declared, written: (field) => writtenNumber(this.#bytes, range, field) };
  }

  #declaredBy(deployment: string): DeclaredOutcome | undefined {
    return this.#options.registry.deployment(deployment)?.outcome;
  }

  #attributesRange({ attributes }: JsonObject): { attributesStart: number; attributesEnd: number } {
    const isFound = this.#objects.scan.attributesStart >= 0;
    if (isFound === (typeof attributes === 'object' && attributes !== null)) return this.#objects.scan;
    throw new RecordFault('RECORD_FIELD_INVALID', 'the key "attributes" is written with escapes; write it plainly');
  }

  /** Copies an id byte by byte, which is faster than `set` for so few bytes. */
  #copyId(id: Uint8Array): void {
    const { ids, nextId } = this.#builder;
    for (let i = 0; i < UUID_BYTES; i++) ids[nextId + i] = id[i]!;
  }

  #readId(text: string, field: string): void {
    if (readUuid(text, this.#builder.ids, this.#builder.nextId)) return;
    throw new RecordFault(
      'RECORD_FIELD_INVALID',
      `"${field}" is no UUID; give one such as 0193f7c2-6a55-7d1e-9f10-3c2b1a000001`,
    );
  }

  #assignId(): void {
    const { nowMs, randomBytes } = this.#options;
    this.#builder.ids.set(uuidV7(nowMs, randomBytes(UUID_BYTES)), this.#builder.nextId);
    this.assignedLast = true;
  }
}
