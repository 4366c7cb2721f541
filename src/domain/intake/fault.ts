import type { RecordCode } from '../records/index.js';

/** Why an event, or one row of it, cannot become a decision. The message names places, never values. */
export class IntakeFault {
  readonly code: RecordCode;
  readonly message: string;

  constructor(code: RecordCode, message: string) {
    this.code = code;
    this.message = message;
  }
}
