import { parseExact } from '../../../core/base/exact-json.js';
import { readTime } from '../../../core/base/time.js';
import type { RowLookup } from '../../../core/policy/bind/index.js';
import { inputAt } from '../../audits/recorded/index.js';
import { envelopesOf, scalarText } from '../../decisions/history/index.js';
import type { OpenedBatch } from '../../log/seal/index.js';

/** A recorded decision as a monitor reads it. */
export interface LiveDecision {
  readonly subject: string;
  readonly decidedAtMs: number;
  /** Gives the raw value of a column by the names that policies over recorded decisions have for them (`bindLive`). */
  readonly lookup: RowLookup;
}

interface Payload {
  readonly subject: string;
  readonly decidedAt: string;
  readonly score?: number;
  readonly outcome: unknown;
  readonly route: string;
  readonly jurisdiction?: string;
  readonly inputs?: unknown;
}

const ATTRIBUTES = 'attributes.';
const INPUTS = 'inputs.';
const decoder = new TextDecoder();

/** The decisions of an opened batch, each read when it is asked for: most batches hold decisions of deployments that nobody watches. */
export class LiveBatch {
  readonly #opened: OpenedBatch;
  readonly #envelopeAt: ReturnType<typeof envelopesOf>;

  constructor(opened: OpenedBatch) {
    this.#opened = opened;
    this.#envelopeAt = envelopesOf(opened);
  }

  get length(): number {
    return this.#opened.batch.n;
  }

  deploymentAt(position: number): string {
    return this.#envelopeAt(position).deployment;
  }

  /** Reads the decision at a position; null when it was erased. */
  decisionAt(position: number): LiveDecision | null {
    const { payload, attributes, batch } = this.#opened;
    const content = payload.contents[position];
    if (content === null || content === undefined) return null;
    const record = new Read<Payload>(content);
    const given = attributes?.contents[position];
    const values = given === null || given === undefined || given.length === 0 ? null : new Read<Attributes>(given);
    const lookup = lookupOf(record, values, this.#envelopeAt(position));
    const { subject, decidedAt } = record.plain;
    return { subject, decidedAtMs: readTime(decidedAt) ?? batch.receivedAtMs, lookup };
  }
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * JSON of which a few values are asked for. Whole numbers that a double changes are read exactly, and the text is looked through for them only
 * when such a number is asked for: the search takes half as long as reading it.
 */
class Read<T> {
  readonly plain: T;
  readonly #text: string;

  constructor(bytes: Uint8Array) {
    this.#text = decoder.decode(bytes);
    this.plain = JSON.parse(this.#text) as T;
  }

  value(of: (content: T) => unknown): unknown {
    const value = of(this.plain);
    const isExact = typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    return isExact ? value : of(parseExact(this.#text) as T);
  }
}

type Envelope = ReturnType<ReturnType<typeof envelopesOf>>;

function lookupOf(record: Read<Payload>, attributes: Read<Attributes> | null, envelope: Envelope): RowLookup {
  const { plain } = record;
  return (column) => {
    switch (column) {
      case 'outcome':
        return recordedValue(record.value(({ outcome }) => outcome));
      case 'score':
        return plain.score === undefined ? null : Number(plain.score);
      case 'cutoff':
        return envelope.cutoff.value;
      case 'route':
        return plain.route;
      case 'jurisdiction':
        return plain.jurisdiction ?? null;
      case 'version':
        return envelope.version.digest;
      default:
        if (column.startsWith(ATTRIBUTES)) {
          const name = column.slice(ATTRIBUTES.length);
          return attributes === null ? null : scalarText(attributes.value((values) => ownValue(values, name)));
        }
        if (column.startsWith(INPUTS)) {
          const path = column.slice(INPUTS.length).split('.');
          return scalarText(record.value(({ inputs }) => inputAt(inputs, path)));
        }
        return null;
    }
  };
}

const ownValue = (values: Attributes, name: string): unknown =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** 0 and 1 as numbers, any other outcome as text, as audits read them. */
const recordedValue = (value: unknown): 0 | 1 | string | null =>
  value === 0 || value === 1 ? value : scalarText(value);

/** Reads the label at a position of a batch of labels; null for one that was erased, and for one that is neither 0 nor 1. */
export function labelAt({ payload, batch }: OpenedBatch, position: number): { value: 0 | 1; knownAtMs: number } | null {
  const content = payload.contents[position];
  if (content === null || content === undefined) return null;
  const { label, knownAt } = JSON.parse(decoder.decode(content)) as {
    readonly label: unknown;
    readonly knownAt: string;
  };
  if (label !== 0 && label !== 1) return null;
  return { value: label, knownAtMs: readTime(knownAt) ?? batch.receivedAtMs };
}
