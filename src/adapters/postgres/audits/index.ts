import type { SequenceStore } from '../../../domain/audit-sequences/ports.js';
import type { AuditStore, BegunStore, DueAuditStore } from '../../../domain/audits/recorded/ports.js';
import type { ResultStore } from '../../../domain/decisions/ports/index.js';
import { KeyPages } from '../../../domain/log/seal/index.js';
import { sealResult } from '../../../domain/sealed-results/index.js';
import { PostgresKeyStore } from '../log/index.js';
import { defineStoreRoom } from '../tables/index.js';
import type { StoreContext } from '../tables/store-room.js';
import { PostgresAuditStore } from './audit-store.js';
import { PostgresBegunStore } from './begun-store.js';
import { PostgresDueAuditStore } from './due-store.js';
import { auditsMigrations } from './migrations/index.js';
import { PostgresSequenceStore } from './sequence-store.js';

/** The migration from which on results that may show persons are sealed. */
const SEALED_RESULTS = 'audits/0002';

/** Audits of recorded decisions that were made, with the texts of their policies and results. */
export const auditTables = defineStoreRoom({
  room: 'audits',
  migrations: auditsMigrations,
  open({ sql, keyring, runtime }): {
    readonly audits: AuditStore;
    readonly results: ResultStore;
    readonly begunAudits: BegunStore;
    readonly dueAudits: DueAuditStore;
    readonly sequenceDecisions: SequenceStore;
  } {
    const store = new PostgresAuditStore(sql, { keyring, runtime });
    const deps = { keyring, runtime };
    return {
      ...{ audits: store, results: store },
      begunAudits: new PostgresBegunStore(sql, deps),
      dueAudits: new PostgresDueAuditStore(sql, deps),
      sequenceDecisions: new PostgresSequenceStore(sql, deps),
    };
  },
  after: { [SEALED_RESULTS]: sealOldResults },
});

/** Seals the results of a database of before. */
async function sealOldResults({ sql, keyring, runtime }: StoreContext): Promise<void> {
  const pages = new KeyPages('result', { store: new PostgresKeyStore(sql), keyring, runtime });
  await new PostgresAuditStore(sql, { keyring, runtime }).sealTexts(async (label, text) => {
    await pages.reserve(1);
    const { page, slot, key } = pages.take();
    return { page, slot, bytes: sealResult(runtime, key, { label, text }) };
  });
}
