import type { SystemEndStore } from '../../../domain/system-ends/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { systemEndMigrations } from './migrations/index.js';
import { PostgresSystemEndStore } from './system-end-store.js';

/** Ends of systems. */
export const systemEndTables = defineStoreRoom({
  room: 'system-ends',
  migrations: systemEndMigrations,
  open: ({
    sql,
    keyring,
    runtime,
    notices,
    pinnedNumbers,
    isTransaction,
  }): { readonly systemEnds: SystemEndStore } => ({
    systemEnds: new PostgresSystemEndStore(sql, {
      ...{ keyring, runtime, notices, pinnedNumbers },
      ...(isTransaction === undefined ? {} : { isTransaction }),
    }),
  }),
});
