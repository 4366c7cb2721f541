import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { LogName } from '../ports/index.js';

const EVIDENCE =
  'Stop, keep a copy of database and tiles as evidence, and restore the newest backup. Never sign over it.';
const ROLLED_BACK =
  'Restore the newest backup or the transaction log. After a deliberate restore to an older state: tribune ledger accept-rollback.';

const ledgerError = (what: string, remedy = EVIDENCE): TribuneError =>
  new TribuneError('LEDGER_INVALID', what, { remedy });

export const shrunk = (log: LogName, size: number, signed: number): TribuneError =>
  ledgerError(
    `log ${log} has ${counted(size, 'entry')} in the database, but a checkpoint of ${signed} was signed`,
    ROLLED_BACK,
  );

export const forked = (log: LogName, size: number): TribuneError =>
  ledgerError(
    `the first ${size} entries of log ${log} are not those of the checkpoint kept beside the keys`,
    ROLLED_BACK,
  );

export const rewritten = (log: LogName, size: number): TribuneError =>
  ledgerError(`the ${size} entries of log ${log} in the database do not have the root that was signed`);

/** Error for a fault that was found before this start. */
export const haltedBefore = (found: string): TribuneError =>
  ledgerError(
    found,
    'Keep a copy of database and tiles as evidence and restore the newest backup. Signing goes on when all entries verify again.',
  );

export const gap = (log: LogName, index: number): TribuneError =>
  ledgerError(`entry ${index} of log ${log} is missing from the database`);

/** Error for a change that a check found. */
export const changed = (what: string): TribuneError =>
  ledgerError(what, 'Keep database and tiles as evidence: rows were changed after logging.');
