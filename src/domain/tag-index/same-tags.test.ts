import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SameTag, sameTags } from './same-tags.js';

interface Entry {
  readonly tag: number;
  readonly seq: number;
  readonly position: number;
}

function runOf(entries: readonly Entry[]): Uint8Array {
  const bytes = Buffer.alloc(16 * entries.length);
  entries.forEach(({ tag, seq, position }, i) => {
    bytes.writeBigUInt64BE(BigInt(tag) * 0x1_0000_0001n, 16 * i);
    bytes.writeUIntBE(seq, 16 * i + 8, 6);
    bytes.writeUInt16BE(position, 16 * i + 14);
  });
  return bytes;
}

const inOrder = (pairs: readonly SameTag[]): string[] =>
  pairs.map(({ earlier, later }) => [earlier.seq, earlier.position, later.seq, later.position].join(' ')).sort();

describe('pairs of entries with the same tag', () => {
  it('are found between new and known entries, and among new ones', () => {
    const known = runOf([
      { tag: 1, seq: 0, position: 3 },
      { tag: 2, seq: 0, position: 4 },
    ]);
    const fresh = runOf([
      { tag: 2, seq: 5, position: 0 },
      { tag: 3, seq: 5, position: 1 },
      { tag: 3, seq: 6, position: 0 },
    ]);
    expect(inOrder(sameTags([known, fresh], { fromSeq: 5, toSeq: 6 }))).toEqual(['0 4 5 0', '5 1 6 0']);
  });

  it('keep batch numbers beyond 32 bits apart', () => {
    const seq = 0x1_0000_0005;
    const run = runOf([
      { tag: 1, seq: 5, position: 0 },
      { tag: 1, seq, position: 0 },
    ]);
    expect(sameTags([run], { fromSeq: seq, toSeq: seq })).toEqual([
      { earlier: { seq: 5, position: 0 }, later: { seq, position: 0 } },
    ]);
  });

  it('are those of comparing every entry with every other', () => {
    const entry = fc.record({ tag: fc.nat(6), seq: fc.nat(9), position: fc.nat(2) });
    const places = fc.uniqueArray(entry, { maxLength: 30, selector: ({ seq, position }) => `${seq}/${position}` });
    fc.assert(
      fc.property(places, fc.nat(9), fc.nat(9), fc.nat(30), (entries, a, b, cut) => {
        const [fromSeq, toSeq] = [Math.min(a, b), Math.max(a, b)];
        const expected = entries.flatMap((earlier) =>
          entries
            .filter((later) => later.tag === earlier.tag && later.seq >= fromSeq && later.seq <= toSeq)
            .filter(({ seq, position }) => seq > earlier.seq || (seq === earlier.seq && position > earlier.position))
            .map((later) => ({ earlier, later })),
        );
        const runs = [runOf(entries.slice(0, cut)), runOf(entries.slice(cut))];
        expect(inOrder(sameTags(runs, { fromSeq, toSeq }))).toEqual(inOrder(expected));
      }),
    );
  });

  it('do not hold an entry that stands in two runs against itself', () => {
    const run = runOf([{ tag: 1, seq: 2, position: 0 }]);
    expect(sameTags([run, run], { fromSeq: 0, toSeq: 9 })).toEqual([]);
  });
});
