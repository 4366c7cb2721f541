import { describe, expect, it } from 'vitest';
import { cli } from '../../../../../test/e2e/support.js';

describe('tribune plan', () => {
  it('tells the overhead of a day, with where each figure comes from', async () => {
    const words = ['plan', 'overhead', '--decisions-per-day', '1000000', '--explained', '0.1', '--prediction-us', '40'];
    const { code, out } = await cli(words);
    expect(code).toBe(0);
    expect(out).toContain('11.6 decisions a second on average');
    expect(out).toMatch(/recording +12\.4 to 29\.3 +processor seconds a day +0\.31 to 0\.733/);
    expect(out).toContain('node bench/ingest.mjs');
    const json = JSON.parse((await cli([...words, '--json'])).out);
    expect(json.inputs).toMatchObject({ decisionsPerDay: 1_000_000, keptDays: 365 });
    expect(json.parts).toHaveLength(7);
  });

  it('reckons a sum with the numbers that are given', async () => {
    const { out } = await cli(['plan', 'sums', 'deletions', '--with', 'shards=20', '--with', 'requests=14']);
    expect(out).toContain('comes to   requests that hit half of the shards: 13.5134 requests');
    expect(out).toContain(
      'textbook   prints "1,000 deletions a day are manageable"; right is 99.996 of 100 shards (L1149)',
    );
    expect(JSON.parse((await cli(['plan', 'sums', '--json'])).out)).toHaveLength(14);
  });

  it.each([
    [['plan', 'overhead'], 'needs --decisions-per-day'],
    [['plan', 'overhead', '--decisions-per-day', 'many'], 'not a number'],
    [['plan', 'sums', 'deletion'], 'deletions'],
    [['plan', 'sums', 'deletions', '--with', 'shard=3'], 'no input "shard"'],
    [['plan', 'sums', 'deletions', '--with', 'shards=3', '--with', 'shards=4'], 'given twice'],
    [['plan', 'sums', '--with', 'shards=3'], 'belongs to one sum'],
  ])('refuses %j by name', async (words, message) => {
    const { code, err } = await cli(words);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
