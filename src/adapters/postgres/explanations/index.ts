import type { ExplanationStore } from '../../../domain/explained-decisions/ports/index.js';
import type { DerivedStore } from '../../../domain/log/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresExplanationStore } from './explanation-store.js';
import { explanationsMigrations } from './migrations/index.js';

/** Explanations of recorded decisions. */
export const explanationTables = defineStoreRoom({
  room: 'explanations',
  migrations: explanationsMigrations,
  open(context): { readonly explanations: ExplanationStore; readonly derived: DerivedStore } {
    const explanations = new PostgresExplanationStore(context.sql, context);
    return { explanations, derived: explanations };
  },
});
