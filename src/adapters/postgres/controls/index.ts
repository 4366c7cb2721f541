import type { ControlStores } from '../../../domain/control-records/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresControlRecordStore, PostgresEntryIndexStore } from './control-store.js';
import { controlMigrations } from './migrations/index.js';

/** Records about systems, and the places of entries that controls stand on. */
export const controlTables = defineStoreRoom({
  room: 'controls',
  migrations: controlMigrations,
  open: ({ sql, keyring, runtime }): ControlStores => ({
    controlRecords: new PostgresControlRecordStore(sql, { keyring, runtime }),
    entryIndex: new PostgresEntryIndexStore(sql, { keyring, runtime }),
  }),
});
