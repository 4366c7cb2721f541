import type { CaseStore, DrawStore, TrainingStore } from '../../../domain/oversight/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresCaseStore } from './case-store.js';
import { PostgresDrawStore } from './draw-store.js';
import { oversightMigrations } from './migrations/index.js';
import { PostgresTrainingStore } from './training-store.js';

/** Cases of human review. */
export const oversightTables = defineStoreRoom({
  room: 'oversight',
  migrations: oversightMigrations,
  open: ({
    sql,
    keyring,
    runtime,
  }): { readonly cases: CaseStore; readonly caseDraws: DrawStore; readonly caseTrainings: TrainingStore } => ({
    cases: new PostgresCaseStore(sql, { keyring, runtime }),
    caseDraws: new PostgresDrawStore(sql, { keyring, runtime }),
    caseTrainings: new PostgresTrainingStore(sql, { keyring, runtime }),
  }),
});
