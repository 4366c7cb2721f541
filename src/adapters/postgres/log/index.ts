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

/** The migration from which on waiting events are sealed. */
const SEALED_EVENTS = 'log/0003';

/**
 * Tables of batches, checkpoints, keys, waiting events, the index of tags and places of followers. The first migration made the tables of
 * decisions and registry as well.
 */
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
  after: { [SEALED_EVENTS]: ({ sql, seal }) => new PostgresOutbox(sql, seal).adopt() },
});
