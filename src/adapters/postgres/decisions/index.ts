import { join } from 'node:path';
import type { DecisionStores } from '../../../domain/decisions/ports/index.js';
import type { RetentionProgressStore } from '../../../domain/retention/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresErasureStore } from './erasure-store.js';
import { decisionsMigrations } from './migrations/index.js';
import { PostgresProducerStore } from './producer-store.js';
import { PostgresRepeatStore } from './repeat-store.js';
import { PostgresRetentionProgress } from './retention-progress.js';
import { PostgresSegmentStore } from './segment-store.js';

type DecisionTables = Required<Pick<DecisionStores, 'erasures' | 'segments' | 'repeats' | 'producers'>> & {
  readonly retentionProgress: RetentionProgressStore;
};

/** The migration from which on the place of retention is sealed. */
const SEALED_PROGRESS = 'decisions/0007';

/** Tables of erasures, holds, segments, repetitions and numbers of producers. */
export const decisionTables = defineStoreRoom({
  room: 'decisions',
  migrations: decisionsMigrations,
  open: ({ sql, folder, keyring, runtime }): DecisionTables => ({
    erasures: new PostgresErasureStore(sql),
    segments: new PostgresSegmentStore(sql, join(folder, 'segments')),
    repeats: new PostgresRepeatStore(sql),
    producers: new PostgresProducerStore(sql),
    retentionProgress: new PostgresRetentionProgress(sql, { keyring, runtime }),
  }),
  after: {
    [SEALED_PROGRESS]: ({ sql, keyring, runtime }) => new PostgresRetentionProgress(sql, { keyring, runtime }).adopt(),
  },
});
