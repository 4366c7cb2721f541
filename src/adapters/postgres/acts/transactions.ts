import type { Transactions } from '../../../domain/acts/ports.js';
import type { EventOutbox } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';

/** Number of the lock that an act holds until its commit; "TRIA" in ASCII. */
const ACTS_LOCK = 0x54524941;

/**
 * Longest time for which an act may say nothing to the database, ms. The server does not notice that a network swallows what a client says, and would keep the
 * lock of its act for hours: nobody could throw a stop meanwhile.
 */
const SILENT_MS = 60_000;

/**
 * The statement that has an act wait for the one before it, whichever process does that one. A process does its acts one after the other by itself; one that has lost
 * the database to another one may still be in the middle of an act, and what is counted before it is added, such as mandates, would be counted by both.
 */
export const AFTER_OTHER_ACTS = `set local idle_in_transaction_session_timeout = ${SILENT_MS}; select pg_advisory_xact_lock(${ACTS_LOCK})`;

/**
 * Transactions over stores that are opened for each of them.
 *
 * @param open opens the stores over the statements of one transaction
 * @param first a statement that each transaction begins with
 */
export const postgresTransactions = <Stores extends { readonly outbox: EventOutbox }>(
  sql: Sql,
  open: (within: Sql) => Stores,
  first?: string,
): Transactions<Stores> => ({
  run: (work) =>
    sql.transaction((within) => {
      const stores = open(within);
      return work({
        stores,
        saveEvent: (event) => stores.outbox.add(event),
        saveEvents: (events) => stores.outbox.addAll(events),
      });
    }, first),
});
