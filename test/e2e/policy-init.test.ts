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

  it('proposes groups that are known as probabilities, where they add up to 1 in every row', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'likely.csv');
      const rows = Array.from({ length: 80 }, (_, i) => `${i % 3 ? 1 : 0},0.${i % 9},${(1 - (i % 9) / 10).toFixed(1)}`);
      writeFileSync(path, `approved,p_female,p_male\n${rows.join('\n')}\n`);
      const { code, out } = await cli(['policy', 'init', path, '--quiet']);
      expect([code, out]).toEqual([
        0,
        expect.stringContaining('probabilities: { "female": "p_female", "male": "p_male" }'),
      ]);
      writeFileSync(join(folder, 'policy.yaml'), out);
      const audit = await cli(['audit', path, '--policy', join(folder, 'policy.yaml'), '--quiet']);
      expect([0, 1, 3], audit.err).toContain(audit.code);
      writeFileSync(path, `approved,p_female,p_male\n${rows.join('\n')}\n1,0.5,0.4\n`);
      const { err } = await cli(['policy', 'init', path, '--quiet']);
      expect(err).toContain('found no column to compare people by');
      expect(err).toContain(
        'note: "p_female", "p_male" look like probabilities of sex by their names, and are not proposed as such: columns p_female, p_male: 1 row whose probabilities do not add up to 1 (p_female 0.5, p_male 0.4)\n',
      );
    });
  });

  it('names columns that may stand for an attribute', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'a.csv');
      const rows = Array.from(
        { length: 80 },
        (_, i) => `${i % 2 ? 'f' : 'm'},${i % 3 ? 1 : 0},${i % 5 ? 1 : 0},${10000 + (i % 7)}`,
      );
      writeFileSync(path, `sex,label,approved,postcode\n${rows.join('\n')}\n`);
      const { code, err } = await cli(['policy', 'init', path, '--favourable', '1', '--quiet']);
      expect([code, err]).toEqual([0, expect.stringContaining('note: "postcode" may stand for race, national origin')]);
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

  const write = (folder: string, name: string, lines: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };
  /** 200 people with words for labels, ages one by one, and survey weights. */
  const people = (row: (i: number) => string): string[] => Array.from({ length: 200 }, (_, i) => row(i));
  const SURVEY = [
    'sex,age,repaid,score,approved,w',
    ...people(
      (i) =>
        `${i % 2 ? 'Male' : 'Female'},${18 + (i % 53)},${i % 3 ? 'Yes' : 'No'},${(i % 100) / 100},${i % 2 ? 'Yes' : 'No'},${1.5 + (i % 7)}`,
    ),
  ];
  const proposal = async (words: readonly string[]) => {
    const { code, out, err } = await cli(['policy', 'init', ...words, '--quiet']);
    expect([code, err]).toEqual([0, expect.not.stringContaining('error')]);
    return { text: out, data: parsePolicy(out, { file: 'policy.yaml' }).policy.data };
  };
  const refusal = async (words: readonly string[]): Promise<string> => {
    const { code, out, err } = await cli(['policy', 'init', ...words, '--quiet']);
    expect([code, out]).toEqual([2, '']);
    return err;
  };

  it('proposes sides for words, bins for ages, the kind of a weight; and that policy can be audited', async () => {
    await inFolder(async (folder) => {
      const file = write(folder, 'survey.csv', SURVEY);
      const { text, data } = await proposal([file]);
      expect(data).toMatchObject({
        label: { column: 'repaid', positive: ['Yes'], negative: ['No'] },
        prediction: { column: 'approved', positive: ['Yes'], negative: ['No'] },
        weight: 'w',
        weightKind: 'sampling',
        favourable: 1,
      });
      expect(data.attributes.map(({ name, bins }) => [name, bins])).toEqual([
        ['sex', null],
        ['age', [30, 40, 55]],
      ]);
      expect(text).toMatch(/weightKind: sampling +# check/);
      const policy = join(folder, 'policy.yaml');
      writeFileSync(policy, text);
      expect([0, 1, 3]).toContain((await cli(['audit', file, '--policy', policy, '--quiet'])).code);
      expect((await proposal([file, '--weight-kind', 'count', '--weight', 'age'])).data.weightKind).toBe('count');
    });
  });

  it('what is told wins or is refused: a cutoff is never dropped for a column that looks like a prediction', async () => {
    await inFolder(async (folder) => {
      const file = write(folder, 'cutoff.csv', [
        'sex,y,decision,s',
        ...people((i) => `${i % 2},${i % 3 ? 1 : 0},${i % 5 ? 1 : 0},${i / 200}`),
      ]);
      const { data } = await proposal([file, '--score', 's', '--cutoff', '0.5', '--favourable', '1']);
      expect(data).toMatchObject({ prediction: null, score: 's', cutoff: 0.5 });
      expect(await refusal([file, '--prediction', 'decision', '--cutoff', '0.5'])).toContain(
        'either a column or score >= cutoff',
      );
      expect(await refusal([file, '--prediction', 'y', '--label', 'y'])).toContain(
        'label and prediction both name "y"',
      );
      expect(await refusal([file, '--prediction', 'y', '--attribute', 'y'])).toContain('both name "y"');
      expect((await proposal([file, '--prediction', 'y', '--favourable', '0'])).data.label).toBeNull();
      expect(await refusal([file, '--weight-kind', 'count'])).toContain('--weight-kind needs --weight');
    });
  });

  it('asks which prediction is good, which value is 1, and writes over no policy', async () => {
    await inFolder(async (folder) => {
      const arrests = write(folder, 'arrests.csv', [
        'race,outcome,held',
        ...people((i) => `${i % 2 ? 'A' : 'B'},${i % 3 ? 'kept' : 'freed'},${i % 2}`),
      ]);
      expect(await refusal([arrests, '--prediction', 'held'])).toMatch(/--favourable 1 if it is held = 1/);
      expect(await refusal([arrests, '--prediction', 'held', '--label', 'outcome'])).toMatch(
        /holds "kept", "freed".*\n.*--label-positive VALUE/,
      );
      const words = [
        arrests,
        '--prediction',
        'held',
        '--label',
        'outcome',
        '--label-positive',
        'kept',
        '--favourable',
        '0',
      ];
      expect((await proposal(words)).data.label).toEqual({
        column: 'outcome',
        positive: ['kept'],
        negative: ['freed'],
      });
      const out = join(folder, 'policy.yaml');
      expect((await cli(['policy', 'init', ...words, '--quiet', '--out', out])).code).toBe(0);
      expect(await refusal([...words, '--out', out])).toContain('is there already');
    });
  });

  it('keeps its bound whatever the data could decide, and says what comes out inconclusive', async () => {
    await inFolder(async (folder) => {
      for (const count of [80, 200]) {
        const file = write(folder, `few-${count}.csv`, [
          'sex,approved',
          ...people((i) => `${i % 2},${i % 3 ? 1 : 0}`).slice(0, count),
        ]);
        const { text } = await proposal([file]);
        expect(text).toMatch(
          /max: 0\.1 +# check: these sizes show a gap of 0\.[1-3]\d*.*a smaller one comes out inconclusive/,
        );
      }
    });
  });

  it('names groups that differ in case or blanks, and words that look like missing', async () => {
    await inFolder(async (folder) => {
      const values = ['Male', 'Male ', 'male', 'Female', 'NA'];
      const file = write(folder, 'dirty.csv', ['sex,approved', ...people((i) => `${values[i % 5]},${i % 3 ? 1 : 0}`)]);
      const { out, err } = await cli(['policy', 'init', file, '--quiet']);
      expect(err).toContain('"Male", "Male ", "male" differ in case or blanks only');
      expect(parsePolicy(out, { file: 'policy.yaml' }).policy.data.missing).toEqual(['NA']);
    });
  });
});
