import type { EvidenceStore } from '../../../domain/evidence/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresEvidenceStore } from './evidence-store.js';
import { evidenceMigrations } from './migrations/index.js';

/** Files that people handed in. */
export const evidenceTables = defineStoreRoom({
  room: 'evidence',
  migrations: evidenceMigrations,
  open: ({ sql, keyring, runtime }): { readonly evidence: EvidenceStore } => ({
    evidence: new PostgresEvidenceStore(sql, { keyring, runtime }),
  }),
});
