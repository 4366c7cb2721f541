import type { IntegrityEvent, LedgerMetrics, LogName } from '../../log/ports/index.js';
import type { DrawnDecisions, DrawSpan } from '../../log/read/index.js';
import type { BodyForm, IngestWarning } from '../../records/index.js';
import type { DataPlace, ErasureRecord, HoldingAct, LegalHold } from '../ports/index.js';

export type { BodyForm } from '../../records/index.js';

export interface IngestOptions {
  readonly form: BodyForm;
  /** Id of the API key that sends. Idempotency keys and sequence numbers are distinguished by it. */
  readonly source: string;
  readonly idempotencyKey?: string;
  /** Running number of this request at its producer, by which gaps become visible. */
  readonly sequence?: number;
  /** Name of the numbering, for a source that has several or starts again. */
  readonly producer?: string;
  /** Deployments on which a version is tried out, each with the time since when, ms: what is decided there must name its version. */
  readonly triedOut?: ReadonlyMap<string, number>;
}

export interface Rejection {
  /** Line of the record, or its position in the array, counted from one. */
  readonly line: number;
  /** One of `RECORD_CODES`. */
  readonly code: string;
  readonly message: string;
}

export interface Conflict {
  readonly line: number;
  readonly id: string;
}

/** Answer to a batch, after it is durable. */
export interface IngestAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: readonly Conflict[];
  readonly rejected: readonly Rejection[];
  /** Ids that the service gave to records without one. */
  readonly assigned?: readonly { readonly line: number; readonly id: string }[];
  /** What is kept and says less than its sender may believe. */
  readonly warnings?: readonly IngestWarning[];
}

export interface IngestResult {
  readonly answer: IngestAnswer;
  /** True when the answer is the first one to this idempotency key, given again. */
  readonly replayed: boolean;
}

/** The caller who reads and the purpose; both are written to the log of reads. */
export interface Reader {
  /** Account or API key that reads. */
  readonly actor: string;
  readonly purpose: string;
}

/** What a caller's role may see of a decision. */
export interface Visibility {
  readonly payload: boolean;
  readonly attributes: boolean;
}

export interface DecisionView {
  readonly id: string;
  readonly log: LogName;
  readonly index: number;
  readonly receivedAt: string;
  /** The entry as it was logged. */
  readonly entry: unknown;
  /** The record as it was received, without attributes; null when it is not visible or erased. */
  readonly record: unknown;
  /** The attributes; null when they are not visible, absent or erased. */
  readonly attributes: unknown;
  /** The attributes that came with the record itself, by which a rule decided; null likewise. */
  readonly ownAttributes: unknown;
  readonly erased: boolean;
  readonly labels: readonly {
    readonly label: number | string;
    readonly knownAt: string;
    readonly receivedAt: string;
  }[];
}

export type ReceiptAnswer =
  | { readonly status: 'ready'; readonly text: string }
  /** The decision is in the log, but no checkpoint that covers it is published yet. */
  | { readonly status: 'pending' }
  | { readonly status: 'unknown' };

export type OpeningAnswer =
  | { readonly status: 'ready'; readonly text: string }
  | { readonly status: 'erased' }
  | { readonly status: 'unknown' };

/** Certificate of an erasure. It is `pending` until the keys that open old copies are destroyed. */
export interface ErasureCertificate {
  readonly id: string;
  readonly status: ErasureRecord['status'];
  readonly requestedAt: string;
  readonly basis: string;
  readonly records: number;
  readonly batches: number;
  /** Epoch whose key still opens copies of the database from before the erasure, until it is destroyed. */
  readonly epoch: number;
  readonly completedAt: string | null;
  readonly ledgerIndex: number | null;
  readonly statement: string;
}

/** Everything that is stored on one subject. */
export interface SubjectExport {
  readonly subject: string;
  /** The decisions with their labels, corrections included. */
  readonly decisions: readonly ExportedDecision[];
  /** Decisions that a person made or confirmed. */
  readonly reviews: readonly { readonly decision: string; readonly decidedAt: string }[];
  /** Events that tell where an id of these decisions was sent again although it must be unique. */
  readonly integrityEvents: readonly {
    readonly type: IntegrityEvent['type'];
    readonly decision: string;
    readonly detectedAt: string;
    readonly firstIndex: number;
    readonly source: string;
    readonly content?: 'same' | 'other' | 'unknown';
  }[];
  readonly holds: readonly {
    readonly id: string;
    readonly owner: string;
    readonly reason: string;
    readonly reviewAt: string;
    readonly setAt: string;
    readonly releasedAt: string | null;
  }[];
  /** Certificates of erasures that are not complete. Nothing leads from a complete one back to the subject, so those cannot be listed. */
  readonly erasures: readonly ErasureCertificate[];
  /** Data sets of training runs in which the subject stands, as far as it was told; `POST /v1/lineage/subject` says what came of them. */
  readonly dataSets: readonly DataPlace[];
  readonly complete: true;
}

