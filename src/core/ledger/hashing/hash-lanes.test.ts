import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HashLanes, LONGEST_SHORT, lanesAfter, type Messages, openHashLanes } from './hash-lanes.js';

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const node = (pair: Uint8Array): Buffer => sha256(Uint8Array.of(1), pair);
/** Messages as the lanes take them. */
function joined(messages: readonly Uint8Array[]): Messages {
  let end = 0;
  return { bytes: Buffer.concat(messages), ends: Int32Array.from(messages, ({ length }) => (end += length)) };
}
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

it('is to be had here', () => {
  expect(openHashLanes()).not.toBe(null);
});

// Before anything is compiled in this process.
describe.each([
  ['one by one, while there are few', 1e9],
  ['in lanes', 0],
])('hashing %s', (_name, after) => {
  const lanes = lanesAfter(after) as HashLanes;

  it('gives the hashes of OpenSSL for any messages that fit behind any prefix', () => {
    const some = fc
      .nat(LONGEST_SHORT)
      .chain((length) =>
        fc.tuple(
          fc.uint8Array({ minLength: length, maxLength: length }),
          fc.array(fc.uint8Array({ maxLength: LONGEST_SHORT - length }), { maxLength: 40 }),
        ),
      );
    fc.assert(
      fc.property(some, ([prefix, messages]) => {
        const expected = Buffer.concat(messages.map((message) => sha256(prefix, message)));
        expect(hex(lanes.short(prefix, joined(messages)))).toBe(hex(expected));
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
    const prefix = Uint8Array.of(0);
    const entries = pairs.map((entry, i) => entry.subarray(0, i % LONGEST_SHORT));
    const expected = Buffer.concat(entries.map((entry) => sha256(prefix, entry)));
    expect(hex(lanes.short(prefix, joined(entries)))).toBe(hex(expected));
  });

  it('gives nothing for nothing', () => {
    expect(lanes.short(new Uint8Array(), joined([]))).toHaveLength(0);
    expect(lanes.nodes(new Uint8Array())).toHaveLength(0);
  });
});
