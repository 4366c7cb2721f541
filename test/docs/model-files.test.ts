import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matrixFromRows, readModel } from '../../src/core/models/index.js';
import { root } from '../e2e/support.js';

const page = readFileSync(join(root, 'docs/explanations/model-files.md'), 'utf8');
const examples = [...page.matchAll(/```(?:json|csv)\n([\s\S]*?)```/g)].map(([, text]) =>
  new TextEncoder().encode(text),
);

describe('the formats of our own, as the page shows them', () => {
  it.each([
    [0, [25, 1], -0.5],
    [0, [31, 1], 1.5],
    [1, [50, 3], 0.3],
    [2, [40, 0], -0.95],
    [3, [20, 0], -1.1],
    [3, [25, 1], -1.1],
    [4, [25, 0], 555],
    [4, [20, -1], 510],
  ])('example %d of the row %j scores %d', (at, row, score) => {
    expect(examples).toHaveLength(5);
    expect(readModel(examples[at]!).predictRaw(matrixFromRows([row]))[0]).toBeCloseTo(score, 12);
  });
});
