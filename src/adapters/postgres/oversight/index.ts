import type { CaseStore, DrawStore } from '../../../domain/oversight/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresCaseStore } from './case-store.js';
import { PostgresDrawStore } from './draw-store.js';
import { oversightMigrations } from './migrations/index.js';

/** Cases of human review. */
export const oversightTables = defineStoreRoom({
  room: 'oversight',
  migrations: oversightMigrations,
  open: ({ sql, keyring, runtime }): { readonly cases: CaseStore; readonly caseDraws: DrawStore } => ({
    cases: new PostgresCaseStore(sql, { keyring, runtime }),
    caseDraws: new PostgresDrawStore(sql, { keyring, runtime }),
  }),
});