/** A decision with every attribute record that came later, in order; `attributes` is what all of them together give. */
export interface ExportedDecision extends Omit<DecisionView, 'ownAttributes'> {
  readonly attributeHistory: readonly { readonly receivedAt: string; readonly attributes: unknown }[];
}

/** Numbers for `/metrics`. Counters count since the start of the process. */
export interface ServiceMetrics {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  readonly commits: number;
  readonly batches: number;
  readonly commitSecondsSum: number;
  readonly refusedBusy: number;
  readonly refusedUnavailable: number;
  readonly queuedBytes: number;
  readonly queuedRecords: number;
  readonly logSize: Readonly<Record<LogName, number>>;
  readonly publishedSize: Readonly<Record<LogName, number>>;
  readonly dedupeIds: number;
  readonly integrityEvents: number;
  /** Number of ids that ever came again beyond the window, by whether the record says the same as the first one. */
  readonly lateRepeats?: Readonly<Record<'same' | 'other' | 'unknown', number>>;
  readonly sequenceGaps: Readonly<Record<string, number>>;
  readonly ledger: LedgerMetrics;
}

/** Takes decisions, and labels and attributes that come later. Every method throws `TribuneError` for bad input. */
export interface DecisionIngest {
  /**
   * Validates decisions, commits them and answers. Throws `SERVICE_BUSY` (429) when the queue is full, `STORE_UNAVAILABLE` (503),
   * `BODY_INVALID` (400), `DATA_TOO_LARGE` (413), `IDEMPOTENCY_MISMATCH` (422).
   */
  decisions(body: Uint8Array, options: IngestOptions): Promise<IngestResult>;
  /** Takes labels, `{ decision, label, knownAt }`, in the same forms. */
  labels(body: Uint8Array, options: IngestOptions): Promise<IngestResult>;
  /** Takes attributes that come later and apart, `{ decision, attributes }`, in the same forms. */
  attributes(body: Uint8Array, options: IngestOptions): Promise<IngestResult>;
}

/** A decision to make something of. */
export interface DecisionMaterial {
  readonly view: DecisionView;
  /** Key that the erasure of the decision destroys; null once it did. */
  readonly key: Uint8Array | null;
}

/** Shows recorded decisions. */
export interface DecisionReading {
  /**
   * Gives a decision; null for an unknown id. Payload and attributes are included only as far as they are visible to the caller; the read
   * itself is logged.
   */
  decision(id: string, visible: Visibility, reader: Reader): Promise<DecisionView | null>;
  receipt(id: string): Promise<ReceiptAnswer>;
  opening(id: string, visible: Visibility, reader: Reader): Promise<OpeningAnswer>;
  /** Gives a decision to make something of, with a key that its erasure destroys (null then); the caller enters the read in the log. */
  material(id: string): Promise<DecisionMaterial | null>;
  /**
   * The same for many, batch by batch in the order of the log: each batch is read once, however many of the decisions it holds, and one batch
   * at a time is held. Unknown ids are left out; a decision that cannot be opened says so when it is. Attributes, those that came later among
   * them, are there where they are asked for.
   */
  materials(
    ids: readonly string[],
    visible?: Pick<Visibility, 'attributes'>,
  ): AsyncIterable<readonly { readonly id: string; open(): Promise<DecisionMaterial> }[]>;
  /** Draws decisions at random: of a span that is over the same ones each time, and all of them where there are no more. */
  drawn(span: DrawSpan): Promise<DrawnDecisions>;
  integrityEvents(limit: number): Promise<readonly IntegrityEvent[]>;
}

/** Serves the rights of people decided about, and the legal holds that stand against an erasure. */
export interface SubjectRights {
  export(subject: string, reader: Reader): Promise<SubjectExport>;
  erase(subject: string, request: { basis: string; requestedBy: string }): Promise<ErasureCertificate>;
  /** Gives the certificate of an erasure; null for an unknown id. */
  certificate(id: string): Promise<ErasureCertificate | null>;
  /**
   * Begins a new key-encryption key, wraps all pages anew, destroys the old key and completes the pending erasures. The service also does
   * it by itself, by default once a day.
   */
  turnEpoch(): Promise<{ epoch: number; completed: readonly ErasureCertificate[] }>;
  setHold(subject: string, hold: { owner: string; reason: string; reviewAt: string }): Promise<LegalHold>;
  /**
   * Sets a hold on whom a decision is about, as part of an act of another room; whoever asks is told nothing of the person.
   *
   * @throws TribuneError DECISION_UNKNOWN, CONFLICT for a decision that was erased
   */
  holdDecision(
    decision: string,
    hold: { owner: string; reason: string; reviewAt: string },
    within: HoldingAct,
  ): Promise<LegalHold>;
  /** Every legal hold that is or was set, the latest first. A list does not tell whom a hold is about. */
  holds(): Promise<LegalHold[]>;
  releaseHold(id: string, by: string): Promise<LegalHold>;
}
