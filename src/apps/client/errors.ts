/** Why a record is not stored; the list is closed. */
export type DecisionLogErrorCode =
  /** The queue is full: wait for `ready()`, or log less. */
  | 'QUEUE_FULL'
  /** The client was closed before the record was accepted. */
  | 'CLOSED'
  /** The record cannot be written as JSON: a cycle, a BigInt, NaN, an infinity, nothing at all. */
  | 'RECORD_UNUSABLE'
  /** The record alone is larger than the service accepts. */
  | 'RECORD_TOO_LARGE'
  /** The service has another record under this id; both are kept there as an integrity event. */
  | 'CONFLICT'
  /** The service refused this record; `serverCode` says why. */
  | 'REJECTED'
  /**
   * The service refused the whole request, such as for a wrong key, or failed on the record (500) for two minutes; sending it again would
   * not help.
   */
  | 'REFUSED'
  /** The service did not answer in the given time, over all attempts. The record may or may not be stored. */
  | 'UNREACHABLE'
  /** The spool folder cannot be used. */
  | 'SPOOL_UNUSABLE';

export interface DecisionLogErrorDetails {
  readonly id?: string;
  /** Code that the service gave. */
  readonly serverCode?: string;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** Whether the record is in the spool and will be sent at the next start. */
  readonly keptInSpool?: boolean;
  readonly cause?: unknown;
}

/** The only error of the client. Its message contains no content of a record and no key. */
export class DecisionLogError extends Error {
  readonly code: DecisionLogErrorCode;
  readonly id: string | undefined;
  readonly serverCode: string | undefined;
  readonly status: number | undefined;
  readonly keptInSpool: boolean;

  constructor(code: DecisionLogErrorCode, message: string, details: DecisionLogErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DecisionLogError';
    this.code = code;
    this.id = details.id;
    this.serverCode = details.serverCode;
    this.status = details.status;
    this.keptInSpool = details.keptInSpool ?? false;
  }
}
