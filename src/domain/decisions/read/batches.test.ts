import fc from 'fast-check';
import { expect, test } from 'vitest';
import { positionOf } from '../../log/read/batches.js';

/** Ids are made of two byte values only, so that many of them begin, end or go on alike. */
const id = fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 });

test('the position of an id is that of its first bytes among those of the batch', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 40 }), id, fc.nat(), (ids, other, which) => {
      const wanted = ids.length > 0 && which % 3 > 0 ? ids[which % ids.length]! : other;
      const bytes = Uint8Array.from(ids.flatMap((one) => [...one]));
      const expected = ids.findIndex((one) => one.join() === wanted.join());
      expect(positionOf({ ids: bytes, n: ids.length }, wanted)).toBe(expected);
    }),
  );
});
