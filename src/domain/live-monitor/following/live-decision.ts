import { parseExact } from '../../../core/base/exact-json.js';
import { PLAIN_TIME_LENGTH, PlainTimes, readTime } from '../../../core/base/time.js';
import type { RowLookup } from '../../../core/policy/bind/index.js';
import { inputAt } from '../../audits/recorded/index.js';
import { type envelopesOf, scalarText } from '../../decisions/history/index.js';
import { type BatchRecords, locateRecord, noRecord, type OpenedBatch } from '../../log/seal/index.js';
import { LIST_SIZE } from '../../monitor/index.js';
import { hasEscape, MEMBER, type Member, RecordScan } from '../../records/index.js';
import type { PiecesOfText, TextBytes, WatchedDecision } from '../watches/index.js';

/** A recorded decision as a monitor reads it. It is valid until the next one of its batch is asked for. */
export interface LiveDecision extends WatchedDecision {
  readonly decidedAtMs: number;
}

const ATTRIBUTES = 'attributes.';
const INPUTS = 'inputs.';
const STAGES = 'stages.';
const METADATA = 'metadata.';
/** The list of a candidate, as `bindLive` names it. */
const LIST = 'ranking.list';
const QUOTE = 0x22;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The decisions of a batch, each read when it is asked for: most batches hold decisions of deployments that nobody watches. */
export class LiveBatch {
  /** The deployments that the batch has decisions of, by the number of their envelope: decisions of several versions of one have several. */
  readonly deployments: readonly string[];
  readonly #records: BatchRecords;
  readonly #envelopes: readonly Envelope[];
  readonly #decision: ScannedDecision;

  constructor(records: BatchRecords) {
    this.#records = records;
    this.#envelopes = records.envelopes.map((text) => JSON.parse(`${text}}`) as Envelope);
    this.deployments = this.#envelopes.map(({ deployment }) => deployment);
    this.#decision = new ScannedDecision(records.batch.receivedAtMs, this.#envelopes);
  }

  get length(): number {
    return this.#records.batch.n;
  }

  /** The number of the envelope of the decision at a position. */
  envelopeAt(position: number): number {
    return this.#records.which?.[position] ?? 0;
  }

  deploymentAt(position: number): string {
    return this.deployments[this.envelopeAt(position)]!;
  }

  /** The version of the decision at a position, and whether the record named it or the deployment served it then. */
  versionAt(position: number): Envelope['version'] {
    return this.#envelopes[this.envelopeAt(position)]!.version;
  }

  /** Reads the decision at a position; null when it was erased. */
  decisionAt(position: number): LiveDecision | null {
    return this.#decision.read(this.#records, position, this.envelopeAt(position)) ? this.#decision : null;
  }
}

type Envelope = ReturnType<ReturnType<typeof envelopesOf>>;
type Attributes = Readonly<Record<string, unknown>>;

/** A decision whose members are found in its bytes; only what is asked for is parsed. */
class ScannedDecision implements LiveDecision {
  decidedAtMs = 0;
  isPeculiar = false;
  readonly lookup: RowLookup = (column) => this.#value(column);
  readonly #receivedAtMs: number;
  readonly #record = noRecord();
  readonly #scan = new RecordScan();
  readonly #times = new PlainTimes();
  readonly #subject: { bytes: Uint8Array; start: number; end: number } = { bytes: new Uint8Array(), start: 0, end: 0 };
  readonly #envelopes: readonly Envelope[];
  /** What each envelope says besides the deployment. */
  readonly #envelopeTexts: readonly string[];
  #envelope = 0;
  #attributes: Attributes | null = null;
  #inputs: { readonly value: unknown } | null = null;
  #metadata: { readonly value: unknown } | null = null;
  #list: Readonly<Partial<Record<'list' | 'listSize', unknown>>> | null = null;
  /** Places of the members, from a place on. */
  #places: Int32Array = this.#scan.places;
  #at = 0;

  constructor(receivedAtMs: number, envelopes: readonly Envelope[]) {
    this.#receivedAtMs = receivedAtMs;
    this.#envelopes = envelopes;
    this.#envelopeTexts = envelopes.map(({ version, cutoff }) => JSON.stringify([version, cutoff]));
  }

  /** @param envelope its number */
  read(records: BatchRecords, position: number, envelope: number): boolean {
    const record = this.#record;
    if (!locateRecord(records, position, record)) return false;
    this.#envelope = envelope;
    this.#attributes = null;
    this.#inputs = null;
    this.#metadata = null;
    this.#list = null;
    if (record.marks === null) this.#scan.find(record.bytes, record.start, record.end);
    this.#places = record.marks ?? this.#scan.places;
    this.#at = record.marks === null ? 0 : record.marksAt;
    this.decidedAtMs = this.#timeOf() ?? this.#receivedAtMs;
    return true;
  }

