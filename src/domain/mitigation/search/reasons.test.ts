import { expect, it } from 'vitest';
import type { Trial } from '../alternatives/index.js';
import { reasonsOf } from './reasons.js';

/** Two inputs around 0; of four people who judge three are decided about unfavourably. */
const columns = [
  { name: 'income', values: Float64Array.of(1, -1, -2, -1, 3, 2) },
  { name: 'age', values: Float64Array.of(1, -1, -1, -3, 1, 2) },
];
const trial = {
  seed: 'reasons',
  parts: { train: Int32Array.of(0, 1), judge: Int32Array.of(2, 3, 4, 5) },
  data: { columns },
  groups: { keys: [{ sex: 'f' }, { sex: 'm' }], codes: Int32Array.of(0, 1, 0, 1, 1, 0) },
  policy: { data: { favourable: 1 }, statistics: { level: 0.95 } },
} as unknown as Trial;
const linear = (income: number, age: number) => ({
  'models/m.json': JSON.stringify({
    ...{ kind: 'linear', featureNames: ['income', 'age'], coef: [[income, age]], intercept: [0], link: 'logit' },
  }),
});
const named = (id: string, files: Record<string, string>) => ({ id, features: ['income', 'age'], files });

it('counts by group whose strongest reason is another one by some equally good model', () => {
  // Against (0, 0): of (-2, -1) the reference takes most by income; of (-1, -3) by age; of (3, 1) nothing.
  const reference = named('c1', linear(1, 1));
  const predictions = Uint8Array.of(0, 0, 0, 0, 0, 1);
  const others = [named('c2', linear(1, 4)), named('c3', { 'models/1.json': '{}', 'models/2.json': '{}' })];
  const found = reasonsOf(trial, predictions, reference, others)!;
  expect([found.models, found.without, found.people]).toEqual([2, 1, 3]);
  // By c2 the first of them, a woman, is told her age; of the men nothing changes.
  expect(found.groups.map(({ key, n, changed }) => [key?.sex, n, changed])).toEqual([
    ['f', 1, 1],
    ['m', 2, 0],
  ]);
});

it('says nothing where the reference has no single strongest input, or decides unfavourably about nobody', () => {
  const mixture = named('c1', { 'models/1.json': '{}', 'models/2.json': '{}' });
  expect(reasonsOf(trial, Uint8Array.of(0, 0, 0, 0, 0, 1), mixture, [])).toBe(null);
  expect(reasonsOf(trial, new Uint8Array(6).fill(1), named('c1', linear(1, 1)), [])).toBe(null);
});
