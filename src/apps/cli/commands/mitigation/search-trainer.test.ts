import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';
import { createGenerator } from '../../../../core/stats/index.js';
import type { SearchResult } from '../../../../domain/mitigation/search/index.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-30');

const POLICY = `tribune: policy/v1
name: lender
version: 1.0.0
data:
  label: repaid
  prediction: approved
  favourable: 1
  attributes:
    sex: {}
requirements:
  - id: alike
    metric: favourable_rate
    by: [sex]
    compare: difference
    max: 0.02
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "test" }
`;

/** A trainer that knows what matters, and is asked to go wrong in all the ways that there are. */
const TRAINER = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const [train, weights, params, people, scores, model, log] = process.argv.slice(2);
const { candidate, parameters: { mode = 'good' }, features, seed } = JSON.parse(readFileSync(params, 'utf8'));
appendFileSync(log, candidate + ' ' + mode + '\\n');
const rows = (file) => readFileSync(file, 'utf8').trimEnd().split('\\n').slice(1).map((line) => line.split(','));
if (rows(train).length !== rows(weights).length) throw new Error('weights of others');
if (process.env.HOME !== process.cwd()) throw new Error('not at home');
if (mode === 'fail') { console.error('out of luck'); process.exit(3); }
{
  const [income, distance] = [features.indexOf('income'), features.indexOf('distance')];
  const chance = (row) => 1 / (1 + Math.exp((distance < 0 ? 0.2 : 0.5 * row[distance]) - 2 * row[income]));
  const value = { good: chance, constant: () => 0.5, rubbish: (_, i) => (i === 7 ? 'NaN' : 0.4) }[mode];
  writeFileSync(model, JSON.stringify({ seed, features }));
  writeFileSync(scores, 'row,score\\n' + rows(people).map((row, i) => i + ',' + value(row, i) + '\\n').join(''));
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-trainer-'));
  const random = createGenerator('people of the trainer');
  const lines = ['sex,income,distance,repaid'];
  for (let i = 0; i < 6000; i++) {
    const woman = random.nextUniform() < 0.5;
    const income = random.nextNormal();
    const distance = random.nextNormal() + (woman ? 2 : 0);
    const repaid = +(random.nextUniform() < 1 / (1 + Math.exp(0.25 - 2 * income)));
    lines.push(`${woman ? 'f' : 'm'},${income.toFixed(4)},${distance.toFixed(4)},${repaid}`);
  }
  writeFileSync(at('people.csv'), `${lines.join('\n')}\n`);
  writeFileSync(at('policy.yaml'), POLICY);
  writeFileSync(at('train.mjs'), TRAINER);
  writeFileSync(at('modes.yaml'), 'mode: [good, fail, constant, rubbish]\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = (): string =>
  `"${process.execPath}" '${at('train.mjs')}' {train} {weights} {params} {people} {scores} {model} ${at('log')}`;
const search = (out: string, trainer: string, ...more: string[]): Promise<CliRun> => {
  const data = [at('people.csv'), '-p', at('policy.yaml'), '--tolerance', '0.03', '-q', '-o', at(out)];
  return run('search', ...data, '--trainer', trainer, ...more);
};
const resultOf = (name: string): SearchResult => JSON.parse(readFileSync(at(`${name}/search.json`), 'utf8'));
const logged = (): string[] => (existsSync(at('log')) ? readFileSync(at('log'), 'utf8').trimEnd().split('\n') : []);

describe('tribune search with a trainer of the user', () => {
  it('records what goes wrong, finds the alternative all the same, and goes on where it was broken off', async () => {
    const more = ['-n', '14', '--seed', 'a', '--params', at('modes.yaml'), '--workers', '4'];
    const done = await search('found', command(), ...more);
    expect(done.code, done.err).toBe(0);
    const { answer, chosen, candidates, trainer } = resultOf('found');
    expect([answer, trainer]).toEqual(['yes', command()]);
    expect(candidates.find(({ id }) => id === chosen)!.features).toEqual(['income']);
    const reasons = new Map(candidates.map(({ params, reason }) => [params.mode ?? 'good', reason]));
    expect(reasons.get('good')).toBe(null);
    expect(reasons.get('fail')).toBe('the trainer ended with code 3: out of luck');
    expect(reasons.get('constant')).toBe('the trainer gives everybody the score 0.5');
    expect(reasons.get('rubbish')).toBe(`the trainer's scores hold "7,NaN" of person 7`);
    expect(done.err).toContain('candidates failed: the trainer ended with code 3: out of luck');
    const before = logged();
    expect(before).toHaveLength(14);

    // As if it had been broken off before the end.
    for (const file of ['search.json', 'report.html', 'report.md']) rmSync(at(`found/${file}`));
    const again = await search('found', command(), ...more);
    expect(again.code, again.err).toBe(0);
    expect(resultOf('found').record.length).toBe(71);
    const anew = logged().slice(before.length);
    expect(anew.length).toBe(candidates.filter(({ status }) => status === 'failed').length);
    expect(anew.every((line) => !line.endsWith(' good'))).toBe(true);
    const third = await search('found', command(), ...more);
    expect([third.code, third.err]).toEqual([2, expect.stringContaining('nothing is written over')]);
  });

  it('learns again where the same command is given another target of the same data', async () => {
    const [header, ...lines] = readFileSync(at('people.csv'), 'utf8').trimEnd().split('\n').slice(0, 2001);
    const late = lines.map((line) => `${line},${1 - Number(line.at(-1))}`);
    writeFileSync(at('late.csv'), `${[`${header},late`, ...late].join('\n')}\n`);
    writeFileSync(at('loose.yaml'), POLICY.replace('  label: repaid\n', ''));
    const given = ['-p', at('loose.yaml'), '--trainer', command(), '--features', 'income', '-n', '1', '-q'];
    const learned = async (target: string): Promise<number> => {
      const before = logged().length;
      const done = await run('search', at('late.csv'), '-t', target, ...given, '-o', at('targets'));
      expect(done.code, done.err).toBe(0);
      for (const file of ['search.json', 'report.html', 'report.md']) rmSync(at(`targets/${file}`));
      return logged().length - before;
    };
    expect([await learned('repaid'), await learned('repaid'), await learned('late')]).toEqual([1, 0, 1]);
  });

  it('scores a model that the trainer wrote, where it writes no scores', async () => {
    const trained = await run(
      'train',
      at('people.csv'),
      '-t',
      'repaid',
      '-p',
      at('policy.yaml'),
      '-q',
      '-o',
      at('model.json'),
    );
    expect(trained.code, trained.err).toBe(0);
    writeFileSync(
      at('copy.mjs'),
      `import { copyFileSync } from 'node:fs'; copyFileSync(process.argv[3], process.argv[4]);`,
    );
    const copy = `"${process.execPath}" ${at('copy.mjs')} {train} ${at('model.json')} {model}`;
    const done = await search('copied', copy, '-n', '3');
    expect(done.code, done.err).toBe(0);
    const { candidates } = resultOf('copied');
    // A model that needs what it was not given cannot be scored.
    expect(candidates.filter(({ features }) => features.length < 2).map(({ reason }) => reason)).toEqual([
      'the trainer\'s model has an input "distance", which it was not given',
    ]);
    expect(existsSync(at('copied/candidates/c1/model'))).toBe(true);
  });

  it.each<[string, string[], string]>([
    ['a placeholder that there is not', ['--trainer', 'x {train} {modell}'], 'Did you mean "model"?'],
    ['a command from which nothing comes back', ['--trainer', 'x {train}'], 'nothing comes back'],
    ['scores of nobody', ['--trainer', 'x {train} {scores}'], 'it writes {scores} of whom?'],
    ['a learner beside it', ['--trainer', 'x {train} {model}', '-l', 'gbdt'], '--learner beside --trainer'],
    ['settings without it', ['--params', 'modes.yaml'], '--params without --trainer'],
    ['a program that is not there', ['--trainer', '/no/such/program {train} {model}'], 'cannot be started'],
    [
      'a trainer that hangs',
      ['--trainer', `"${process.execPath}" -e "setInterval(String, 1000)" {train} {model}`, '--timeout', '1'],
      'the trainer took longer than 1 s',
    ],
    ['a trainer that fails at once', ['--trainer', 'false {train} {model}'], 'the trainer ended with code 1'],
  ])('refuses %s', async (_, words, said) => {
    const { code, err } = await run(
      'search',
      at('people.csv'),
      '-p',
      at('policy.yaml'),
      ...words,
      '-q',
      '-o',
      at('no'),
    );
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
    expect(existsSync(at('no/search.json'))).toBe(false);
    rmSync(at('no'), { recursive: true, force: true });
  });
});
