import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clockedRuntime } from '../../apps/testing/clock.js';
import { MemoryDecisionLog } from '../../apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../apps/testing/stores/memory-outbox.js';
import { MemoryProposalStore } from '../../apps/testing/stores/memory-proposal-store.js';
import { memoryTransactions, SAVE, saveMaps } from '../../apps/testing/stores/memory-transactions.js';
import { defineEvent } from '../log/events/index.js';
import { Acts, defineTwoPersonAct, proposalActs, TwoPersonActs, type Tx } from './index.js';

const HOUR_MS = 3_600_000;
const vaultOpened = defineEvent(
  'vault.opened',
  { vault: z.string(), proposedBy: z.string(), confirmedBy: z.string() },
  'A vault was opened.',
);

class Vaults {
  readonly open = new Map<string, true>();
  readonly keyholders = new Map<string, true>([
    ['ann', true],
    ['bob', true],
    ['ann2', true],
  ]);
  [SAVE](): () => void {
    return saveMaps([this.open, this.keyholders]);
  }
}

interface Stores {
  readonly vaults: Vaults;
  readonly proposals: MemoryProposalStore;
}

const openVault = defineTwoPersonAct('vault.open', {
  enters: [vaultOpened],
  request: z.strictObject({ vault: z.string().min(1) }),
  lifeMs: HOUR_MS,
  mayTakePart: async (tx: Tx<Stores>, account) => tx.vaults.keyholders.has(account),
  async carryOut(tx, { vault }, persons) {
    tx.vaults.open.set(vault, true);
    tx.enter(vaultOpened({ vault, ...persons }));
    return `opened ${vault}`;
  },
});

const ann = { account: 'ann' };
const bob = { account: 'bob' };
const eve = { account: 'eve' };

function bank(declared = [openVault]) {
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  const stores = { vaults: new Vaults(), proposals: new MemoryProposalStore() };
  const runtime = clockedRuntime(Date.UTC(2026, 10, 22));
  const entries: { type: string; payload: Readonly<Record<string, unknown>> }[] = [];
  const log = {
    isSaved: (event: Parameters<MemoryOutbox['waits']>[0]) => outbox.waits(event),
    async flushEvents() {
      for (const { id, type, payload } of await outbox.pending()) {
        entries.push({ type, payload });
        await outbox.done(id);
      }
    },
  };
  const transactions = memoryTransactions<Stores & Record<string, Vaults | MemoryProposalStore>>(outbox, stores);
  const acts = new Acts({ transactions, log, runtime, acts: [...declared, ...proposalActs] });
  const nowMs = (): number => runtime.nowMs();
  const two = new TwoPersonActs({
    ...{ acts, proposals: stores.proposals, nowMs, declared },
    samePerson: async (_tx, one, other) => one.slice(0, 3) === other.slice(0, 3),
  });
  return { two, stores, entries, runtime };
}

