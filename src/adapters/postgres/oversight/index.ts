import type { CaseStore } from '../../../domain/oversight/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresCaseStore } from './case-store.js';
import { oversightMigrations } from './migrations/index.js';

/** Cases of human review. */
export const oversightTables = defineStoreRoom({
  room: 'oversight',
  migrations: oversightMigrations,
  open: ({ sql, keyring, runtime }): { readonly cases: CaseStore } => ({
    cases: new PostgresCaseStore(sql, { keyring, runtime }),
  }),
});
