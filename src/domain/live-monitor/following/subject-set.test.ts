import { expect, it } from 'vitest';
import { fingerprintOf, SubjectSet } from './subject-set.js';

const nameOf = (text: string) => {
  const bytes = new TextEncoder().encode(`<${text}>`);
  return { bytes, start: 1, end: bytes.length - 1 };
};

it('tells 200,000 subjects apart, however it grows, and knows each when it comes again', () => {
  const set = new SubjectSet();
  const subjects = Array.from({ length: 200_000 }, (_, i) =>
    fingerprintOf({ name: nameOf(`p${i}`), isPerson: true }, 7),
  );
  expect(subjects.filter((subject) => set.has(subject) || !set.add(subject))).toEqual([]);
  expect(set.size).toBe(200_000);
  expect(subjects.filter((subject) => set.add(subject) || !set.has(subject))).toEqual([]);
  expect(set.size).toBe(200_000);
});

it('finds subjects whose slots are the last ones, behind which the first follow', () => {
  const set = new SubjectSet();
  const last = Array.from({ length: 100 }, (_, i) => 2 ** 32 * (i + 1) - 1);
  expect(last.filter((subject) => set.add(subject))).toEqual(last);
  expect(last.filter((subject) => set.has(subject) && !set.add(subject))).toEqual(last);
  expect(set.has(2 ** 32 * 101 - 1)).toBe(false);
  // What is looked at beforehand, here the slot that one of the last ones has, is not in the set for that.
  expect([set.look(5), set.has(5)]).toEqual([expect.any(Number), false]);
});

it('takes no person for a cluster of the same name, and nobody for the same under another seed', () => {
  const of = (isPerson: boolean, seed: number) => fingerprintOf({ name: nameOf('a'), isPerson }, seed);
  expect(new Set([of(true, 1), of(false, 1), of(true, 2), of(false, 2)]).size).toBe(4);
});
