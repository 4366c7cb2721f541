/** Reasons why a record of a batch was not taken. The other records of the batch are still taken, as each is judged by itself. */
export const RECORD_CODES = {
  RECORD_JSON: 'The record is not one JSON object',
  RECORD_UTF8: 'The record is not UTF-8',
  RECORD_TOO_LARGE: 'The record has more bytes than one may have',
  RECORD_DEPTH: 'The record is nested too deeply',
  RECORD_KEY_REPEATED: 'A key stands twice: two readers could see two contents',
  RECORD_KEY_FORBIDDEN: 'A key has a name that programs treat as special',
  RECORD_TEXT: 'A text holds NUL or half of a surrogate pair',
  RECORD_FIELD_MISSING: 'A field that must be there is absent',
  RECORD_FIELD_UNKNOWN: 'A field is none of the contract',
  RECORD_FIELD_INVALID: 'A field has a wrong type or value',
  RECORD_TIME_FUTURE: 'A time lies in the future',
  DEPLOYMENT_UNKNOWN: 'No deployment has this name',
  DEPLOYMENT_INACTIVE: 'The deployment served no version at that time',
  SYSTEM_ENDED: 'The system of the deployment has ended, and takes no decision of that time',
  VERSION_UNKNOWN: 'The version is not registered for the model of the deployment',
  GATE_CLOSED: 'The gate of the deployment lets no such decision through',
  RULE_OTHERWISE: 'The decision is not that of the rule by which the deployment decides',
  RULE_MISSING: 'The deployment decides by no rule at that time',
  DECISION_STOPPED: 'A stop, or a version that is tried out, says that the rule alone may not decide',
  DECISION_UNKNOWN: 'No decision has this id',
  DECISION_ERASED: 'The decision with this id was erased',
} as const satisfies Record<string, string>;

export type RecordCode = keyof typeof RECORD_CODES;

/** The reason why one record is not taken; it is thrown while the record is validated and caught before the next one. */
export class RecordFault {
  readonly code: RecordCode;
  readonly message: string;

  constructor(code: RecordCode, message: string) {
    this.code = code;
    this.message = message;
  }
}
