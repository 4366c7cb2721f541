import type { DataPlaces } from '../../../domain/decisions/ports/index.js';
import type { LineageStore } from '../../../domain/lineage/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresLineageStore } from './lineage-store.js';
import { lineageMigrations } from './migrations/index.js';

/** Accounts of training runs. */
export const lineageTables = defineStoreRoom({
  room: 'lineage',
  migrations: lineageMigrations,
  open({ sql, keyring, runtime }): { readonly lineage: LineageStore; readonly dataPlaces: DataPlaces } {
    const lineage = new PostgresLineageStore(sql, { keyring, runtime });
    return { lineage, dataPlaces: lineage };
  },
});
