import { beforeEach, describe, expect, it } from 'vitest';
import { AFTER_OTHER_ACTS } from '../../src/adapters/postgres/acts/index.js';
import type { Sql } from '../../src/adapters/postgres/engine/sql-access.js';
import { MemoryDecisionLog } from '../../src/apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../src/apps/testing/stores/memory-outbox.js';
import { MemoryProposalStore } from '../../src/apps/testing/stores/memory-proposal-store.js';
import { memoryTransactions } from '../../src/apps/testing/stores/memory-transactions.js';
import type { Proposal, ProposalStore, Transactions } from '../../src/domain/acts/ports.js';
import type { EventOutbox, PendingEvent } from '../../src/domain/log/ports/index.js';
import { settingChanged } from '../../src/domain/settings/events/index.js';
import { runningStore } from './support/running.js';

const SILENCE = 'idle_in_transaction_session_timeout';

interface Stores {
  readonly outbox: EventOutbox;
  readonly proposals: ProposalStore;
  readonly transactions: Transactions<{ readonly proposals: ProposalStore }>;
}

const running = runningStore();

function inMemory(): Stores {
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  const proposals = new MemoryProposalStore();
  return { outbox, proposals, transactions: memoryTransactions(outbox, { proposals }) };
}

const event = (value: number): PendingEvent =>
  Object.assign(settingChanged({ name: 'x', value, by: 'test' }), { id: crypto.randomUUID(), log: 'main' as const });
const waitingProposals = async (): Promise<number> => (await running.store.proposals.proposals()).length;
const proposal = (more: Partial<Proposal> = {}): Proposal => ({
  id: crypto.randomUUID(),
  act: 'vault.open',
  request: { vault: 'north', n: [1e21, 0.1, null], text: 'größer "' },
  proposedBy: 'account:ann',
  proposedAtMs: 1000,
  expiresAtMs: 5000,
  ...more,
});

