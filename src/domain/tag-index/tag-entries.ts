import { TAG_BYTES } from '../log/seal/index.js';

export const BUCKETS = 256;
/** Number of buckets, of all runs together, that are read at once: 16 kB each. */
const AT_ONCE = 128;
/** Number of buckets that are read at once where each has a piece in so many runs: few questions where there is little, little memory where there is much. */
export const bucketsAtOnce = (nRuns: number): number => Math.max(1, Math.floor(AT_ONCE / Math.max(1, nRuns)));
/** Bytes of an entry: tag 8, batch number 6, position 2. */
export const ENTRY_BYTES = 16;

export interface TagPlace {
  readonly seq: number;
  readonly position: number;
}

export const isNone = (tags: Uint8Array, at: number): boolean => {
  for (let i = 0; i < TAG_BYTES; i++) if (tags[at + i] !== 0) return false;
  return true;
};

/** Entries sorted into buckets by the first byte of their tag. */
export class Buckets {
  readonly #buckets = Array.from({ length: BUCKETS }, () => ({ bytes: new Uint8Array(64 * ENTRY_BYTES), size: 0 }));

  /** @param at where the tag stands in `tags`. */
  add(tags: Uint8Array, at: number, seq: number, position: number): void {
    const bucket = this.#buckets[tags[at]!]!;
    if (bucket.size + ENTRY_BYTES > bucket.bytes.length) {
      const grown = new Uint8Array(2 * bucket.bytes.length);
      grown.set(bucket.bytes);
      bucket.bytes = grown;
    }
    const { bytes, size } = bucket;
    for (let i = 0; i < TAG_BYTES; i++) bytes[size + i] = tags[at + i]!;
    const high = Math.floor(seq / 0x100000000);
    bytes[size + 8] = high >>> 8;
    bytes[size + 9] = high;
    for (let i = 0; i < 4; i++) bytes[size + 10 + i] = seq >>> (24 - 8 * i);
    bytes[size + 14] = position >>> 8;
    bytes[size + 15] = position;
    bucket.size += ENTRY_BYTES;
  }

  finish(): Uint8Array[] {
    return this.#buckets.map(({ bytes, size }) => bytes.subarray(0, size));
  }
}

export function entriesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, i) =>
    bytes.subarray(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES),
  );
}

export function hasTag(entry: Uint8Array, tag: Uint8Array): boolean {
  for (let i = 0; i < TAG_BYTES; i++) if (entry[i] !== tag[i]) return false;
  return true;
}

export const positionOf = (entry: Uint8Array): number => (entry[14]! << 8) | entry[15]!;

export function seqOf(entry: Uint8Array): number {
  const high = (entry[8]! << 8) | entry[9]!;
  const low = ((entry[10]! << 24) | (entry[11]! << 16) | (entry[12]! << 8) | entry[13]!) >>> 0;
  return high * 0x100000000 + low;
}

export const placeOf = (entry: Uint8Array): TagPlace => ({ seq: seqOf(entry), position: positionOf(entry) });

const NOBODY: readonly number[] = [];

/**
 * The tags that are searched for, each with the numbers of those who search for it. Most tags that are looked up here are not wanted, and
 * their last two or four bytes already show it.
 */
export class WantedTags {
  readonly buckets = new Set<number>();
  /** 1 for every two bytes that some wanted tag ends with. */
  readonly #endings = new Uint8Array(1 << 16);
  readonly #byLow = new Map<number, { readonly tag: Uint8Array; readonly by: number[] }[]>();

  add(tag: Uint8Array, by: number): void {
    this.buckets.add(tag[0]!);
    const low = lowOf(tag, 0);
    this.#endings[low & 0xffff] = 1;
    const same = this.#byLow.get(low) ?? [];
    const known = same.find((one) => hasTag(one.tag, tag));
    if (known === undefined) same.push({ tag: tag.slice(), by: [by] });
    else known.by.push(by);
    this.#byLow.set(low, same);
  }

  /** Gives the numbers of those who search for the tag at a place. */
  at(tags: Uint8Array, at: number): readonly number[] {
    if (this.#endings[(tags[at + 6]! << 8) | tags[at + 7]!] === 0) return NOBODY;
    const same = this.#byLow.get(lowOf(tags, at));
    if (same === undefined) return NOBODY;
    return same.find(({ tag }) => hasTag(tags.subarray(at, at + TAG_BYTES), tag))?.by ?? NOBODY;
  }
}

const lowOf = (tags: Uint8Array, at: number): number =>
  (tags[at + 4]! << 24) | (tags[at + 5]! << 16) | (tags[at + 6]! << 8) | tags[at + 7]!;
