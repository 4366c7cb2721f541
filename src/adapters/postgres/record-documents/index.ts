import type { IssuedStore } from '../../../domain/issued-documents/ports/index.js';
import type { StatementStore } from '../../../domain/record-documents/statements/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresIssuedStore } from './issued-store.js';
import { recordDocumentMigrations } from './migrations/index.js';
import { PostgresStatementStore } from './statement-store.js';

/** What people said for fields of documents, and documents that left the house. */
export const recordDocumentTables = defineStoreRoom({
  room: 'record-documents',
  migrations: recordDocumentMigrations,
  open: ({
    sql,
    keyring,
    runtime,
  }): { readonly statements: StatementStore; readonly issuedDocuments: IssuedStore } => ({
    issuedDocuments: new PostgresIssuedStore(sql, { keyring, runtime }),
    statements: new PostgresStatementStore(sql, { keyring, runtime }),
  }),
});
