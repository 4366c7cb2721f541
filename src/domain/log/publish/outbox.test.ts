import { describe, expect, it } from 'vitest';
import { event } from '../../../apps/testing/contracts/support.js';
import { MemoryDecisionLog } from '../../../apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../../apps/testing/stores/memory-outbox.js';
import type { PendingEvent } from '../ports/index.js';
import { flushEvents } from './outbox.js';

/** Waiting events, what was recorded of them together, and the ids that a log holds already. */
function waiting(events: readonly PendingEvent[], { entered = [] as string[], broken = '' } = {}) {
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  const recorded: string[][] = [];
  let reads = 0;
  const deps = {
    outbox,
    decisions: {
      async *eventIds() {
        reads++;
        yield { seq: 0, ids: Buffer.from(entered.join('').replaceAll('-', ''), 'hex') };
      },
    },
    demand: ({ type }: PendingEvent) => {
      if (type === broken) throw new Error(`no ${type}`);
    },
    record: async (some: readonly PendingEvent[]) => void recorded.push(some.map(({ type }) => type)),
  };
  const flush = async () => {
    await outbox.addAll(events);
    await flushEvents(deps);
  };
  const left = async () => (await outbox.pending()).map(({ type }) => type);
  return { flush, recorded, left, reads: () => reads };
}

const numbered = (n: number): PendingEvent[] => Array.from({ length: n }, (_, i) => event(i));

describe('waiting events', () => {
  it('become entries in order, 512 in a commit, and the log is read once for what it holds already', async () => {
    const { flush, recorded, left, reads } = waiting(numbered(1200));
    await flush();
    expect(recorded.map(({ length }) => length)).toEqual([512, 512, 176]);
    expect(recorded.flat()).toEqual(numbered(1200).map(({ type }) => type));
    expect([await left(), reads()]).toEqual([[], 1]);
  });

  it('are only crossed out when a log holds them already', async () => {
    const events = numbered(4);
    const { flush, recorded, left } = waiting(events, { entered: [events[1]!.id, events[2]!.id.toUpperCase()] });
    await flush();
    expect([recorded, await left()]).toEqual([[['test.0', 'test.3']], []]);
  });

  it('before one that cannot become an entry become entries; it and those after it wait', async () => {
    const { flush, recorded, left } = waiting(numbered(5), { broken: 'test.3' });
    await expect(flush()).rejects.toThrow('no test.3');
    expect([recorded, await left()]).toEqual([[['test.0', 'test.1', 'test.2']], ['test.3', 'test.4']]);
  });

  it('of two logs become entries together, and no commit takes more content than a megabyte', async () => {
    const large = { text: 'x'.repeat(600_000) };
    const events = numbered(5).map((one, i) => ({
      ...one,
      payload: i > 2 ? large : one.payload,
      log: i === 1 ? ('reads' as const) : one.log,
    }));
    const { flush, recorded } = waiting(events);
    await flush();
    expect(recorded).toEqual([['test.0', 'test.1', 'test.2', 'test.3'], ['test.4']]);
  });
});
