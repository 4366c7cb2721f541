import { expect, it } from 'vitest';
import { decidedInArm } from '../canaries/index.js';
import { type Canary, sumOf } from '../canaries/ports.js';
import { countOf } from './counts.js';

const step = { atMs: 0, share: 1, isHeld: false, by: 'a', reason: 'test' };
/** Everybody is in it, until it is held. */
const canary: Canary = {
  ...{ id: 'c', deployment: 'lending/prod', version: 'new', incumbent: 'old', revision: 1, end: null },
  steps: [step, { ...step, atMs: 10, isHeld: true }],
};
const counted = (...made: readonly (readonly [version: string | null, atMs: number])[]) =>
  made
    .map(([version, atMs]) =>
      countOf(decidedInArm(canary, { deployment: 'lending/prod', version, subject: 's', decidedAtMs: atMs }), {
        ...{ isNamed: version !== null, atMs },
      }),
    )
    .reduce(sumOf);

it('counts decisions by the version that their records name, and those that name none in no arm', () => {
  expect(counted(['new', 1], ['old', 2], ['older', 3], [null, 4], ['new', 11], ['old', 12], [null, 13])).toEqual({
    ...{ canary: 2, incumbent: 2, other: 1, unnamed: 2, firstMs: 1, lastMs: 13 },
    // The incumbent and a third version where the canary was to decide, and the canary once it was held.
    misplaced: 3,
    // While it is held nobody is in it.
    unnamedDrawn: 1,
  });
});
