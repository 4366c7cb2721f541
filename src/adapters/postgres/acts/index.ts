import type { ProposalStore } from '../../../domain/acts/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { actsMigrations } from './migrations/index.js';
import { PostgresProposalStore } from './proposal-store.js';

export { AFTER_OTHER_ACTS, postgresTransactions } from './transactions.js';

/** Acts that wait for a second person. */
export const actTables = defineStoreRoom({
  room: 'acts',
  migrations: actsMigrations,
  open: ({ sql, keyring, runtime }): { readonly proposals: ProposalStore } => ({
    proposals: new PostgresProposalStore(sql, { keyring, runtime }),
  }),
});
