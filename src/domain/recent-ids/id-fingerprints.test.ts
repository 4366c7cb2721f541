import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdFingerprints } from './id-fingerprints.js';
import { mix } from './id-index.js';

const BYTES = 16;
const anId = fc.uint8Array({ minLength: BYTES, maxLength: BYTES });

function printOf(seed: number, id: Uint8Array, at = 0): { place: number; fingerprint: number } {
  const fingerprints = new IdFingerprints(seed);
  fingerprints.take(id, at);
  return { place: fingerprints.place, fingerprint: fingerprints.fingerprint };
}

/** The odd number whose product with another is 1 modulo 2^32 (Newton's iteration doubles the bits that are right). */
function inverse(odd: number): number {
  let result = odd;
  for (let i = 0; i < 5; i++) result = Math.imul(result, 2 - Math.imul(odd, result));
  return result;
}

/** Changes a word of an id so that the word differs by `bits` where `mix` takes it in. */
function changeMixed(id: Uint8Array, at: number, bits: number): void {
  const view = new DataView(id.buffer);
  const product = Math.imul(view.getUint32(at, true), 0xcc9e2d51);
  const mixed = Math.imul((product << 15) | (product >>> 17), 0x1b873593) ^ bits;
  const back = Math.imul(mixed, inverse(0x1b873593));
  view.setUint32(at, Math.imul((back >>> 15) | (back << 17), inverse(0xcc9e2d51)), true);
}

describe('fingerprints of ids', () => {
  it('depend on seed and id alone, not on the place in memory', () => {
    fc.assert(
      fc.property(fc.integer(), anId, fc.nat(40), (seed, id, at) => {
        const longer = new Uint8Array(60).fill(7);
        longer.set(id, at);
        expect(printOf(seed, longer, at)).toEqual(printOf(seed, id));
      }),
    );
  });

  it('are two words of 32 bits that differ with every bit of an id', () => {
    const id = Uint8Array.from({ length: BYTES }, (_, i) => 31 * i);
    const seen = [new Set<number>(), new Set<number>()];
    for (let bit = -1; bit < 8 * BYTES; bit++) {
      const other = id.slice();
      if (bit >= 0) other[bit >> 3]! ^= 1 << (bit & 7);
      for (const [i, word] of Object.values(printOf(1, other)).entries()) {
        expect(word).toBe(word >>> 0);
        seen[i]!.add(word);
      }
    }
    expect(seen.map(({ size }) => size)).toEqual([129, 129]);
  });

  it('differ for ids made to collide under every seed of the hash of tags', () => {
    fc.assert(
      fc.property(anId, fc.integer(), (id, seed) => {
        const twin = id.slice();
        // Bit 18 becomes bit 31, which a product with an odd number keeps alone; the next word takes it out again.
        changeMixed(twin, 0, 1 << 18);
        changeMixed(twin, 4, 1 << 31);
        expect(mix(seed, twin, 0)).toBe(mix(seed, id, 0));
        expect(printOf(seed, twin)).not.toEqual(printOf(seed, id));
      }),
    );
  });

  it.each([0, 1, 0x5eed1234, 0xffffffff])('spread neighbours evenly, seed %i', (seed) => {
    const fingerprints = new IdFingerprints(seed);
    const id = new Uint8Array(BYTES);
    const nByBlock = new Uint32Array(512);
    const MEAN = 40;
    for (let i = 0; i < MEAN * nByBlock.length; i++) {
      new DataView(id.buffer).setUint32(12, i);
      fingerprints.take(id, 0);
      nByBlock[fingerprints.place >>> 23]!++;
    }
    // Six standard deviations of a Poisson count.
    expect(Math.max(...nByBlock)).toBeLessThan(MEAN + 6 * Math.sqrt(MEAN));
    expect(Math.min(...nByBlock)).toBeGreaterThan(MEAN - 6 * Math.sqrt(MEAN));
  });
});
