/**
 * Every error a user can meet has a stable code. This table holds the HTTP status and the exit code of each; `docs/reference/errors.md` is
 * generated from it.
 */
export const ERROR_CODES = {
  USAGE: { status: 400, exitCode: 2, title: 'The command or its options are wrong' },
  POLICY_UNREADABLE: { status: 400, exitCode: 2, title: 'The policy file cannot be read or is not YAML' },
  SCENARIO_INVALID: { status: 400, exitCode: 2, title: 'The scenario has mistakes' },
  POLICY_INVALID: { status: 400, exitCode: 2, title: 'The policy has mistakes' },
  DATA_NOT_FOUND: { status: 404, exitCode: 2, title: 'A data file does not exist or cannot be opened' },
  DATA_UNREADABLE: { status: 400, exitCode: 2, title: 'The data is not in the format it claims' },
  DATA_EMPTY: { status: 400, exitCode: 2, title: 'The data has no rows, or none after the filter' },
  DATA_COLUMN_MISSING: { status: 400, exitCode: 2, title: 'A column that the policy names does not exist' },
  DATA_VALUE_INVALID: { status: 400, exitCode: 2, title: 'A value in the data is outside what the policy allows' },
  DATA_GROUP_MISSING: { status: 400, exitCode: 2, title: 'A group that the policy names does not occur in the data' },
  DATA_REPEATED: { status: 400, exitCode: 2, title: 'The same data is named twice' },
  DATA_TOO_LARGE: { status: 413, exitCode: 2, title: 'The data exceeds a stated limit' },
  DATA_TOO_FEW: { status: 422, exitCode: 2, title: 'Too few people to show without showing one of them' },
  DATABASE_UNREACHABLE: { status: 503, exitCode: 2, title: 'The database cannot be reached or refused the query' },
  REQUIREMENT_NOT_APPLICABLE: { status: 422, exitCode: 2, title: 'A blocking requirement does not apply to this data' },
  OUTCOME_UNSUPPORTED: {
    status: 422,
    exitCode: 2,
    title: 'The decisions of the policy are of a type that this command does not know',
  },
  TALLY_INVALID: { status: 400, exitCode: 2, title: 'The tally is malformed or was made under another policy' },
  BASELINE_INVALID: { status: 400, exitCode: 2, title: 'The baseline audit is malformed or does not match the policy' },
  RESULT_INVALID: {
    status: 400,
    exitCode: 2,
    title: 'A result file that a requirement reads cannot be read, or has no number at the field',
  },
  RULE_INVALID: { status: 400, exitCode: 2, title: 'The file of a decision rule is malformed or was changed' },
  MODEL_INVALID: {
    status: 400,
    exitCode: 2,
    title: 'The model file is malformed or uses a feature that is not supported',
  },
  MODEL_UNREACHABLE: { status: 503, exitCode: 2, title: 'A model server cannot be reached or does not answer in time' },
  MODEL_ANSWER_INVALID: { status: 502, exitCode: 2, title: 'A model server answers something other than was asked' },
  GROUPS_INVALID: { status: 400, exitCode: 2, title: 'The file of feature groups has mistakes' },
  LEDGER_INVALID: {
    status: 400,
    exitCode: 2,
    title: 'A ledger file, proof, note or receipt is malformed or does not verify',
  },
  CONSTRAINTS_INVALID: { status: 400, exitCode: 2, title: 'The recourse constraints have mistakes' },
  REASONS_INVALID: { status: 400, exitCode: 2, title: 'The reason families or texts have mistakes' },
  STORE_LOCKED: { status: 503, exitCode: 2, title: 'Another process uses the data folder or the database' },
  STORE_INVALID: {
    status: 500,
    exitCode: 2,
    title: 'The data folder or the database is not what the service left there',
  },
  STORE_UNAVAILABLE: { status: 503, exitCode: 2, title: 'The store cannot take or give records now' },
  KEY_MISSING: { status: 500, exitCode: 2, title: 'A key is missing, destroyed or readable by others' },
  SERVICE_BUSY: { status: 429, exitCode: 2, title: 'More records are queued than the service holds' },
  BODY_LATE: { status: 408, exitCode: 2, title: 'The body of a request did not come in time' },
  BODY_INVALID: { status: 400, exitCode: 2, title: 'The body of a request cannot be read' },
  IDEMPOTENCY_MISMATCH: { status: 422, exitCode: 2, title: 'An idempotency key was used before with another body' },
  DIGEST_MISMATCH: {
    status: 422,
    exitCode: 2,
    title: 'The bytes of a request have another digest than the one it names',
  },
  REGISTRY_INVALID: { status: 400, exitCode: 2, title: 'A registry document has mistakes' },
  DECISION_UNKNOWN: { status: 404, exitCode: 2, title: 'No decision has this id' },
  HOLD_ACTIVE: { status: 409, exitCode: 2, title: 'A legal hold forbids the erasure' },
  NOT_FOUND: {
    status: 404,
    exitCode: 2,
    title: 'There is no key, account, session, hold, erasure or artifact of this id',
  },
  CONFLICT: {
    status: 409,
    exitCode: 2,
    title: 'What stands already does not allow it: a name taken, the last way in, a key that ended',
  },
  INVALID: {
    status: 400,
    exitCode: 2,
    title:
      'What was given cannot be taken: a password that is easy to guess, a name that is not usable, roles that never come together',
  },
  UNAUTHENTICATED: { status: 401, exitCode: 2, title: 'The key, session or sign-in is missing or not valid' },
  FORBIDDEN: { status: 403, exitCode: 2, title: 'The caller may not do this' },
  STEP_UP_REQUIRED: { status: 403, exitCode: 2, title: 'The caller must prove again who they are before this act' },
  ROUTE_UNKNOWN: { status: 404, exitCode: 2, title: 'There is nothing at this address' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    exitCode: 2,
    title: 'The address does not know this method; Allow names those it does',
  },
  MEDIA_UNSUPPORTED: { status: 415, exitCode: 2, title: 'The content type or encoding of a request is not supported' },
  RATE_LIMITED: { status: 429, exitCode: 2, title: 'Too many requests in a short time' },
  SERVER_UNREACHABLE: { status: 503, exitCode: 2, title: 'The server cannot be reached or gave an unexpected answer' },
  OUTPUT_UNWRITABLE: { status: 500, exitCode: 2, title: 'A result file cannot be written' },
  INVALID_ARGUMENT: {
    status: 400,
    exitCode: 2,
    title: 'A library function was called with an argument outside its domain',
  },
  INTERNAL: { status: 500, exitCode: 70, title: 'A fault of ours' },
} as const satisfies Record<string, { status: number; exitCode: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Where a mistake is, as far as this is known: a file, a one-based line and column, a column of the data. */
export interface ErrorPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly name?: string;
}

/**
 * The base of all errors. The message says what is wrong and where, `remedy` how to mend it.
 *
 * @example
 * throw new TribuneError('DATA_COLUMN_MISSING', 'no column "rase" in people.csv', { remedy: 'Did you mean "race"?' });
 */
export class TribuneError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly place: ErrorPlace | undefined;
  /**
   * Names the mistake within its code, such as `background-missing`. The command line uses it to add its own way to mend the mistake, such
   * as a flag.
   */
  readonly reason: string | undefined;
  /** Seconds after which to try again, for a fault that passes by itself, as far as this is known. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { remedy?: string; place?: ErrorPlace; reason?: string; cause?: unknown; retryAfterS?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TribuneError';
    this.code = code;
    this.remedy = options.remedy;
    this.place = options.place;
    this.reason = options.reason;
    this.retryAfterS = options.retryAfterS;
  }
}
