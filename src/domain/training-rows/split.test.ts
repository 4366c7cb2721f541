import { expect, it } from 'vitest';
import { sha256 } from '../../core/base/sha256.js';
import { partOf } from './split.js';

/** The share of the first six bytes of SHA-256 over `seed-1`, line feed and subject, by Python's hashlib. */
const PLACES: readonly (readonly [string, number])[] = [
  ['person 7', 0.7483332904730275],
  ['person 8', 0.42770224862392325],
  ['applicant-4711', 0.9987223868690585],
  ['ü', 0.523212179764954],
];

it('a subject is of the part that the guide says, which any program can repeat', () => {
  for (const [subject, place] of PLACES)
    for (const [validation, part] of [
      [place, 'training'],
      [place + 1e-12, 'validation'],
    ] as const)
      expect(partOf({ seed: 'seed-1', validation }, subject, sha256), subject).toBe(part);
});

it('about the share that is asked for is kept, others by another seed', () => {
  const kept = (seed: string): Set<number> =>
    new Set(
      Array.from({ length: 2000 }, (_, i) => i).filter(
        (i) => partOf({ seed, validation: 0.2 }, `person ${i}`, sha256) === 'validation',
      ),
    );
  const [one, other] = [kept('one'), kept('other')];
  // Five standard errors of 0.2 in 2,000 draws are 0.045.
  for (const { size } of [one, other]) expect(Math.abs(size / 2000 - 0.2)).toBeLessThan(0.045);
  // Of those of one seed a fifth is of the other as well: 0.04 of all.
  expect(Math.abs([...one].filter((i) => other.has(i)).length / 2000 - 0.04)).toBeLessThan(0.022);
});
