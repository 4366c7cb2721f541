import type { PersonRequestStore } from '../../../domain/person-requests/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { personRequestMigrations } from './migrations/index.js';
import { PostgresPersonRequestStore } from './person-request-store.js';

/** Requests of people about what is held about them. */
export const personRequestTables = defineStoreRoom({
  room: 'person-requests',
  migrations: personRequestMigrations,
  open: ({ sql, keyring, runtime }): { readonly personRequests: PersonRequestStore } => ({
    personRequests: new PostgresPersonRequestStore(sql, { keyring, runtime }),
  }),
});
