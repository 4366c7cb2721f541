import { defineStoreRoom } from '../tables/index.js';
import { identityMigrations } from './migrations/index.js';
import { postgresIdentityStore } from './postgres-identity-store.js';

/** Accounts, keys, sessions, passkeys. */
export const identityTables = defineStoreRoom({
  room: 'identity',
  migrations: identityMigrations,
  open: ({ sql }) => ({ identity: postgresIdentityStore(sql) }),
});
