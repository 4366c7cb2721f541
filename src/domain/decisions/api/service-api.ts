import type { IntegrityEvent, LedgerMetrics, LogName } from '../../log/ports/index.js';
import type { BodyForm } from '../../records/index.js';
import type { ErasureRecord, LegalHold } from '../ports/index.js';

export type { BodyForm } from '../../records/index.js';

export interface IngestOptions {
  readonly form: BodyForm;
  /** Who sends: id of the API key. Scopes idempotency keys and sequence numbers. */
  readonly source: string;
  readonly idempotencyKey?: string;
  /** Running number of this request at its producer; gaps become visible. */
  readonly sequence?: number;
  /** Name of the numbering, where one source has several or starts again. */
  readonly producer?: string;
}

export interface Rejection {
  /** One-based line, or position in the array. */
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
}

export interface IngestResult {
  readonly answer: IngestAnswer;
  /** The first answer to this idempotency key, given again. */
  readonly replayed: boolean;
}

/** Who reads and why; goes to the log of reads. */
export interface Reader {
  /** Account or API key. */
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
  /** The entry as logged. */
  readonly entry: unknown;
  /** The record as received, without attributes; null when not visible or erased. */
  readonly record: unknown;
  /** Null when not visible, absent or erased. */
  readonly attributes: unknown;
  readonly erased: boolean;
  readonly labels: readonly { readonly label: 0 | 1; readonly knownAt: string; readonly receivedAt: string }[];
}

export type ReceiptAnswer =
  | { readonly status: 'ready'; readonly text: string }
  /** In the log, its checkpoint is not out yet. */
  | { readonly status: 'pending' }
  | { readonly status: 'unknown' };

export type OpeningAnswer =
  | { readonly status: 'ready'; readonly text: string }
  | { readonly status: 'erased' }
  | { readonly status: 'unknown' };

/** Certificate of an erasure. `pending` until the keys that open old copies are destroyed. */
export interface ErasureCertificate {
  readonly id: string;
  readonly status: ErasureRecord['status'];
  readonly requestedAt: string;
  readonly basis: string;
  readonly records: number;
  readonly batches: number;
  /** Copies of the database from before open until the key of this epoch is destroyed. */
  readonly epoch: number;
  readonly completedAt: string | null;
  readonly ledgerIndex: number | null;
  readonly statement: string;
}

/** Everything held on one subject. */
export interface SubjectExport {
  readonly subject: string;
  /** With their labels, corrections included. */
  readonly decisions: readonly ExportedDecision[];
  /** Decisions that a person made or confirmed. */
  readonly reviews: readonly { readonly decision: string; readonly decidedAt: string }[];
  /** Ids of these decisions that came again and should not have. */
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
  /** Certificates that are not complete: of complete ones nothing leads back to the subject. */
  readonly erasures: readonly ErasureCertificate[];
  readonly complete: true;
}

/** A decision with every attribute record that came later, in order; `attributes` is what they come to. */
export interface ExportedDecision extends DecisionView {
  readonly attributeHistory: readonly { readonly receivedAt: string; readonly attributes: unknown }[];
}

/** Numbers for `/metrics`; counters since start. */
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
  /** Found beyond the window, ever, by whether they say the same as the first. */
  readonly lateRepeats?: Readonly<Record<'same' | 'other' | 'unknown', number>>;
  readonly sequenceGaps: Readonly<Record<string, number>>;
  readonly ledger: LedgerMetrics;
}

/** Takes decisions and what is said about them later. Every method throws `TribuneError` for bad input. */
export interface DecisionIngest {
  /**
   * Validates, commits, answers. Throws `SERVICE_BUSY` (429) over the queue's bound, `STORE_UNAVAILABLE` (503),
   * `BODY_INVALID` (400), `DATA_TOO_LARGE` (413), `IDEMPOTENCY_MISMATCH` (422).
   */
  decisions(body: Uint8Array, options: IngestOptions): Promise<IngestResult>;
  /** `{ decision, label: 0 | 1, knownAt }` in the same forms. */
  labels(body: Uint8Array, options: IngestOptions): Promise<IngestResult>;
  /** `{ decision, attributes }` that come later and apart, in the same forms. */
  attributes(body: Uint8Array, options: IngestOptions): Promise<IngestResult>;
}

/** Shows what was recorded. */
export interface DecisionReading {
  /** Null for an unknown id. Payload and attributes only as far as visible; the read itself is logged. */
  decision(id: string, visible: Visibility, reader: Reader): Promise<DecisionView | null>;
  receipt(id: string): Promise<ReceiptAnswer>;
  opening(id: string, visible: Visibility, reader: Reader): Promise<OpeningAnswer>;
  integrityEvents(limit: number): Promise<readonly IntegrityEvent[]>;
}

/** What people decided about may ask for, and what stands against it. */
export interface SubjectRights {
  export(subject: string, reader: Reader): Promise<SubjectExport>;
  erase(subject: string, request: { basis: string; requestedBy: string }): Promise<ErasureCertificate>;
  /** The certificate of an erasure; null for an unknown id. */
  certificate(id: string): Promise<ErasureCertificate | null>;
  /** New key-encryption key, pages re-wrapped, old key destroyed, pending erasures completed. Daily by itself. */
  turnEpoch(): Promise<{ epoch: number; completed: readonly ErasureCertificate[] }>;
  setHold(subject: string, hold: { owner: string; reason: string; reviewAt: string }): Promise<LegalHold>;
  /** Every legal hold that is or was set, the latest first; of whom, no list tells. */
  holds(): Promise<LegalHold[]>;
  releaseHold(id: string, by: string): Promise<LegalHold>;
}
