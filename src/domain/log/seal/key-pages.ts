import { TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import type { KeyPart, Keyring, KeySlot, KeyStore, Runtime, WrappedPage } from '../ports/index.js';

const KEY_BYTES = 32;
/** Number of keys that are wrapped together: a change of the epoch re-wraps 8 kB for 256 batches. */
export const SLOTS = 256;
/** A new page is prepared when this many keys are left. */
const LOW_WATER = 128;
/** Most unwrapped pages that are cached for reading, 8 kB each. */
const MAX_CACHED = 64;
/** Number of pages read at once when the epoch changes: 2 MB. */
const REWRAP_PAGES = 256;

const encoder = new TextEncoder();

export interface TakenKey extends KeySlot {
  readonly key: Uint8Array;
}

/** Batch keys of one part. They are random, in pages wrapped under the key-encryption key of an epoch. */
export class KeyPages {
  readonly #part: KeyPart;
  readonly #store: KeyStore;
  readonly #keyring: Keyring;
  readonly #runtime: Runtime;
  readonly #cache = new Map<number, Uint8Array>();
  #free: { page: number; keys: Uint8Array; next: number }[] = [];
  #nextPage: number | null = null;
  #making: Promise<void> | null = null;
  /** Writes pages one after the other, because a page must not be wrapped under an epoch that is being left. */
  readonly #writing = new Mutex();

  constructor(part: KeyPart, deps: { store: KeyStore; keyring: Keyring; runtime: Runtime }) {
    this.#part = part;
    this.#store = deps.store;
    this.#keyring = deps.keyring;
    this.#runtime = deps.runtime;
  }

  /** Ensures that `count` keys can be taken at once; their pages are durable afterwards. */
  async reserve(count: number): Promise<void> {
    while (this.#left() < count) await this.#makePage();
    if (this.#left() < count + LOW_WATER) this.#makePage().catch(() => undefined);
  }

  /** Takes a key that was never used before. Call `reserve` first. */
  take(): TakenKey {
    const first = this.#free[0];
    if (first === undefined) {
      throw new TribuneError('INTERNAL', 'no batch key was reserved', { remedy: 'Report this.' });
    }
    const slot = first.next++;
    if (first.next === SLOTS) this.#free.shift();
    return { page: first.page, slot, key: first.keys.subarray(slot * KEY_BYTES, (slot + 1) * KEY_BYTES) };
  }

  /** Key of a batch. Throws `KEY_MISSING` when page, slot or epoch key was destroyed. */
  async key({ page, slot }: KeySlot): Promise<Uint8Array> {
    const keys = this.#cache.get(page) ?? (await this.#load(page));
    const key = keys.subarray(slot * KEY_BYTES, (slot + 1) * KEY_BYTES);
    if (key.some((byte) => byte !== 0)) return key;
    throw missing(`the key ${page}/${slot} was destroyed by an erasure`);
  }

  /** Removes keys from their page for good; earlier copies of the page can be opened until their epoch's key is destroyed. */
  destroy(slots: readonly KeySlot[]): Promise<void> {
    return this.#writing.run(async () => {
      for (const page of new Set(slots.map((slot) => slot.page))) {
        const keys = this.#cache.get(page) ?? (await this.#load(page));
        for (const { slot } of slots.filter((other) => other.page === page)) {
          keys.fill(0, slot * KEY_BYTES, (slot + 1) * KEY_BYTES);
        }
        await this.#store.replacePage(this.#wrap(page, keys));
      }
    });
  }

  /** Wraps every page under the current epoch. */
  rewrap(): Promise<void> {
    return this.#writing.run(async () => {
      for (;;) {
        const pages = await this.#store.pagesOutside(this.#part, this.#keyring.currentEpoch(), REWRAP_PAGES);
        for (const page of pages) {
          const keys = openPage(this.#runtime, this.#keyring, page);
          await this.#store.replacePage(this.#wrap(page.page, keys));
        }
        if (pages.length < REWRAP_PAGES) return;
      }
    });
  }

  #left(): number {
    return this.#free.reduce((sum, { next }) => sum + SLOTS - next, 0);
  }

  #makePage(): Promise<void> {
    this.#making ??= this.#writing
      .run(() => this.#insertPage())
      .finally(() => {
        this.#making = null;
      });
    return this.#making;
  }

  async #insertPage(): Promise<void> {
    const page = this.#nextPage ?? (await this.#store.nextPage(this.#part));
    // After a failed insert the number is read from the store again.
    this.#nextPage = null;
    const keys = this.#runtime.randomBytes(SLOTS * KEY_BYTES);
    await this.#store.insertPage(this.#wrap(page, keys));
    this.#nextPage = page + 1;
    this.#free.push({ page, keys, next: 0 });
    this.#remember(page, keys);
  }

  async #load(page: number): Promise<Uint8Array> {
    const stored = await this.#store.readPage(this.#part, page);
    if (stored === null) throw missing(`the key page ${page} is not in the database`);
    const keys = openPage(this.#runtime, this.#keyring, stored);
    this.#remember(page, keys);
    return keys;
  }

  #remember(page: number, keys: Uint8Array): void {
    this.#cache.set(page, keys);
    if (this.#cache.size > MAX_CACHED) this.#cache.delete(this.#cache.keys().next().value!);
  }

  #wrap(page: number, keys: Uint8Array): WrappedPage {
    const place = { part: this.#part, page, epoch: this.#keyring.currentEpoch() };
    return { ...place, bytes: this.#runtime.seal(this.#keyring.key(place.epoch), pageAad(place), keys) };
  }
}

const pageAad = ({ part, page, epoch }: Omit<WrappedPage, 'bytes'>): Uint8Array =>
  encoder.encode(`tribune.page/v1 ${part} ${page} ${epoch}`);

/** The keys of a page. Throws `KEY_MISSING` when the keyring does not open it. */
export function openPage(runtime: Runtime, keyring: Keyring, page: WrappedPage): Uint8Array {
  const key = keyring.key(page.epoch);
  try {
    return runtime.open(key, pageAad(page), page.bytes).slice();
  } catch (cause) {
    throw new TribuneError('KEY_MISSING', `the key page ${page.page} does not open under epoch ${page.epoch}`, {
      remedy: 'The keyring is not the one of this database, or the page was changed: restore both from the same time.',
      cause,
    });
  }
}

const missing = (what: string): TribuneError =>
  new TribuneError('KEY_MISSING', what, {
    remedy: 'What it opened is erased, or keyring and database are of different times.',
  });
