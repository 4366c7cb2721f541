import { HOUR_MS } from '../../../core/base/durations.js';
import { type ExactNumber, parseExact } from '../../../core/base/exact-json.js';
import { readTime } from '../../../core/base/time.js';
import { printUuid } from '../../../core/base/uuid.js';
import { type BatchRecords, idAt, type OpenedBatch } from '../../log/seal/index.js';

/** Gives the hour that a moment lies in. Audits are cut at hours, so that nothing finer has to be stored for them. */
export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

/**
 * An outcome or a label: 0 and 1 as numbers, any other amount as its shortest decimal text, a level or class as its word. Null where nothing
 * was decided or said.
 */
export type RecordedValue = 0 | 1 | string | null;

const recordedValue = (value: unknown): RecordedValue => (value === 0 || value === 1 ? value : scalarText(value));

/** Where a decision stands in a process of stages. */
export interface CaseStep {
  readonly stage: string;
  /** Keyed hash of deployment, subject and case: all decisions of one case have it, and nobody else's. */
  readonly caseKey: string;
}

/** In which list a candidate is. */
export interface ListPlace {
  /** Keyed hash of deployment and list: all candidates of one list have it, and no other list. */
  readonly listKey: string;
  /** Candidates in the list, shown or not, as this record says. */
  readonly listSize: number;
  /** Keyed hash of deployment, list and subject: all decisions about one candidate of the list have it. */
  readonly caseKey: string;
}

/** Which entries are read, and how. */
export interface AuditReading {
  /** Entries under the id of an earlier decision, as the first one counts. */
  readonly repeats?: ReadonlySet<number>;
  /** Makes the keys of steps and of candidates in lists; absent, neither are read. */
  readonly keys?: RecordKeys;
  /** The one deployment of which they are read, as each costs a keyed hash; absent, those of all are. */
  readonly keysOf?: string;
}

/** Keys by which audits put decisions together, so that they need neither subjects nor names. */
export interface RecordKeys {
  /** The key of all decisions of one case; of a candidate in a list the case is the list. */
  caseKey(of: CaseNames): string;
  /** The key of all candidates of one list. */
  listKey(of: ListNames): string;
}

/** What tells one list from all others. */
export interface ListNames {
  readonly deployment: string;
  readonly list: string;
}

/** What tells one case from all others. */
export interface CaseNames {
  readonly deployment: string;
  readonly subject: string;
  /** The subject's own name of the case; absent where the subject goes through once. */
  readonly case?: string | undefined;
}

/** What audits need of a decision. The subject is left out, and of the inputs only those are used that the policy names. */
export interface AuditRow {
  /** Index of the entry of the decision in the log. */
  readonly index: number;
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  readonly cutoff: number | null;
  readonly score: number | null;
  readonly outcome: RecordedValue;
  /** Absent where the deployment has no stages. */
  readonly step?: CaseStep;
  /** Absent where the deployment has no rankings. */
  readonly ranked?: ListPlace;
  readonly route: string;
  readonly jurisdiction: string | null;
  readonly decidedHourMs: number;
  /** Values of the attributes as text, by name; null for a value that was given as missing. */
  readonly attributes: Readonly<Record<string, string | null>>;
  /** The inputs as they were received. */
  readonly inputs: unknown;
}

/** A label or attributes that came after the decision. */
export interface LateRow {
  readonly index: number;
  /** Id of the decision. */
  readonly id: string;
  readonly label: RecordedValue;
  /** Hour in which the label became known, as its sender says; null for attributes. */
  readonly knownHourMs: number | null;
  readonly attributes: Readonly<Record<string, string | null>>;
}

/** What is left of an erased decision, which is the envelope of its entry. */
export interface ErasedRow {
  readonly index: number;
  readonly deployment: string;
  readonly receivedHourMs: number;
}

export interface AuditRows {
  readonly rows: readonly AuditRow[];
  readonly late: readonly LateRow[];
  readonly erased: readonly ErasedRow[];
}

interface Envelope {
  readonly deployment: string;
  /** `from` says whether the record named it, or the deployment served it at the time of the decision. */
  readonly version: { readonly digest: string; readonly from: 'record' | 'deployment' };
  readonly cutoff: { readonly value: number | null };
  /** The rule that the deployment decided by, and whether the decision was its own; null for one that a person or a fallback made. */
  readonly rule?: { readonly digest: string; readonly kept: boolean | null };
}

interface Payload {
  readonly subject: string;
  readonly stage?: string;
  readonly case?: string;
  readonly list?: string;
  readonly listSize?: ExactNumber;
  readonly score?: ExactNumber;
  readonly outcome: unknown;
  readonly route: string;
  readonly jurisdiction?: string;
  readonly decidedAt: string;
  readonly inputs?: unknown;
}

const decoder = new TextDecoder();
const parse = (bytes: Uint8Array): unknown => parseExact(decoder.decode(bytes));
const NONE: Readonly<Record<string, string | null>> = {};

