import { describe, expect, it } from 'vitest';
import { nodeClock } from '../../adapters/runtime/index.js';
import type { ProducerState, ProducerStore } from './ports.js';
import { MAX_OF_A_KEY, Producers } from './producers.js';

const fail = (cause: unknown): never => {
  throw cause;
};

/** Makes a store whose content a test can read. */
function shownStore() {
  const states = new Map<string, ProducerState>();
  const store: ProducerStore = {
    load: async () => [...states.values()],
    save: async (some, forgotten = []) => {
      for (const source of forgotten) states.delete(source);
      for (const state of some) states.set(state.source, state);
    },
    seenSince: async () => [],
  };
  return { store, states };
}

describe('producers of many names', () => {
  it('take places of their own key only, and what they missed stays counted', async () => {
    const { store, states } = shownStore();
    const producers = new Producers(store, fail);
    await producers.open(nodeClock);
    let receivedAtMs = 0;
    const see = (source: string, sequence: number) => producers.see({ source, sequence, receivedAtMs: ++receivedAtMs });
    for (const sequence of [0, 5]) see('honest scorer', sequence);
    for (let i = 0; i < 20_000; i++) for (const sequence of i === 3 ? [0, 4] : [0]) see(`flooding n${i}`, sequence);
    see('late comer', 0);
    see('late comer', 2);
    const names = producers.list().map(({ source }) => source);
    expect(names.filter((name) => name.startsWith('flooding'))).toHaveLength(MAX_OF_A_KEY);
    expect(producers.gaps()).toEqual({ honest: 4, flooding: 3, late: 1 });
    await producers.close();
    expect([...states.keys()].toSorted()).toEqual(names.toSorted());
    const again = new Producers(store, fail);
    await again.open(nodeClock);
    expect(again.gaps()).toEqual(producers.gaps());
    await again.close();
  });

  it('of many keys have a bound together; the key with most names gives way', async () => {
    const producers = new Producers(null, fail);
    for (let key = 0; key < 150; key++) {
      for (let i = 0; i < 80; i++) producers.see({ source: `k${key} n${i}`, sequence: 0, receivedAtMs: key * 100 + i });
    }
    expect(producers.list()).toHaveLength(10_000);
    expect(Object.keys(producers.gaps())).toHaveLength(150);
  });
});
