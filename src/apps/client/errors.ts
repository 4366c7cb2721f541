/** Why a record is not stored, in one closed list. */
export type DecisionLogErrorCode =
  /** The queue is full: wait for `ready()`, or log less. */
  | 'QUEUE_FULL'
  /** The client was closed before the record was accepted. */
  | 'CLOSED'
  /** The record is no JSON: a cycle, a BigInt, NaN, an infinity, nothing at all. */
  | 'RECORD_UNUSABLE'
  /** The record alone is larger than the service takes. */
  | 'RECORD_TOO_LARGE'
  /** The service has another record under this id; both are kept there as an integrity event. */
  | 'CONFLICT'
  /** The service refused this record; `serverCode` says why. */
  | 'REJECTED'
  /** The service refused the whole request, such as for a wrong key, or fails on the record (500) for two minutes; trying again would not help. */
  | 'REFUSED'
  /** The service did not answer in the time given, however often it was asked. The record may or may not be stored. */
  | 'UNREACHABLE'
  /** The spool folder cannot be used. */
  | 'SPOOL_UNUSABLE';

export interface DecisionLogErrorDetails {
  readonly id?: string;
  /** Code that the service gave. */
  readonly serverCode?: string;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** The record is in the spool and will be sent at the next start. */
  readonly keptInSpool?: boolean;
  readonly cause?: unknown;
}

/** The one error of the client. Its message names no content of a record and no key. */
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
