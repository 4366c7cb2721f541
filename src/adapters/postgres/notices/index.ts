import type { NoticeStore } from '../../../domain/notices/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { noticeMigrations } from './migrations/index.js';
import { PostgresNoticeStore } from './notice-store.js';

/** Notices to the people decided about. */
export const noticeTables = defineStoreRoom({
  room: 'notices',
  migrations: noticeMigrations,
  open: ({ sql, keyring, runtime }): { readonly notices: NoticeStore } => ({
    notices: new PostgresNoticeStore(sql, { keyring, runtime }),
  }),
});
