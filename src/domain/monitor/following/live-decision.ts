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
  readonly score?: number | bigint;
  readonly outcome: unknown;
  readonly route: string;
  readonly jurisdiction?: string;
  readonly inputs?: unknown;
}

const ATTRIBUTES = 'attributes.';
const INPUTS = 'inputs.';
const decoder = new TextDecoder();
const NONE: Readonly<Record<string, unknown>> = {};

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
    const record = parse(content) as Payload;
    const given = attributes?.contents[position];
    const values = given === null || given === undefined || given.length === 0 ? NONE : parse(given);
    const lookup = lookupOf(record, values as Readonly<Record<string, unknown>>, this.#envelopeAt(position));
    return { subject: record.subject, decidedAtMs: readTime(record.decidedAt) ?? batch.receivedAtMs, lookup };
  }
}

const parse = (bytes: Uint8Array): unknown => parseExact(decoder.decode(bytes));

type Envelope = ReturnType<ReturnType<typeof envelopesOf>>;

function lookupOf(record: Payload, attributes: Readonly<Record<string, unknown>>, envelope: Envelope): RowLookup {
  return (column) => {
    switch (column) {
      case 'outcome':
        return recordedValue(record.outcome);
      case 'score':
        return record.score === undefined ? null : Number(record.score);
      case 'cutoff':
        return envelope.cutoff.value;
      case 'route':
        return record.route;
      case 'jurisdiction':
        return record.jurisdiction ?? null;
      case 'version':
        return envelope.version.digest;
      default:
        if (column.startsWith(ATTRIBUTES)) return ownText(attributes, column.slice(ATTRIBUTES.length));
        if (column.startsWith(INPUTS))
          return scalarText(inputAt(record.inputs, column.slice(INPUTS.length).split('.')));
        return null;
    }
  };
}

const ownText = (values: Readonly<Record<string, unknown>>, name: string): string | null =>
  Object.hasOwn(values, name) ? scalarText(values[name]) : null;

/** 0 and 1 as numbers, any other outcome as text, as audits read them. */
const recordedValue = (value: unknown): 0 | 1 | string | null =>
  value === 0 || value === 1 ? value : scalarText(value);

/** Reads the label at a position of a batch of labels; null for one that was erased, and for one that is neither 0 nor 1. */
export function labelAt({ payload, batch }: OpenedBatch, position: number): { value: 0 | 1; knownAtMs: number } | null {
  const content = payload.contents[position];
  if (content === null || content === undefined) return null;
  const { label, knownAt } = parse(content) as { readonly label: unknown; readonly knownAt: string };
  if (label !== 0 && label !== 1) return null;
  return { value: label, knownAtMs: readTime(knownAt) ?? batch.receivedAtMs };
}
