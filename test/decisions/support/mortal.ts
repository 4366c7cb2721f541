/**
 * A process that dies at one of its writes. Every method of a store that is not named among those that only read counts as a write, so
 * that a new one cannot be forgotten; the death comes right before the write is carried out, or right after, when nobody learns of it.
 */
export interface Mortality {
  /** Writes so far. */
  readonly writes: number;
  /** Dies at the n-th write from now, 1 for the next. */
  dieAt(n: number, when: 'before' | 'after'): void;
  /** A store, or any object with methods, whose writes are counted. */
  mortal<T extends object>(store: T): T;
}

/** Methods that change nothing. */
const READS = new Set([
  ...[
    'size',
    'read',
    'readFrom',
    'readAt',
    'leavesFrom',
    'idsSince',
    'eventAt',
    'eventIds',
    'refsOf',
    'refsOfAll',
    'columnsOf',
  ],
  ...[
    'idempotentAnswer',
    'answerKeysSince',
    'integrityEvents',
    'integrityEventsOf',
    'lastCheckpoint',
    'pinnedCheckpoint',
    'loadFault',
  ],
  ...['cosignedHead', 'rotations', 'readFile', 'growTree', 'nextPage', 'readPage', 'pagesOutside', 'indexedTo'],
  ...[
    'bucket',
    'buckets',
    'runs',
    'countRefs',
    'countRefsBefore',
    'erasedOf',
    'erasure',
    'erasures',
    'holds',
    'pending',
    'load',
    'list',
    'fingerprint',
    'checkedTo',
    'between',
  ],
  ...['newest', 'about', 'firstOf', 'counts', 'countsOf', 'seenSince', 'all', 'waiting', 'setting'],
  // The keyring answers these out of memory.
  ...['currentEpoch', 'epochStartedAtMs', 'key', 'epochs', 'indexKey'],
]);

export class Died extends Error {}

export function mortality(): Mortality {
  let writes = 0;
  let last = Number.POSITIVE_INFINITY;
  let when: 'before' | 'after' = 'before';
  let isDead = false;

  const write = async (run: () => unknown): Promise<unknown> => {
    if (isDead) throw new Died('dead');
    writes += 1;
    if (writes < last) return run();
    isDead = true;
    if (when === 'after') await run();
    throw new Died(`died ${when} write ${writes}`);
  };
  return {
    get writes() {
      return writes;
    },
    dieAt(n, side) {
      last = writes + n;
      when = side;
    },
    mortal: (store) =>
      new Proxy(store, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name, target);
          if (typeof member !== 'function') return member;
          if (READS.has(String(name))) return member.bind(target);
          return (...args: unknown[]) => write(() => member.apply(target, args));
        },
      }),
  };
}

/** Every store of an object of stores. */
export const mortalStores = <T extends object>(life: Mortality, stores: T): T =>
  Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, life.mortal(store as object)])) as T;
