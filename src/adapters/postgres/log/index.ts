import { join } from 'node:path';
import type { DecisionStores } from '../../../domain/decisions/ports/index.js';
import { defineStoreRoom, RowSeal } from '../tables/index.js';
import type { StoreContext } from '../tables/store-room.js';
import { AnswerTable, KEPT_ANSWER } from './answer-table.js';
import { PostgresDecisionLog } from './decision-log.js';
import { FOLLOWER, PostgresFollowerStore } from './follower-store.js';
import { INTEGRITY_EVENT, IntegrityEventTable } from './integrity-event-table.js';
import { PostgresKeyStore } from './key-store.js';
import { PostgresLedgerStore } from './ledger-store.js';
import { logMigrations } from './migrations/index.js';
import { PostgresOutbox } from './outbox.js';
import { PostgresTagIndexStore } from './tag-index-store.js';

export { AnswerTable, KEPT_ANSWER } from './answer-table.js';
export { PostgresKeyStore } from './key-store.js';
export { SlotsFingerprint } from './slots-fingerprint.js';

type LogTables = Pick<DecisionStores, 'decisions' | 'ledger' | 'outbox' | 'keys' | 'tags' | 'followers'>;

/** The migration from which on waiting events are sealed. */
const SEALED_EVENTS = 'log/0003';
/** The migration from which on places of followers, stored answers and integrity events are sealed. */
const SEALED_NOTES = 'log/0005';

const answersOf = (context: StoreContext): AnswerTable =>
  new AnswerTable(context.sql, new RowSeal(KEPT_ANSWER, context));

const integrityEventsOf = (context: StoreContext): IntegrityEventTable =>
  new IntegrityEventTable({ ...context, seal: new RowSeal(INTEGRITY_EVENT, context) });

const followersOf = (context: StoreContext): PostgresFollowerStore =>
  new PostgresFollowerStore(context.sql, new RowSeal(FOLLOWER, context));

/**
 * Tables of batches, checkpoints, keys, waiting events, the index of tags and places of followers. The first migration made the tables of
 * decisions and registry as well.
 */
export const logTables = defineStoreRoom({
  room: 'log',
  migrations: logMigrations,
  open: (context): LogTables => {
    const { sql, writer, folder, files, pinned, seal } = context;
    const notes = { answers: answersOf(context), integrityEvents: integrityEventsOf(context) };
    return {
      decisions: new PostgresDecisionLog(sql, writer, notes),
      ledger: new PostgresLedgerStore(sql, writer, { folder: join(folder, 'ledger'), files, pinned, seal }),
      outbox: new PostgresOutbox(sql, seal),
      keys: new PostgresKeyStore(sql),
      tags: new PostgresTagIndexStore(sql),
      followers: followersOf(context),
    };
  },
  after: {
    [SEALED_EVENTS]: ({ sql, seal }) => new PostgresOutbox(sql, seal).adopt(),
    [SEALED_NOTES]: async (context) => {
      await followersOf(context).adopt();
      await answersOf(context).adopt();
      await integrityEventsOf(context).adopt();
    },
  },
});