describe.each<[string, () => Stores]>([
  ['memory', inMemory],
  ['PostgreSQL', () => running.store],
])('transactions and proposals in %s', (name, make) => {
  let stores: Stores;
  beforeEach(async () => {
    stores = make();
    if (name === 'PostgreSQL') await running.store.sql.query('delete from pending_act; delete from pending_event');
  });
  const kept = async (): Promise<unknown[]> => (await stores.outbox.pending()).map(({ payload }) => payload.value);

  it('keep what is written and its events, in order', async () => {
    const one = proposal();
    await stores.transactions.run(async ({ stores: within, saveEvent }) => {
      await within.proposals.insertProposal(one);
      await saveEvent(event(1));
      await saveEvent(event(2));
    });
    expect([await stores.proposals.proposals(), await kept()]).toEqual([[one], [1, 2]]);
  });

  it('keep nothing of what fails, and pass its error on', async () => {
    const failed = stores.transactions.run(async ({ stores: within, saveEvent }) => {
      await within.proposals.insertProposal(proposal());
      await saveEvent(event(1));
      throw Object.assign(new Error('no'), { code: 'ECONNRESET' });
    });
    await expect(failed).rejects.toThrow();
    expect([await stores.proposals.proposals(), await kept()]).toEqual([[], []]);
  });

  it('show within what was written before in the same transaction', async () => {
    const one = proposal();
    const seen = await stores.transactions.run(async ({ stores: within }) => {
      await within.proposals.insertProposal(one);
      return within.proposals.proposal(one.id);
    });
    expect(seen).toEqual(one);
  });

  it('tell whether an event waits', async () => {
    const [waiting, other] = await stores.transactions.run(async ({ saveEvent }) => [
      await saveEvent(event(1)),
      await saveEvent(event(2)),
    ]);
    await stores.outbox.done(other.id);
    expect([await stores.outbox.waits(waiting), await stores.outbox.waits(other)]).toEqual([true, false]);
    expect(await kept()).toEqual([1]);
  });

  it('give a proposal back until it is deleted, once, or has expired', async () => {
    const [early, late] = [proposal({ expiresAtMs: 2000 }), proposal({ proposedAtMs: 2000 })];
    for (const one of [late, early]) await stores.proposals.insertProposal(one);
    expect(await stores.proposals.proposals()).toEqual([early, late]);
    await stores.proposals.deleteExpired(1999);
    expect(await stores.proposals.proposals()).toHaveLength(2);
    await stores.proposals.deleteExpired(2000);
    expect(await stores.proposals.proposals()).toEqual([late]);
    expect([await stores.proposals.proposal(early.id), await stores.proposals.proposal('no id')]).toEqual([null, null]);
    expect([await stores.proposals.deleteProposal(late.id), await stores.proposals.deleteProposal(late.id)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('in PostgreSQL', () => {
  const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    running.store.sql.query<Row>(text, values);

  it('whether an event waits is told after the transaction that may keep it, however long that takes', async () => {
    const { outbox, transactions } = running.store;
    for (const isKept of [true, false]) {
      let end = (): void => undefined;
      let begun = (_event: Awaited<ReturnType<typeof outbox.add>>): void => undefined;
      const started = new Promise<Awaited<ReturnType<typeof outbox.add>>>((done) => {
        begun = done;
      });
      const open = transactions.run(async ({ saveEvent }) => {
        begun(await saveEvent(event(1)));
        await new Promise<void>((done) => {
          end = done;
        });
        if (!isKept) throw new Error('undone');
      });
      const one = await started;
      let answer: boolean | null = null;
      const asked = outbox.waits(one).then((waits) => {
        answer = waits;
      });
      await sql('select 1');
      expect(answer).toBeNull();
      end();
      await open.catch(() => undefined);
      await asked;
      expect(answer).toBe(isKept);
    }
  });

  it('of acts that two processes do at once over one database, the second counts what the first added', async () => {
    const MOST = 20;
    const { proposals, actTransactions } = running.store;
    for (let n = await waitingProposals(); n < MOST - 1; n++) await proposals.insertProposal(proposal());
    // Each process does its own acts one after the other; these two know nothing of each other.
    const addOne = () =>
      actTransactions.run(async ({ stores }) => {
        const before = (await stores.proposals.proposals()).length;
        await new Promise((done) => void setImmediate(done));
        if (before >= MOST) return 'full';
        await stores.proposals.insertProposal(proposal());
        return 'added';
      });
    const done = await Promise.all([addOne(), addOne(), addOne()]);
    expect([done.toSorted(), await waitingProposals()]).toEqual([['added', 'full', 'full'], MOST]);
  });

  it('an act that says nothing for a minute loses its lock, so that a network that swallows what it says keeps nobody from acting', async () => {
    const silence = async (within: Sql) =>
      (await within.query<{ ms: string }>(`select setting as ms from pg_settings where name = '${SILENCE}'`))[0]!.ms;
    const { sql: pool } = running.store;
    expect(await pool.transaction(silence, AFTER_OTHER_ACTS)).toBe('60000');
    // It ends with the act: the connection goes back to the pool.
    expect(await pool.transaction(silence)).toBe('0');
  });

  it('a proposal that somebody else wrote or changed is none', async () => {
    const { proposals } = running.store;
    const CHANGED: Readonly<Record<string, string>> = {
      id: `'00000000-0000-4000-8000-000000000009'`,
      act: `'vault.melt'`,
      request: `'{"vault": "south"}'`,
      proposed_by: `'account:eve'`,
      proposed_at: 'proposed_at - 1',
      expires_at: 'expires_at + 1',
      seal: `decode('00', 'hex')`,
    };
    const columns = await sql<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'pending_act'`,
    );
    expect(columns.map(({ name }) => name).toSorted()).toEqual(Object.keys(CHANGED).toSorted());
    for (const [column, value] of Object.entries(CHANGED)) {
      await sql('delete from pending_act');
      const one = proposal();
      await proposals.insertProposal(one);
      expect(await proposals.proposals()).toEqual([one]);
      await sql(`update pending_act set ${column} = ${value}`);
      expect([column, await proposals.proposals(), await proposals.proposal(one.id)]).toEqual([column, [], null]);
    }
    await sql('delete from pending_act');
  });
});
