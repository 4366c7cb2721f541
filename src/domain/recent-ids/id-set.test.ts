import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdFingerprints } from './id-fingerprints.js';
import { IdSet } from './id-set.js';

const idBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('a set of ids', () => {
  it('numbers ids in the order of adding and knows them again', () => {
    fc.assert(
      fc.property(fc.array(idBytes, { maxLength: 600 }), fc.integer(), fc.nat(600), (ids, seed, expected) => {
        const set = new IdSet(new IdFingerprints(seed), expected);
        const numbers = new Map<string, number>();
        for (const id of ids) {
          const text = id.join();
          expect(set.has(id, 0)).toBe(numbers.has(text));
          expect(set.add(id, 0)).toBe(numbers.get(text) ?? -1);
          if (!numbers.has(text)) numbers.set(text, numbers.size);
        }
      }),
    );
  });

  it('reads an id at its place', () => {
    const set = new IdSet(new IdFingerprints(1), 1);
    const two = Uint8Array.from({ length: 32 }, (_, i) => i);
    set.add(two, 16);
    expect([set.has(two, 0), set.has(two, 16)]).toEqual([false, true]);
  });
});