  get subject(): TextBytes {
    const subject = this.#subject;
    subject.bytes = this.#record.bytes;
    subject.start = this.#startOf('subject') + 1;
    subject.end = this.#endOf('subject') - 1;
    if (!hasEscape(subject.bytes, subject.start, subject.end)) return subject;
    subject.bytes = encoder.encode(String(this.#parse('subject')));
    subject.start = 0;
    subject.end = subject.bytes.length;
    return subject;
  }

  describe(text: PiecesOfText): void {
    const { bytes, attributes, attributesStart, attributesEnd } = this.#record;
    this.isPeculiar = false;
    text.begin(this.#envelopeTexts[this.#envelope]!);
    for (let i = 0; i < DESCRIBED.length; i++) {
      const at = this.#at + 2 * DESCRIBED[i]!;
      text.add(bytes, this.#places[at]!, this.#places[at + 1]!);
    }
    text.add(attributes, attributesStart, attributesEnd);
  }

  #value(column: string): ReturnType<RowLookup> {
    switch (column) {
      case 'outcome':
        return recordedValue(this.#parse('outcome'));
      case 'score':
        this.isPeculiar = true;
        return this.#endOf('score') === 0 ? null : Number(this.#parse('score'));
      case 'cutoff':
        return this.#envelopes[this.#envelope]!.cutoff.value;
      case 'route':
        return this.#parse('route') as string;
      case 'jurisdiction':
        return (this.#parse('jurisdiction') as string | null | undefined) ?? null;
      case 'version':
        return this.#envelopes[this.#envelope]!.version.digest;
      default:
        if (column.startsWith(ATTRIBUTES)) return this.#attributeValue(column.slice(ATTRIBUTES.length));
        if (column === LIST || column === LIST_SIZE) return this.#ofList(column === LIST ? 'list' : 'listSize');
        if (column.startsWith(STAGES)) return this.#atStage(column.slice(STAGES.length));
        return this.#nestedValue(column);
    }
  }

  /** The outcome at a stage; null where the decision is of another one. */
  #atStage(stage: string): ReturnType<RowLookup> {
    return this.#parse('stage') === stage ? recordedValue(this.#parse('outcome')) : null;
  }

  /** The value of an input, or of metadata, of which each is parsed once for a decision. */
  #nestedValue(column: string): string | null {
    const isInput = column.startsWith(INPUTS);
    if (!isInput && !column.startsWith(METADATA)) return null;
    this.isPeculiar = true;
    if (isInput) {
      this.#inputs ??= { value: this.#parse('inputs') };
      return scalarText(inputAt(this.#inputs.value, column.slice(INPUTS.length).split('.')));
    }
    this.#metadata ??= { value: this.#metadataOf() };
    return scalarText(inputAt(this.#metadata.value, column.slice(METADATA.length).split('.')));
  }

  /** Scans note no place of metadata, so that the record is parsed as a whole. */
  #metadataOf(): unknown {
    return this.#whole().metadata;
  }

  /** The list of a candidate, or how many candidates it has; of both the record is parsed once. */
  #ofList(field: 'list' | 'listSize'): string | null {
    this.isPeculiar = true;
    this.#list ??= this.#whole();
    return scalarText(this.#list[field]);
  }

  #whole(): Readonly<Partial<Record<'metadata' | 'list' | 'listSize', unknown>>> {
    const { bytes, start, end } = this.#record;
    return parseExact(decoder.decode(bytes.subarray(start, end))) as Record<string, unknown>;
  }

  #attributeValue(name: string): string | null {
    const { attributes, attributesStart, attributesEnd } = this.#record;
    if (attributesEnd === 0) return null;
    const text = attributes.subarray(attributesStart, attributesEnd);
    this.#attributes ??= parseExact(decoder.decode(text)) as Attributes;
    return Object.hasOwn(this.#attributes, name) ? scalarText(this.#attributes[name]) : null;
  }

  #startOf(member: Member): number {
    return this.#places[this.#at + 2 * MEMBER[member]]!;
  }

  #endOf(member: Member): number {
    return this.#places[this.#at + 2 * MEMBER[member] + 1]!;
  }

  /** The value of a member, with whole numbers in full; undefined where the record has none. */
  #parse(member: Member): unknown {
    const end = this.#endOf(member);
    if (end === 0) return undefined;
    return parseExact(decoder.decode(this.#record.bytes.subarray(this.#startOf(member), end)));
  }

  #timeOf(): number | null {
    const { bytes } = this.#record;
    const start = this.#startOf('decidedAt');
    const length = this.#endOf('decidedAt') - start - 2;
    const isPlain = length === PLAIN_TIME_LENGTH && bytes[start] === QUOTE && this.#times.read(bytes, start + 1);
    if (isPlain) return this.#times.ms;
    const text = this.#parse('decidedAt');
    return typeof text === 'string' ? readTime(text) : null;
  }
}

/** Members that a policy may read, and of which many decisions have the same. */
const DESCRIBED = (['outcome', 'route', 'jurisdiction', 'stage'] as const).map((member) => MEMBER[member]);

/** 0 and 1 as numbers, any other outcome as text, as audits read them. */
const recordedValue = (value: unknown): 0 | 1 | string | null =>
  value === 0 || value === 1 ? value : scalarText(value);

/** Reads the label at a position of a batch of labels, as it was recorded; null for one that was erased. */
export function labelAt(
  { payload, batch }: OpenedBatch,
  position: number,
): { value: unknown; knownAtMs: number } | null {
  const content = payload.contents[position];
  if (content === null || content === undefined) return null;
  const { label, knownAt } = JSON.parse(decoder.decode(content)) as {
    readonly label: unknown;
    readonly knownAt: string;
  };
  return { value: label, knownAtMs: readTime(knownAt) ?? batch.receivedAtMs };
}
