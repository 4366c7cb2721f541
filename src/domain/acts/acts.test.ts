import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clockedRuntime } from '../../apps/testing/clock.js';
import { type FakeClock, fakeClock } from '../../apps/testing/fake-clock.js';
import { MemoryDecisionLog } from '../../apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../apps/testing/stores/memory-outbox.js';
import { memoryTransactions, SAVE, saveMaps } from '../../apps/testing/stores/memory-transactions.js';
import { TribuneError } from '../../core/base/errors.js';
import { defineEvent } from '../log/events/index.js';
import { Acts, defineAct } from './index.js';
import type { Transactions } from './ports.js';

const doorOpened = defineEvent('door.opened', { door: z.string() }, 'A door was opened.');
const doorShut = defineEvent('door.shut', { door: z.string() }, 'A door was shut.');
const openDoor = defineAct('door.open', { enters: [doorOpened] });

class Doors {
  readonly open = new Map<string, true>();
  [SAVE](): () => void {
    return saveMaps([this.open]);
  }
}

/** Lets time pass a little at a time, so that whatever waits in between gets its turn. */
async function passing(clock: FakeClock, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 250) {
    await clock.turn();
    await clock.advance(250);
  }
}

const away = (): TribuneError => new TribuneError('STORE_UNAVAILABLE', 'the database is away', { remedy: 'Wait.' });

/** Makes acts on doors in memory; `breaking` wraps their transactions, so that a test can make them fail. */
function house(breaking: (whole: Transactions<{ doors: Doors }>) => Transactions<{ doors: Doors }> = (whole) => whole) {
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  const doors = new Doors();
  const clock = fakeClock(0);
  const flushed: string[] = [];
  const runtime = { ...clockedRuntime(0), nowMs: () => clock.nowMs(), after: clock.after.bind(clock) };
  const log = {
    isSaved: async (event: Parameters<MemoryOutbox['waits']>[0]) => outbox.waits(event),
    async flushEvents() {
      for (const { id, type, payload } of await outbox.pending()) {
        flushed.push(`${type} ${String(payload.door)}`);
        await outbox.done(id);
      }
    },
  };
  const acts = new Acts({
    transactions: breaking(memoryTransactions(outbox, { doors })),
    log,
    runtime,
    acts: [openDoor],
  });
  const open = (door: string) =>
    acts.run(openDoor, async (tx) => {
      if (tx.doors.open.has(door)) return 'was open';
      tx.doors.open.set(door, true);
      tx.enter(doorOpened({ door }));
      return 'opened';
    });
  return { acts, doors, outbox, flushed, open, log, clock };
}

describe('an act', () => {
  it('changes the state, and its entry is there when it is answered', async () => {
    const { open, doors, flushed } = house();
    expect(await open('front')).toBe('opened');
    expect([[...doors.open.keys()], flushed]).toEqual([['front'], ['door.opened front']]);
  });

  it('that changes nothing leaves no entry', async () => {
    const { open, flushed } = house();
    await open('front');
    expect(await open('front')).toBe('was open');
    expect(flushed).toEqual(['door.opened front']);
  });

  it('that fails after its writes leaves neither them nor an entry, and the next one goes on', async () => {
    const { acts, doors, outbox, flushed, open } = house();
    const failing = acts.run(openDoor, async (tx) => {
      tx.doors.open.set('cellar', true);
      tx.enter(doorOpened({ door: 'cellar' }));
      throw new Error('second thoughts');
    });
    await expect(failing).rejects.toThrow('second thoughts');
    expect([doors.open.size, await outbox.pending(), flushed]).toEqual([0, [], []]);
    expect(await open('front')).toBe('opened');
  });

  it('is done after the one before it: what it is judged by still stands', async () => {
    const { open, flushed } = house();
    expect(await Promise.all([open('front'), open('front'), open('front')])).toEqual([
      'opened',
      'was open',
      'was open',
    ]);
    expect(flushed).toEqual(['door.opened front']);
  });

  it('enters what it declares and nothing else', async () => {
    const { acts, doors, flushed } = house();
    const other = acts.run(openDoor, async (tx) => {
      tx.doors.open.set('front', true);
      tx.enter(doorShut({ door: 'front' }));
    });
    await expect(other).rejects.toThrow('the act door.open does not declare that it enters door.shut');
    expect([doors.open.size, flushed]).toEqual([0, []]);
  });

  it('is done only when the list of a room names it', async () => {
    const { acts } = house();
    const stray = defineAct('door.paint', { enters: [doorOpened] });
    await expect(acts.run(stray, async () => undefined)).rejects.toThrow('door.paint is in the list of no room');
  });
});

describe('an act whose commit gets no answer', () => {
  const lostAfter = (whole: Transactions<{ doors: Doors }>): Transactions<{ doors: Doors }> => ({
    async run(work) {
      await whole.run(work);
      throw away();
    },
  });
  const lostBefore = (whole: Transactions<{ doors: Doors }>): Transactions<{ doors: Doors }> => ({
    run: (work) =>
      whole.run(async (transaction) => {
        await work(transaction);
        throw away();
      }),
  });

  it('is answered as done when its event was kept: the answer is that of the act', async () => {
    const { open, doors, flushed } = house(lostAfter);
    expect(await open('front')).toBe('opened');
    expect([doors.open.size, flushed]).toEqual([1, ['door.opened front']]);
  });

  it('is answered as not done when its event was not kept', async () => {
    const { open, doors, flushed } = house(lostBefore);
    await expect(open('front')).rejects.toThrow('the database is away');
    expect([doors.open.size, flushed]).toEqual([0, []]);
  });

  it.each([lostAfter, lostBefore])(
    'says that it does not know when the act left no entry that would show it',
    async (breaking) => {
      const { acts } = house(breaking);
      const unlock = acts.run(openDoor, async (tx) => void tx.doors.open.set('front', true));
      await expect(unlock).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: 'the database broke off: whether the change stands is not known',
        cause: expect.objectContaining({ message: 'the database is away' }),
      });
    },
  );

  it('is answered as not done when the database was away before all of its work was done', async () => {
    const { acts, doors } = house();
    const cut = acts.run(openDoor, async (tx) => {
      tx.doors.open.set('front', true);
      throw away();
    });
    await expect(cut).rejects.toThrow('the database is away');
    expect(doors.open.size).toBe(0);
  });

  it('asks again while the database does not answer', async () => {
    const { open, log, outbox, clock } = house(lostAfter);
    let asked = 0;
    log.isSaved = async (event) => {
      if (++asked < 3) throw away();
      return outbox.waits(event);
    };
    const answer = open('front');
    await passing(clock, 3000);
    expect([await answer, asked]).toEqual(['opened', 3]);
  });

  it('says that it does not know when the database stays away', async () => {
    const { open, log, clock } = house(lostAfter);
    log.isSaved = async () => Promise.reject(away());
    const answer = open('front').catch((cause: unknown) => cause);
    await passing(clock, 10_000);
    expect(await answer).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'the database broke off: whether the change stands is not known',
    });
  });
});