const NO_REPEATS: ReadonlySet<number> = new Set();

/** Reads the rows for an audit out of an opened batch. Entries from `size` on are left out, and so are `repeats`. */
export function readAuditRows(
  opened: OpenedBatch,
  size: number,
  { repeats = NO_REPEATS, keys, keysOf }: AuditReading = {},
): AuditRows {
  const found = { rows: [] as AuditRow[], late: [] as LateRow[], erased: [] as ErasedRow[] };
  const { kind, firstIndex, n } = opened.batch;
  const count = Math.min(n, size - firstIndex);
  if (kind === 'event') return found;
  const envelopeAt = envelopesOf(opened);
  for (let position = 0; position < count; position++) {
    const content = opened.payload.contents[position];
    const index = firstIndex + position;
    if (repeats.has(index)) continue;
    if (kind === 'decision') {
      const envelope = envelopeAt(position);
      if (content) {
        const readsKeys = keysOf === undefined || keysOf === envelope.deployment;
        const payload = parse(content) as Payload;
        found.rows.push(decisionRow(opened, { position, envelope, payload }, readsKeys ? keys : undefined));
      } else
        found.erased.push({
          index,
          deployment: envelope.deployment,
          receivedHourMs: hourOf(opened.batch.receivedAtMs),
        });
    } else if (content) {
      found.late.push(lateRow(opened, position, content));
    }
  }
  return found;
}

function lateRow(opened: OpenedBatch, position: number, content: Uint8Array): LateRow {
  const { batch } = opened;
  const isLabel = batch.kind === 'label';
  const { label, knownAt } = isLabel ? (parse(content) as { label: unknown; knownAt: string }) : NO_LABEL;
  return {
    index: batch.firstIndex + position,
    id: printUuid(idAt(batch, position)),
    label: recordedValue(label),
    knownHourMs: isLabel ? hourOf(readTime(knownAt) ?? batch.receivedAtMs) : null,
    attributes: attributesAt(opened, position),
  };
}

const NO_LABEL = { label: null, knownAt: '' };

function decisionRow(
  opened: OpenedBatch,
  { position, envelope, payload }: { position: number; envelope: Envelope; payload: Payload },
  keys: AuditReading['keys'],
): AuditRow {
  const { deployment } = envelope;
  return {
    index: opened.batch.firstIndex + position,
    id: printUuid(idAt(opened.batch, position)),
    deployment,
    version: envelope.version.digest,
    cutoff: envelope.cutoff.value,
    score: payload.score === undefined ? null : Number(payload.score),
    outcome: recordedValue(payload.outcome),
    ...(keys === undefined ? {} : placeOf(deployment, payload, keys)),
    route: payload.route,
    jurisdiction: payload.jurisdiction ?? null,
    decidedHourMs: hourOf(readTime(payload.decidedAt) ?? opened.batch.receivedAtMs),
    attributes: attributesAt(opened, position),
    inputs: payload.inputs,
  };
}

/** Where a decision stands among others: at a stage of a case, or in a list. */
function placeOf(
  deployment: string,
  { subject, stage, case: name, list, listSize }: Payload,
  keys: RecordKeys,
): Pick<AuditRow, 'step' | 'ranked'> {
  if (stage !== undefined) return { step: { stage, caseKey: keys.caseKey({ deployment, subject, case: name }) } };
  if (list === undefined) return {};
  const caseKey = keys.caseKey({ deployment, subject, case: list });
  return { ranked: { listKey: keys.listKey({ deployment, list }), listSize: Number(listSize), caseKey } };
}

/**
 * Gives the deployment and the hour under which audits look for a decision: the hour of the decision, or of its receipt when it was erased.
 */
export function auditPlaceAt(opened: OpenedBatch, position: number): { deployment: string; hourMs: number } {
  const { deployment } = envelopesOf(opened)(position);
  const content = opened.payload.contents[position];
  const decidedAt = content ? readTime((parse(content) as Payload).decidedAt) : null;
  return { deployment, hourMs: hourOf(decidedAt ?? opened.batch.receivedAtMs) };
}

/** Gives the envelope of each record. Many records share one envelope, so each is parsed once. */
export function envelopesOf(opened: Pick<BatchRecords, 'envelopes' | 'which'>): (position: number) => Envelope {
  const parsed: Envelope[] = [];
  return (position) => {
    const which = opened.which?.[position] ?? 0;
    parsed[which] ??= JSON.parse(`${opened.envelopes[which]!}}`) as Envelope;
    return parsed[which];
  };
}

function attributesAt({ attributes }: OpenedBatch, position: number): Readonly<Record<string, string | null>> {
  const content = attributes?.contents[position];
  if (content === null || content === undefined || content.length === 0) return NONE;
  const values = Object.entries(parse(content) as Record<string, unknown>);
  return Object.fromEntries(values.map(([name, value]) => [name, scalarText(value)]));
}

/** Gives the text of a scalar as JSON writes it, without quotes and with whole numbers in full; null for anything else. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : null;
}
