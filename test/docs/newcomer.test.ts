import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../e2e/support.js';

/** The first three programs of the library guide; guides.test.ts runs them against the built package. */
const programs = [
  ...readFileSync(join(root, 'docs/guides/library.md'), 'utf8').matchAll(/```ts run\n([\s\S]*?)```/g),
].map((match) => match[1]!);

const linesOf = (program: string): number =>
  program.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;

describe('a newcomer writes few lines', () => {
  it.each([
    ['audits arrays and judges them', 0, 'auditArrays', 6],
    ['explains a row', 1, 'explainRows', 6],
    ['verifies a receipt', 2, 'verifyReceipt', 4],
  ] as const)('who %s', (_, index, called, most) => {
    expect(programs[index]).toContain(called);
    expect(linesOf(programs[index]!)).toBeLessThanOrEqual(most);
  });
});
