import { defineStoreRoom } from '../tables/index.js';
import { identityMigrations } from './migrations/index.js';
import { postgresIdentityStore } from './postgres-identity-store.js';

/** Tables of accounts, keys, sessions and passkeys. */
export const identityTables = defineStoreRoom({
  room: 'identity',
  migrations: identityMigrations,
  open: ({ sql }) => ({ identity: postgresIdentityStore(sql) }),
});
