import fc from 'fast-check';
import { tallyRows, withoutScores } from '../../../src/core/fairness/index.js';
import type { Tally } from '../../../src/core/fairness/tally/types.js';

/** Values of the first attribute. */
export const VALUES = ['x', 'y', 'z', 'rare', null];

/** A person as she is decided upon. */
export interface Row {
  readonly values: readonly (string | null)[];
  readonly label: 0 | 1 | null;
  readonly prediction: 0 | 1;
  readonly score: number | null;
}

const row = fc.record({
  values: fc.tuple(fc.constantFrom(...VALUES), fc.constantFrom('f', 'm', null)),
  label: fc.constantFrom(0, 1, null),
  prediction: fc.constantFrom(0, 1),
  score: fc.oneof(
    fc.constantFrom(0, 0.25, 0.5, 1, null),
    fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
  ),
});
/** Crowds of one kind beside single people: what a service holds. */
export const rows = fc
  .array(fc.tuple(row, fc.oneof(fc.constantFrom(1, 2, 5, 10, 11, 12), fc.integer({ min: 13, max: 90 }))), {
    maxLength: 40,
  })
  .map((crowds) => crowds.flatMap(([one, n]) => Array.from({ length: n }, () => one)) as Row[]);

/** The tally of these people, with their scores or without. */
export const tallyOf = (all: readonly Row[], kind: 'distinct' | 'none'): Tally => {
  const spec = { policyDigest: 'sha256:x', attributes: ['a', 'b'], weightKind: 'none', scoreScale: 1 } as const;
  const tally = tallyRows(
    { ...spec, score: { kind: 'distinct' } },
    all.map((one) => ({ ...one, weight: 1 })),
  );
  return kind === 'none' ? withoutScores(tally) : tally;
};

/** The sets of attributes that are looked at. */
export const SETS = [['a'], ['b'], ['a', 'b']];
