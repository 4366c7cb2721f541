import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, example, inFolder } from './support.js';

/** The sample of `npm start`: every column of it is named by its policy, the weight among them. */
const PEOPLE = example('compas/people.csv');
const POLICY = example('compas/policy.yaml');

describe('a file of which the policy names every column', () => {
  it('is audited without a word of a command that would have nothing to learn from', async () => {
    const audited = await cli(['audit', PEOPLE, '--policy', POLICY]);
    expect([audited.code, audited.out]).toEqual([1, expect.not.stringContaining('mitigate')]);
  });

  it('is refused where something is to be learned from it', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'out');
      const sought = ['mitigate', PEOPLE, '--policy', POLICY, '--requirement', 'four-fifths', '--out', out];
      const taught = ['train', PEOPLE, '--target', 'reoffended', '--policy', POLICY, '--out', out];
      for (const words of [sought, taught]) {
        const { code, err } = await cli([...words, '--quiet']);
        expect([code, err]).toEqual([
          2,
          expect.stringMatching(/^error USAGE: no column of \S+ is left to learn from\n/),
        ]);
        expect(existsSync(out)).toBe(false);
      }
    }));
});
