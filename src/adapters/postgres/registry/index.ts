import type { RegistryStore } from '../../../domain/registry/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { registryMigrations } from './migrations/index.js';
import { PostgresRegistryStore } from './registry-store.js';

/** Tables of systems, models, versions and deployments. The first migration of the log made them. */
export const registryTables = defineStoreRoom({
  room: 'registry',
  migrations: registryMigrations,
  open: ({ sql }): { readonly registry: RegistryStore } => ({ registry: new PostgresRegistryStore(sql) }),
});
