import { join } from 'node:path';
import type { DecisionStores } from '../../../domain/decisions/ports/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresDecisionLog } from './decision-log.js';
import { PostgresFollowerStore } from './follower-store.js';
import { PostgresKeyStore } from './key-store.js';
import { PostgresLedgerStore } from './ledger-store.js';
import { logMigrations } from './migrations/index.js';
import { PostgresOutbox } from './outbox.js';
import { PostgresTagIndexStore } from './tag-index-store.js';

export { SlotsFingerprint } from './slots-fingerprint.js';

type LogTables = Pick<DecisionStores, 'decisions' | 'ledger' | 'outbox' | 'keys' | 'tags' | 'followers'>;

/** From this migration on, events that wait are sealed. */
const SEALED_EVENTS = 'log/0003';

/** Batches, checkpoints, keys, events that wait, the index of tags, places of followers. Its first migration made the tables of decisions and registry as well. */
export const logTables = defineStoreRoom({
  room: 'log',
  migrations: logMigrations,
  open: ({ sql, writer, folder, files, pinned, seal }): LogTables => ({
    decisions: new PostgresDecisionLog(sql, writer),
    ledger: new PostgresLedgerStore(sql, writer, { folder: join(folder, 'ledger'), files, pinned, seal }),
    outbox: new PostgresOutbox(sql, seal),
    keys: new PostgresKeyStore(sql),
    tags: new PostgresTagIndexStore(sql),
    followers: new PostgresFollowerStore(sql),
  }),
  async migrated({ sql, seal }, applied) {
    if (applied.includes(SEALED_EVENTS)) await new PostgresOutbox(sql, seal).adopt();
  },
});
