import type { PersonMessageStore } from '../../../domain/person-messages/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { personMessageMigrations } from './migrations/index.js';
import { PostgresPersonMessageStore } from './person-message-store.js';

/** Messages to people decided about, and where they go. */
export const personMessageTables = defineStoreRoom({
  room: 'person-messages',
  migrations: personMessageMigrations,
  open: ({ sql, keyring, runtime }): { readonly personMessages: PersonMessageStore } => ({
    personMessages: new PostgresPersonMessageStore(sql, { keyring, runtime }),
  }),
});
