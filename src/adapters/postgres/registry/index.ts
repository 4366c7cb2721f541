import type { RegistryStore } from '../../../domain/registry/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresRegistryStore } from './registry-store.js';

/** Systems, models, versions, deployments, in tables that the first migration of the log made. */
export const registryTables = defineStoreRoom({
  room: 'registry',
  migrations: [],
  open: ({ sql }): { readonly registry: RegistryStore } => ({ registry: new PostgresRegistryStore(sql) }),
});
