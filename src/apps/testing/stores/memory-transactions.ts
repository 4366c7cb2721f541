import type { Transactions } from '../../../domain/acts/ports.js';
import type { EventOutbox } from '../../../domain/log/ports/index.js';

/** Key of the method that saves what a store holds; the function that it returns restores it. */
export const SAVE = Symbol('save');

export interface Savable {
  [SAVE](): () => void;
}

/** Saves the content of some maps; the returned function restores it. */
export function saveMaps(maps: readonly Map<unknown, unknown>[]): () => void {
  const copies = maps.map((map) => [...map]);
  return () => {
    for (const [i, map] of maps.entries()) {
      map.clear();
      for (const [key, value] of copies[i]!) map.set(key, value);
    }
  };
}

/** Transactions over stores in memory. They must not overlap: when one fails, whatever was written meanwhile is undone with it. */
export const memoryTransactions = <Stores extends Readonly<Record<string, Savable>>>(
  outbox: EventOutbox & Savable,
  stores: Stores,
): Transactions<Stores> => ({
  async run(work) {
    const back = [outbox, ...Object.values(stores)].map((store) => store[SAVE]());
    try {
      return await work({
        stores,
        saveEvent: (event) => outbox.add(event),
        saveEvents: (events) => outbox.addAll(events),
      });
    } catch (cause) {
      for (const restore of back) restore();
      throw cause;
    }
  },
});
