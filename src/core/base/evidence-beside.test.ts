import { expect, it } from 'vitest';
import { evidenceBeside } from './evidence-beside.js';

it.each([
  ['far below', 7.28, 40, '7.2 of 40'],
  ['just below', 159.62, 159.71, '159.6 of 159.7'],
  ['closer than digits show', 159.5 * (1 - 1e-13), 159.5, 'just under 159 of 159'],
  ['reached', 159.71, 159.62, '159 of 159'],
  ['reached as written', 40, 40, '40 of 40'],
  ['far beyond', 36_000, 40, '36,000 of 40'],
  ['by billions', 2.58e9, 40, '2.5e+9 of 40'],
  ['none', 0, 20, '0.0 of 20'],
])('evidence %s reads so beside what it must reach', (_, evidence, threshold, text) => {
  expect(evidenceBeside(Math.log(evidence), Math.log(threshold))).toBe(text);
});

it('evidence beyond every number is written by its logarithm', () => {
  expect(evidenceBeside(1000, Math.log(40))).toBe('1.9e+434 of 40');
});
