import type { AuditStore } from '../../../domain/audits/recorded/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresAuditStore } from './audit-store.js';
import { auditsMigrations } from './migrations/index.js';

/** Audits of recorded decisions that were made, with the texts of their policies and results. */
export const auditTables = defineStoreRoom({
  room: 'audits',
  migrations: auditsMigrations,
  open: ({ sql, keyring, runtime }): { readonly audits: AuditStore } => ({
    audits: new PostgresAuditStore(sql, { keyring, runtime }),
  }),
});