describe('an act that takes two persons', () => {
  it('has no effect when it is proposed, and takes effect when another person confirms it; its entry names both', async () => {
    const { two, stores, entries } = bank();
    const { id } = await two.propose(openVault, { vault: 'north' }, ann);
    expect([stores.vaults.open.size, (await two.waiting()).map((one) => one.id)]).toEqual([0, [id]]);
    expect(await two.confirm(id, bob)).toBe('opened north');
    expect([stores.vaults.open.size, await two.waiting()]).toEqual([1, []]);
    const persons = { proposedBy: 'account:ann', confirmedBy: 'account:bob' };
    expect(entries).toMatchObject([
      { type: 'act.proposed', payload: { proposal: id, act: 'vault.open', by: 'account:ann' } },
      { type: 'vault.opened', payload: { vault: 'north', ...persons } },
    ]);
  });

  it('reads its own proposal when it is confirmed or turned down, however many others wait', async () => {
    const { two, stores } = bank();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await two.propose(openVault, { vault: `v${n}` }, ann)).id);
    let listed = 0;
    const all = stores.proposals.proposals.bind(stores.proposals);
    stores.proposals.proposals = () => {
      listed++;
      return all();
    };
    await two.confirm(ids[1]!, bob);
    await two.withdraw(ids[2]!, bob);
    expect([listed, (await two.waiting()).map(({ id }) => id)]).toEqual([0, [ids[0]]]);
  });

  it('is not confirmed by who proposed it', async () => {
    const { two, stores, entries } = bank();
    const { id } = await two.propose(openVault, { vault: 'north' }, ann);
    await expect(two.confirm(id, ann)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(two.confirm(id, { account: 'ann2' })).rejects.toThrow('both accounts are of one person');
    expect([stores.vaults.open.size, (await two.waiting()).length, entries.length]).toEqual([0, 1, 1]);
  });

  it('is neither proposed, confirmed nor turned down by who may not take part', async () => {
    const { two, stores } = bank();
    await expect(two.propose(openVault, { vault: 'north' }, eve)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { id } = await two.propose(openVault, { vault: 'north' }, ann);
    await expect(two.confirm(id, eve)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(two.withdraw(id, eve)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect([stores.vaults.open.size, (await two.waiting()).length]).toEqual([0, 1]);
  });

  it('is not confirmed when the first person may not take part any more', async () => {
    const { two, stores } = bank();
    const { id } = await two.propose(openVault, { vault: 'north' }, ann);
    stores.vaults.keyholders.delete('ann');
    await expect(two.confirm(id, bob)).rejects.toThrow('the account ann may not take part in vault.open');
    expect(stores.vaults.open.size).toBe(0);
  });

  it('takes effect once, however often and at once it is confirmed', async () => {
    const { two, entries } = bank();
    const { id } = await two.propose(openVault, { vault: 'north' }, ann);
    const answers = await Promise.allSettled([two.confirm(id, bob), two.confirm(id, bob), two.confirm(id, bob)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(entries.filter(({ type }) => type === 'vault.opened')).toHaveLength(1);
    await expect(two.confirm(id, bob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('expires: from the end of its time on it is neither shown nor confirmed', async () => {
    const { two, stores, runtime } = bank();
    const { id } = await two.propose(openVault, { vault: 'north' }, ann);
    runtime.advance(HOUR_MS - 1);
    expect(await two.waiting()).toHaveLength(1);
    runtime.advance(1);
    expect(await two.waiting()).toEqual([]);
    await expect(two.confirm(id, bob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await two.propose(openVault, { vault: 'south' }, bob);
    expect((await stores.proposals.proposals()).map(({ request }) => request)).toEqual([{ vault: 'south' }]);
  });

  it('can be taken back by who proposed it and turned down by who may take part, each as an entry', async () => {
    const { two, entries } = bank();
    for (const person of [ann, bob]) {
      const { id } = await two.propose(openVault, { vault: 'north' }, ann);
      await two.withdraw(id, person);
      expect(entries.at(-1)).toMatchObject({
        type: 'act.withdrawn',
        payload: { proposal: id, by: `account:${person.account}` },
      });
      await expect(two.confirm(id, bob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('is refused when what is asked for is of another shape, or the version does not know the act', async () => {
    const { two, stores } = bank();
    await expect(two.propose(openVault, { vault: '' }, ann)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const kept = { id: 'x', act: 'vault.melt', request: {}, proposedBy: 'account:ann', proposedAtMs: 0 };
    await stores.proposals.insertProposal({ ...kept, expiresAtMs: Number.MAX_SAFE_INTEGER });
    await expect(two.confirm('x', bob)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is declared only with entries that name both persons', () => {
    const opened = defineEvent('vault.unlocked', { vault: z.string(), proposedBy: z.string() }, 'Unlocked.');
    expect(() => defineTwoPersonAct('vault.unlock', { ...openVault, enters: [opened] })).toThrow(
      'the event vault.unlocked of the act vault.unlock does not name both persons',
    );
  });
});
