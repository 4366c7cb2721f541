import type { PendingInferenceStore } from '../../../domain/intake/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { intakeMigrations } from './migrations/index.js';
import { PostgresPendingInferenceStore } from './pending-inference-store.js';

export { keyringFor } from './pending-inference-store.js';

/** Tables of inferences that wait for their other message, and of problems with messages that could not become a decision. */
export const intakeTables = defineStoreRoom({
  room: 'intake',
  migrations: intakeMigrations,
  open: ({ sql, keyring, runtime }): { readonly pendingInferences: PendingInferenceStore } => ({
    pendingInferences: new PostgresPendingInferenceStore(sql, { keyring, runtime }),
  }),
});
