import fc from 'fast-check';
import { type Members, withMember } from './records.js';

/** Numbers of records at which some buffer is full, and beside them. */
export const EDGE_SIZES: readonly number[] = [1, 2, 3, 44, 45, 46, 63, 64, 65, 90, 91, 92, 100, 127, 128, 129];

/** One record of a batch: which of a pool, and how it differs from the one of that pool. */
export interface Sent {
  readonly which: number;
  /** `same`: as in the pool; `respelled`: the same content in other words; `other`: other content under its id. */
  readonly how: 'same' | 'respelled' | 'other';
}

/**
 * Batches drawn from a pool of `n` records, so that some were sent before, some stand twice in one batch and some come
 * with other content under a known id; sizes are those at which buffers grow.
 */
export const partlyRepeated = (n: number): fc.Arbitrary<Sent[][]> => {
  const sent: fc.Arbitrary<Sent> = fc.record({
    which: fc.nat(n - 1),
    how: fc.oneof(
      { weight: 6, arbitrary: fc.constant('same' as const) },
      { weight: 1, arbitrary: fc.constant('respelled' as const) },
      { weight: 1, arbitrary: fc.constant('other' as const) },
    ),
  });
  const size = fc.oneof(fc.constantFrom(...EDGE_SIZES), fc.integer({ min: 1, max: 12 }));
  const batch = size.chain((length) => fc.array(sent, { minLength: length, maxLength: length }));
  return fc.array(batch, { minLength: 1, maxLength: 4 });
};

/** The members of a record in the way that was chosen. */
export function asSent(members: Members, how: Sent['how']): Members {
  if (how === 'same') return members;
  if (how === 'respelled') return members.toReversed();
  const isOne = members.some(([key, value]) => key === 'outcome' && Number(value) === 1);
  return withMember(members, 'outcome', isOne ? '0' : '1');
}

/** What a log must say of batches sent one after the other, found by counting. */
export function judgeBatches(batches: readonly (readonly Sent[])[]) {
  const first = new Map<number, Sent['how']>();
  const isLike = (a: Sent['how'], b: Sent['how']): boolean => (a === 'other') === (b === 'other');
  return batches.map((batch) => {
    const counts = { accepted: 0, duplicates: 0, conflicts: [] as number[] };
    batch.forEach(({ which, how }, i) => {
      const earlier = first.get(which);
      if (earlier === undefined) {
        first.set(which, how);
        counts.accepted++;
      } else if (isLike(earlier, how)) counts.duplicates++;
      else counts.conflicts.push(i + 1);
    });
    return counts;
  });
}
