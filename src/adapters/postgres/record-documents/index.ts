import type { StatementStore } from '../../../domain/record-documents/statements/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { recordDocumentMigrations } from './migrations/index.js';
import { PostgresStatementStore } from './statement-store.js';

/** What people said for fields of documents. */
export const recordDocumentTables = defineStoreRoom({
  room: 'record-documents',
  migrations: recordDocumentMigrations,
  open: ({ sql, keyring, runtime }): { readonly statements: StatementStore } => ({
    statements: new PostgresStatementStore(sql, { keyring, runtime }),
  }),
});
