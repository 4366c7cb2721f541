import type { Transactions } from '../../../domain/acts/ports.js';
import type { EventOutbox } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';

/**
 * Transactions over stores that are opened for each of them.
 *
 * @param open opens the stores over the statements of one transaction
 */
export const postgresTransactions = <Stores extends { readonly outbox: EventOutbox }>(
  sql: Sql,
  open: (within: Sql) => Stores,
): Transactions<Stores> => ({
  run: (work) =>
    sql.transaction((within) => {
      const stores = open(within);
      return work({
        stores,
        saveEvent: (event) => stores.outbox.add(event),
        saveEvents: (events) => stores.outbox.addAll(events),
      });
    }),
});
