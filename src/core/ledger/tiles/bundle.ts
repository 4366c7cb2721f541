import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import { MAX_ENTRY_BYTES, TILE_WIDTH } from '../base/limits.js';

const LENGTH_BYTES = 2;

export function demandEntry(entry: Uint8Array): void {
  const fits = entry instanceof Uint8Array && entry.length <= MAX_ENTRY_BYTES;
  demand(fits, `an entry has ${entry?.length} bytes`, `An entry has at most ${MAX_ENTRY_BYTES} bytes.`);
}

/** Entries as C2SP tlog-tiles bundles them: each after its length as 16-bit big-endian number. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bundle = new OpenBundle();
  for (const entry of entries) bundle.add(entry);
  return bundle.bytes();
}

/** Room of a new bundle, in which entries of public leaves fit. */
const FIRST_ROOM = TILE_WIDTH * (LENGTH_BYTES + 34);

/** A bundle that is being filled. It copies the entries that it is given. */
export class OpenBundle {
  width = 0;
  #bytes = new Uint8Array(FIRST_ROOM);
  #size = 0;

  add(entry: Uint8Array): void {
    demandEntry(entry);
    this.addFrom(entry, 0, entry.length);
  }

  /** Adds the entry in these bytes. */
  addFrom(bytes: Uint8Array, start: number, length: number): void {
    const begin = this.#size + LENGTH_BYTES;
    const end = begin + length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(2 * end);
      grown.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = grown;
    }
    this.#bytes[this.#size] = length >> 8;
    this.#bytes[this.#size + 1] = length & 0xff;
    for (let i = 0; i < length; i++) this.#bytes[begin + i] = bytes[start + i]!;
    this.#size = end;
    this.width++;
  }

  /** A copy of the bundle so far. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }
}

/**
 * The entries of a bundle, as views into its bytes. Throws `LEDGER_INVALID` when the bundle ends inside an entry or does
 * not hold exactly `width` entries.
 */
export function decodeBundle(bytes: Uint8Array, width: number, what = 'the entry bundle'): Uint8Array[] {
  const remedy = 'Fetch the bundle again; if it stays so, the log serves damaged entries.';
  demand(width >= 0 && width <= TILE_WIDTH, `${what} cannot hold ${counted(width, 'entry')}`, remedy);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const begin = at + LENGTH_BYTES;
    const end = begin + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0));
    demand(end <= bytes.length, `${what} ends inside entry ${entries.length}`, remedy);
    demand(entries.length < width, `${what} holds more than ${counted(width, 'entry')}`, remedy);
    entries.push(bytes.subarray(begin, end));
    at = end;
  }
  demand(entries.length === width, `${what} holds ${counted(entries.length, 'entry')}, not ${width}`, remedy);
  return entries;
}
