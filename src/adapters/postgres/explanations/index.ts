import { DueSignal, type DueStore, type ExplanationStore } from '../../../domain/explained-decisions/ports/index.js';
import type { AnswerStore } from '../../../domain/explanation-answers/ports.js';
import type { DerivedStore } from '../../../domain/log/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresExplanationStore } from './explanation-store.js';
import { explanationsMigrations } from './migrations/index.js';

/** Explanations of recorded decisions. */
export const explanationTables = defineStoreRoom({
  room: 'explanations',
  migrations: explanationsMigrations,
  open(context): {
    readonly explanations: ExplanationStore & DueStore & AnswerStore;
    readonly derived: DerivedStore;
    readonly dueSignal: DueSignal;
  } {
    const explanations = new PostgresExplanationStore(context.sql, context);
    return { explanations, derived: explanations, dueSignal: new DueSignal() };
  },
});
