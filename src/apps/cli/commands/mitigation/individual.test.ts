import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';
import { createGenerator } from '../../../../core/stats/index.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-30');
const askFrom = (from: string, ...more: string[]): Promise<CliRun> =>
  run('individual', at('model.json'), at('people.csv'), '--attribute', 'sex', '--from', from, '--to', 'm', ...more);
const ask = (...more: string[]): Promise<CliRun> => askFrom('f', ...more);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-individual-'));
  const random = createGenerator('command');
  const lines = Array.from({ length: 400 }, (_, i) => {
    const man = i % 2;
    const income = man + random.nextNormal();
    return `${man ? 'm' : 'f'},${income},${random.nextUniform() < 0.5 ? 'north' : 'south'}`;
  });
  writeFileSync(at('people.csv'), `sex,income,town\n${lines.join('\n')}\n?,1,north\n`.replace('\n?,', '\n,'));
  const steps = (feature: number, values: number[]) => ({
    feature,
    shape: 'categories',
    values,
    unseen: 0,
    missing: 0,
  });
  writeFileSync(
    at('model.json'),
    JSON.stringify({
      kind: 'additive',
      featureNames: ['sex', 'income', 'town'],
      // The order of the categories is not that of their texts.
      categories: [['m', 'f'], null, ['south', 'north']],
      numOutputs: 1,
      link: 'identity',
      intercept: [0],
      terms: [steps(0, [0.25, 0]), { feature: 1, shape: 'line', slope: 2 }, steps(2, [0, 0.5])],
    }),
  );
  writeFileSync(at('graph.yaml'), 'income: [sex]\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tribune individual', () => {
  it('takes the difference of two groups apart, as a graph says what follows', async () => {
    const found = await ask('--graph', at('graph.yaml'), '--json', '--resamples', '50');
    expect(found.code, found.err).toBe(0);
    expect(found.err).toContain('1 rows left out: "sex" is not known');
    const { counterfactual, alike, similarBy, seesAttribute } = JSON.parse(found.out);
    expect([similarBy, seesAttribute]).toEqual([['income', 'town'], true]);
    expect(counterfactual.direct.estimate).toBeCloseTo(0.25, 12);
    expect(counterfactual.throughFollowers.lower).toBeLessThan(2);
    expect(counterfactual.throughFollowers.upper).toBeGreaterThan(2);
    expect(alike.people).toBe(400);
    const words = await ask('--resamples', '20');
    expect(words.out).toContain('assumed: Nothing follows from "sex"');
    expect(words.out).toMatch(/200 people with sex f, had they m: \d+ more get a 1, 0 no longer/);
  });

  it('names the four manifestations, and how wrong labels would have to be', async () => {
    const [head, ...lines] = readFileSync(at('people.csv'), 'utf8').trimEnd().split('\n');
    const labelled = lines.map((line, i) => `${line},${i % 7 === 0 ? '' : +(Number(line.split(',')[1]) > 0.3)}`);
    writeFileSync(at('labelled.csv'), `${head},repaid\n${labelled.join('\n')}\n`);
    const asked = ['--attribute', 'sex', '--from', 'f', '--to', 'm', '--resamples', '20', '--label'];
    const found = await run('individual', at('model.json'), at('labelled.csv'), ...asked, 'repaid', '--json');
    expect(found.code, found.err).toBe(0);
    const { manifestations, wrongLabels } = JSON.parse(found.out);
    const named = ['disparate treatment', 'disparate impact', 'differential validity', 'individual disparity'];
    expect(manifestations.map(({ name }: { name: string }) => name)).toEqual(named);
    const [treatment, impact, validity] = manifestations;
    expect(treatment.estimate).toBeCloseTo(0.25, 12);
    expect(impact.upper).toBeLessThan(0);
    expect([typeof validity.estimate, validity.why === null || validity.lower === null]).toEqual(['number', true]);
    expect(wrongLabels.share).toBeGreaterThanOrEqual(0);
    const words = await run('individual', at('model.json'), at('labelled.csv'), ...asked, 'repaid');
    expect(words.out).toContain('of those who merit a 1');
    const text = await run('individual', at('model.json'), at('labelled.csv'), ...asked, 'town');
    expect([text.code, text.err]).toEqual([2, expect.stringContaining('column "town" holds texts')]);
    expect((await ask('--resamples', '20')).out).toContain('no column of what became true is named');
  });

  it('names people by their row in the table, where others were left out before them', async () => {
    const [head, ...lines] = readFileSync(at('people.csv'), 'utf8').trimEnd().split('\n');
    // Everybody is alike but for one woman in the north, behind 3 people of no known sex.
    const alike = lines.slice(0, 60).map((line) => line.replace(/,.*/, ',1,south'));
    const odd = [head, ',1,south', ',1,south', ',1,south', ...alike, 'f,1,north'];
    const ofOdd = (...more: string[]): Promise<CliRun> => {
      const asked = ['--attribute', 'sex', '--from', 'f', '--to', 'm', '--resamples', '10'];
      return run('individual', at('model.json'), at('odd.csv'), ...asked, ...more);
    };
    writeFileSync(at('odd.csv'), `${odd.join('\n')}\n`);
    const found = await ofOdd();
    expect(found.out, found.err).toContain('least alike: row 63:');
    writeFileSync(at('odd.csv'), `${odd.join('\n').replace('f,1,north', 'f,,north')}\n`);
    const missing = await ofOdd();
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('row 63, column "income"')]);
  });

  it('asks a model of several outputs about the one that is named', async () => {
    const document = { kind: 'linear', featureNames: ['income'], numOutputs: 2, link: 'identity' };
    writeFileSync(at('two.json'), JSON.stringify({ ...document, coef: [[0], [2]], intercept: [0, 0] }));
    const ofTwo = (...more: string[]): Promise<CliRun> => {
      const asked = [
        '--attribute',
        'sex',
        '--from',
        'f',
        '--to',
        'm',
        '--resamples',
        '10',
        '--graph',
        at('graph.yaml'),
      ];
      return run('individual', at('two.json'), at('people.csv'), ...asked, ...more);
    };
    const unnamed = await ofTwo();
    expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining('the model has 2 outputs')]);
    const named = await ofTwo('--output', '1', '--json');
    expect(named.code, named.err).toBe(0);
    expect(JSON.parse(named.out).counterfactual.throughFollowers.estimate).toBeGreaterThan(1);
  });

  it.each<[string, string[], string]>([
    ['a graph that is a list', ['--graph', 'list.yaml'], 'the graph names no column'],
    ['a column that there is not', ['--graph', 'stray.yaml'], 'no column "incme"'],
  ])('refuses %s', async (_, more, said) => {
    writeFileSync(at('list.yaml'), '- sex\n');
    writeFileSync(at('stray.yaml'), 'incme: [sex]\n');
    const { code, err } = await ask(...more.map((word) => (word.endsWith('.yaml') ? at(word) : word)));
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
    const nobody = await askFrom('x');
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('"sex" is never "x"')]);
  });
});
