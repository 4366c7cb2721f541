import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HashLanes, LONGEST_ENTRY, openHashLanes } from './hash-lanes.js';

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leaf = (entry: Uint8Array): Buffer => sha256(Uint8Array.of(0), entry);
const node = (pair: Uint8Array): Buffer => sha256(Uint8Array.of(1), pair);
const lanes = openHashLanes() as HashLanes;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('hashing in lanes', () => {
  it('is to be had here', () => {
    expect(lanes).not.toBe(null);
  });

  it('gives the leaf hashes of OpenSSL for any entries that fit', () => {
    const entry = fc.uint8Array({ maxLength: LONGEST_ENTRY });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        expect(hex(lanes.leaves(entries))).toBe(hex(Buffer.concat(entries.map(leaf))));
      }),
    );
  });

  it('gives the node hashes of OpenSSL', () => {
    const pair = fc.uint8Array({ minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), (pairs) => {
        expect(hex(lanes.nodes(Buffer.concat(pairs)))).toBe(hex(Buffer.concat(pairs.map(node))));
      }),
    );
  });

  it('goes on past one chunk', () => {
    const pairs = Array.from({ length: 1300 }, (_, i) => new Uint8Array(64).fill(i % 251));
    expect(hex(lanes.nodes(Buffer.concat(pairs)))).toBe(hex(Buffer.concat(pairs.map(node))));
    const entries = pairs.map((entry, i) => entry.subarray(0, i % (LONGEST_ENTRY + 1)));
    expect(hex(lanes.leaves(entries))).toBe(hex(Buffer.concat(entries.map(leaf))));
  });

  it('gives nothing for nothing', () => {
    expect(lanes.leaves([])).toHaveLength(0);
    expect(lanes.nodes(new Uint8Array())).toHaveLength(0);
  });
});
