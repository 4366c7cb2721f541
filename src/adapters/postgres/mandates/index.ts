import type { MandateStore } from '../../../domain/mandates/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresMandateStore } from './mandate-store.js';
import { mandateMigrations } from './migrations/index.js';

/** Mandates of those who act for the person decided about. */
export const mandateTables = defineStoreRoom({
  room: 'mandates',
  migrations: mandateMigrations,
  open: ({ sql, keyring, runtime }): { readonly mandates: MandateStore } => ({
    mandates: new PostgresMandateStore(sql, { keyring, runtime }),
  }),
});
