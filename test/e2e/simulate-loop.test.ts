import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, inFolder } from './support.js';

const loop = ['simulate', 'loop', '--quiet', '--rounds', '12', '--runs', '4'];

describe('tribune simulate loop', () => {
  it('says what the loop does, and what each intervention does alone', async () => {
    const { code, out } = await cli([...loop, '--preset', 'policing']);
    expect(code).toBe(0);
    expect(out).toContain('Patrols make records, records send patrols');
    expect(out).toMatch(/^\s+12 +\d+\.\d % +\d+\.\d % +54\.5 % +45\.5 %$/m);
    expect(out).toMatch(/^ {2}--propensity +\S+ pp \(/m);
    expect(out.replace(/\s+/g, ' ')).toContain('It says nothing of a system that was not measured');
  });

  it('has the same numbers in JSON again, and the courses with and without interventions', async () => {
    const words = [...loop, '--preset', 'hiring', '--exploration', '0.2', '--json'];
    const [one, other] = [await cli(words), await cli(words)];
    expect(one.out).toBe(other.out);
    const result = JSON.parse(one.out);
    expect(result).toMatchObject({ preset: 'hiring', rounds: 12, runs: 4, seed: 1 });
    expect(result.changed.switches).toMatchObject({ exploration: 0.2, audit: false, reset: null });
    expect(result.asIs.rounds).toHaveLength(13);
    expect(result.alone.map(({ intervention }: { intervention: string }) => intervention)).not.toContain('diversity');
  });

  it('writes a page that needs nothing from elsewhere', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'loop.html');
      expect((await cli([...loop, '--preset', 'recommender', '--diversity', '0.2', '--html', path])).code).toBe(0);
      const page = readFileSync(path, 'utf8');
      const has = (text: string): [string, boolean] => [text, page.includes(text)];
      expect([has('<h2 id="as-is">'), has('<h2 id="changed">')].map(([, is]) => is)).toEqual([true, true]);
      // Two charts of each course, each in a layout for pages and one for telephones.
      expect(page.match(/<svg/g)!.length).toBe(8);
      expect(/<script|https?:\/\//.test(page)).toBe(false);
      expect(has('tribune simulate loop --preset recommender --diversity 0.2 --rounds 12 --runs 4 --json')[1]).toBe(
        true,
      );
    });
  });

  it.each([
    [['--preset', 'hirring'], 'Did you mean "hiring"?'],
    [[], 'tribune simulate loop needs --preset'],
    [['--preset', 'policing', '--diversity', '0.2'], '--diversity has no place in the loop "policing"'],
    [['--preset', 'hiring', '--propensity'], '--propensity needs --exploration in the loop "hiring"'],
    [['--preset', 'policing', '--propensity', '--holdout', '0.1'], '--propensity with --holdout weighs nothing'],
    [['--preset', 'lending', '--exploration', '0.7', '--holdout', '0.7'], 'more than all decisions together'],
    [['--preset', 'lending', '--exploration', '5 %'], '--exploration 5 %: not a share'],
    [['--preset', 'lending', '--reset', '0'], '--reset 0: not a whole number'],
    [['--preset', 'lending', '--rounds', '1000', '--runs', '1000'], '1000 runs of 1000 rounds'],
    [['--preset', 'lending', '--exploraton', '0.1'], 'exploration'],
  ])('refuses %j in one sentence', async (words, message) => {
    const { code, err } = await cli(['simulate', 'loop', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

it('measure loop says that no row counts where every time is missing, and prints no empty table', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'shown.csv');
    writeFileSync(path, 'article,request,at\na,1,\nb,1,\nc,2,\n');
    const words = ['measure', 'loop', path, '--item', 'article', '--list', 'request', '--time', 'at', '--period', '7d'];
    const { code, err } = await cli(words);
    expect(code).toBe(2);
    expect(err).toContain('has article, request, at: 3 rows lack one of them');
  });
});
