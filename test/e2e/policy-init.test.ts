import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/policy/index.js';
import { cli, example, inFolder } from './support.js';

describe('tribune policy init', () => {
  it('proposes a valid policy for the lending sample and that policy can be audited', async () => {
    await inFolder(async (folder) => {
      const proposed = await cli(['policy', 'init', example('lending/applicants.csv'), '--quiet']);
      expect([proposed.code, proposed.out]).toEqual([0, expect.stringContaining('tribune: policy/v1')]);
      const { policy } = parsePolicy(proposed.out, { file: 'policy.yaml' });
      expect(policy.data).toMatchObject({ weight: 'n', weightKind: 'count' });
      expect(policy.data.label?.column).toBe('good');
      expect(policy.data.prediction?.column).toBe('approved');
      expect(policy.data.attributes.map((a) => [a.name, a.reference])).toEqual([
        ['race', 'white'],
        ['single', 'not single'],
      ]);
      writeFileSync(join(folder, 'policy.yaml'), proposed.out);
      const audit = await cli([
        'audit',
        example('lending/applicants.csv'),
        '--policy',
        join(folder, 'policy.yaml'),
        '--quiet',
      ]);
      expect([0, 1, 3]).toContain(audit.code);
    });
  });

  it('never guesses silently which prediction is good for the person', async () => {
    const { out } = await cli(['policy', 'init', example('lending/applicants.csv'), '--quiet']);
    expect(out).toMatch(/favourable: 1 +# check/);
  });

  it('tells the gap that the sizes of each rate could show', async () => {
    const { out } = await cli(['policy', 'init', example('lending/applicants.csv'), '--quiet']);
    const gaps = [...out.matchAll(/show a gap of ([\d.]+)/g)].map((m) => Number(m[1]));
    expect(gaps).toHaveLength(4);
    expect(gaps[1]).toBeGreaterThan(gaps[0]! - 0.03);
  });

  it('asks for what it cannot find, in one message', async () => {
    const { code, err } = await cli(['policy', 'init', example('compas/people.csv'), '--quiet']);
    expect(code).toBe(2);
    expect(err).toContain('--score COLUMN --cutoff X');
  });

  it('refuses a column that is not there and lists those that are', async () => {
    const { code, err } = await cli([
      'policy',
      'init',
      example('compas/people.csv'),
      '--prediction',
      'flag',
      '--quiet',
    ]);
    expect([code, /no column "flag"[\s\S]*decile_score/.test(err)]).toEqual([2, true]);
  });
});
