import { join } from 'node:path';
import type { DecisionStores } from '../../../domain/decisions/ports/index.js';
import type { RetentionProgressStore } from '../../../domain/retention/index.js';
import { AnswerTable, KEPT_ANSWER } from '../log/index.js';
import { defineStoreRoom, RowSeal } from '../tables/index.js';
import type { StoreContext } from '../tables/store-room.js';
import { PostgresErasedListStore } from './erased-list-store.js';
import { PostgresErasureStore } from './erasure-store.js';
import { decisionsMigrations } from './migrations/index.js';
import { PostgresProducerStore, PRODUCER } from './producer-store.js';
import { PostgresRepeatStore } from './repeat-store.js';
import { PostgresRetentionProgress } from './retention-progress.js';
import { PostgresSegmentStore } from './segment-store.js';

type DecisionTables = Required<
  Pick<DecisionStores, 'erasures' | 'segments' | 'repeats' | 'producers' | 'erasedLists'>
> & {
  readonly retentionProgress: RetentionProgressStore;
};

/** The migration from which on the place of retention is sealed. */
const SEALED_PROGRESS = 'decisions/0007';
/** The migration from which on the numbers of producers are sealed. */
const SEALED_PRODUCERS = 'decisions/0008';

const producersOf = (context: StoreContext): PostgresProducerStore =>
  new PostgresProducerStore(context.sql, {
    answers: new AnswerTable(context.sql, new RowSeal(KEPT_ANSWER, context)),
    seal: new RowSeal(PRODUCER, context),
    pinnedNumbers: context.pinnedNumbers,
  });

/** Tables of erasures, holds, segments, repetitions and numbers of producers. */
export const decisionTables = defineStoreRoom({
  room: 'decisions',
  migrations: decisionsMigrations,
  open: (context): DecisionTables => ({
    erasures: new PostgresErasureStore(context.sql),
    segments: new PostgresSegmentStore(context.sql, join(context.folder, 'segments')),
    repeats: new PostgresRepeatStore(context.sql),
    erasedLists: new PostgresErasedListStore(context.sql, context),
    producers: producersOf(context),
    retentionProgress: new PostgresRetentionProgress(context.sql, context),
  }),
  after: {
    [SEALED_PROGRESS]: (context) => new PostgresRetentionProgress(context.sql, context).adopt(),
    [SEALED_PRODUCERS]: (context) => producersOf(context).adopt(),
  },
});
