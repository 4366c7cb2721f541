import { decisions } from './0001-decisions.js';
import { identity } from './0002-identity.js';
import { intake } from './0003-intake.js';
import { segments } from './0004-segments.js';
import { ledger } from './0005-ledger.js';
import { holdings } from './0006-holdings.js';
import { passkeys } from './0008-passkeys.js';
import { erasurePlan } from './0009-erasure-plan.js';
import { links } from './0010-links.js';
import { vouchedRows } from './0011-vouched-rows.js';
import { sealedEvents } from './0012-sealed-events.js';
import { jobs } from './0013-jobs.js';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Forward only, in order, each in its own transaction. A released one is never edited: its digest is kept and compared. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'decisions', sql: decisions },
  { version: 2, name: 'identity', sql: identity },
  { version: 3, name: 'intake', sql: intake },
  { version: 4, name: 'segments', sql: segments },
  { version: 5, name: 'ledger', sql: ledger },
  { version: 6, name: 'holdings', sql: holdings },
  { version: 8, name: 'passkeys', sql: passkeys },
  { version: 9, name: 'erasure-plan', sql: erasurePlan },
  { version: 10, name: 'links', sql: links },
  { version: 11, name: 'vouched-rows', sql: vouchedRows },
  { version: 12, name: 'sealed-events', sql: sealedEvents },
  { version: 13, name: 'jobs', sql: jobs },
];
