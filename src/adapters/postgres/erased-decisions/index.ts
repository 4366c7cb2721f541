import type { ErasedIds } from '../../../domain/decisions/ports/index.js';
import type { ErasedDecisionStore } from '../../../domain/erased-decisions/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresErasedDecisionStore } from './erased-decision-store.js';
import { erasedDecisionMigrations } from './migrations/index.js';

/** Ids of erased decisions, until what is held about them elsewhere has ended. */
export const erasedDecisionTables = defineStoreRoom({
  room: 'erased-decisions',
  migrations: erasedDecisionMigrations,
  open({ sql }): { readonly erasedIds: ErasedIds; readonly erasedDecisions: ErasedDecisionStore } {
    const store = new PostgresErasedDecisionStore(sql);
    return { erasedIds: store, erasedDecisions: store };
  },
});
