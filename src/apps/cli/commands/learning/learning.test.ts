import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, cli } from '../../../../../test/e2e/support.js';
import { createGenerator } from '../../../../core/stats/index.js';

let folder = '';
const at = (name: string): string => join(folder, name);

/** Applicants whose chance to repay follows income, home and late payments; some cells are empty. */
function applicants(rows: number): string {
  const random = createGenerator('applicants');
  const lines = ['id,income,home,late,sex,weight,repaid on,repaid'];
  for (let r = 0; r < rows; r++) {
    const income = random.nextUniform() < 0.1 ? '' : (2000 + 1500 * random.nextUniform()).toFixed(2);
    const home = ['own', 'rent', 'with, others'][random.nextInteger(3)]!;
    const late = random.nextInteger(4);
    const z = (income === '' ? -1 : (Number(income) - 2700) / 400) + (home === 'own' ? 1 : 0) - late / 2 + 1;
    const repaid = random.nextUniform() < 1 / (1 + Math.exp(-z));
    const on = repaid ? 20_000 + r : '';
    const target = r % 50 === 0 ? '' : repaid ? 'yes' : 'no';
    lines.push(`p${r},${income},"${home}",${late},${r % 2 ? 'f' : 'm'},${1 + (r % 3)},${on},${target}`);
  }
  return `${lines.join('\n')}\n`;
}

const run = (...words: string[]): Promise<CliRun> => cli(words, '2026-11-29');

const POLICY = `tribune: policy/v1
name: repayment
version: 1.0.0
data:
  label: { column: repaid, positive: ['yes'] }
  prediction: late
  favourable: 1
  attributes:
    sex: {}
requirements:
  - id: gap
    metric: selection_rate
    by: [sex]
    compare: difference
    max: 0.1
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-learning-'));
  writeFileSync(at('people.csv'), applicants(1000));
  writeFileSync(at('policy.yaml'), POLICY);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TRAIN = ['--target', 'repaid', '--positive', 'yes', '--features', 'income,home,late', '--quiet'];

describe('tribune train and predict', () => {
  it('write a model that is judged on rows held out, scores raw rows and is explained exactly', async () => {
    const trained = await run(
      'train',
      at('people.csv'),
      ...TRAIN,
      '--weights',
      'weight',
      '--out',
      at('m.json'),
      '--json',
    );
    expect(trained.err).toBe('note: 20 rows have no target and are left out\n');
    const { model, train, holdout, excluded } = JSON.parse(trained.out);
    expect([trained.code, train.n, holdout.n, excluded]).toEqual([0, 784, 196, 20]);
    expect(model.learner).toBe('logistic');
    expect(holdout.auc).toBeGreaterThan(0.7);
    const { training } = JSON.parse(readFileSync(at('m.json'), 'utf8'));
    expect(training).toMatchObject({
      seed: 'tribune',
      library: 'tribune 0.0.0-test',
      weights: 'weight',
      positive: 'yes',
    });

    const predicted = await run('predict', at('m.json'), at('people.csv'), '--out', at('scores.csv'));
    expect(predicted.err).toBe('');
    const lines = readFileSync(at('scores.csv'), 'utf8').trimEnd().split('\n');
    expect([lines.length, lines[0]]).toEqual([1001, 'row,score']);
    const explained = await run('explain', at('m.json'), at('people.csv'), '--row', '7', '--json');
    const { rows, model: explainedModel, baseValue } = JSON.parse(explained.out);
    expect(explainedModel.digest).toBe(model.digest);
    const score = Number(lines[8]!.split(',')[1]);
    expect(rows[0].prediction[0]).toBeCloseTo(Math.log(score / (1 - score)), 10);
    const values = Object.values<number[]>(rows[0].values).flat();
    expect(values.reduce((a, b) => a + b, baseValue[0])).toBeCloseTo(rows[0].prediction[0], 12);
  });

  it('give the same file for the same seed, and another for another', async () => {
    for (const [name, seed] of [
      ['a', '1'],
      ['b', '1'],
      ['c', '2'],
    ] as const)
      await run('train', at('people.csv'), ...TRAIN, '--seed', seed, '--out', at(name));
    const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(at(name), 'utf8'));
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  it('take directions from a file as from a setting', async () => {
    writeFileSync(at('directions.yaml'), 'income: +\nlate: falls\n');
    writeFileSync(at('wrong.yaml'), 'income: up\n');
    const few = [...TRAIN, '--learner', 'gbdt', '--set', 'rounds=5'];
    const by = (...words: string[]) => run('train', at('people.csv'), ...few, ...words);
    expect(await by('--monotone', at('directions.yaml'), '--out', at('by-file.json'))).toMatchObject({ code: 0 });
    expect(await by('--set', 'monotone=income:+,late:-', '--out', at('by-set.json'))).toMatchObject({ code: 0 });
    expect(readFileSync(at('by-file.json'), 'utf8')).toBe(readFileSync(at('by-set.json'), 'utf8'));
    const refused = await by('--monotone', at('wrong.yaml'), '--out', at('no.json'));
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('"income" has no direction')]);
    const twice = await by('--monotone', at('directions.yaml'), '--set', 'monotone=late:-', '--out', at('no.json'));
    expect([twice.code, twice.err]).toEqual([2, expect.stringContaining('--monotone beside --set monotone')]);
  });

  it('calibrate on rows of their own, and say by which curve', async () => {
    const words = [...TRAIN, '--learner', 'forest', '--set', 'trees=5', '--calibrate', 'platt', '--out', at('cal')];
    const { out } = await run('train', at('people.csv'), ...words, '--json');
    const { calibration, train } = JSON.parse(out);
    expect([calibration.method, calibration.of, train.n]).toEqual(['platt', 'chance', 784]);
    expect(Math.abs(calibration.rows - 784 / 4)).toBeLessThanOrEqual(1);
    const { training, link } = JSON.parse(readFileSync(at('cal'), 'utf8'));
    expect([training.calibration, training.data.learnedFrom, link]).toEqual([
      calibration,
      784 - calibration.rows,
      'logit',
    ]);
    const told = await run('train', at('people.csv'), ...words);
    expect(told.out).toMatch(
      /\ncalibrated: log-odds = \d\.\d{4} \* chance - \d\.\d{4}, from \d+ of these rows alone\n/,
    );
  });

  it('write an isotonic curve that every command reads', async () => {
    const words = [...TRAIN, '--calibrate', 'isotonic', '--out', at('iso')];
    const told = await run('train', at('people.csv'), ...words);
    expect(told.out).toMatch(
      /\ncalibrated: chance = a rising curve of \d+ knots over the log-odds, from \d\.\d{4} to \d\.\d{4}, from 196 of these rows alone\n/,
    );
    expect(told.err).toContain('the isotonic curve rests on 196 rows');
    const { curve } = JSON.parse(readFileSync(at('iso'), 'utf8'));
    const inspected = await run('model', 'inspect', at('iso'));
    expect(inspected.out).toContain(`curve (${curve.x.length} knots, chances from ${curve.y[0]} to ${curve.y.at(-1)})`);
    await run('predict', at('iso'), at('people.csv'), '--out', at('iso.csv'));
    const chances = readFileSync(at('iso.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const one = ['--row', '7', '--background', at('people.csv'), '--scale', 'linked', '--json'];
    const { rows } = JSON.parse((await run('explain', at('iso'), at('people.csv'), ...one)).out);
    expect(rows[0].prediction[0]).toBe(Number(chances[7]!.split(',')[1]));
  });

  it('say which columns are learned from and which are not, and what tells the target', async () => {
    const trained = await run('train', at('people.csv'), '-t', 'repaid', '--positive', 'yes', '-q', '-o', at('d'));
    expect(trained.err).toContain('"sex" learned from, though called like a protected attribute');
    expect(trained.err).toContain('"repaid on" tells the target by itself');
    expect(trained.err).toContain('"id" has 784 categories: the rarest 531');
    const guided = await run(
      'train',
      at('people.csv'),
      '-t',
      'repaid',
      '--positive',
      'yes',
      '-p',
      at('policy.yaml'),
      '-q',
      '-o',
      at('d'),
    );
    expect(guided.err).toContain('"sex" not learned from: compared by the policy');
    expect(guided.err).toContain('"late" not learned from: an outcome of the policy');
    expect(JSON.parse(readFileSync(at('d'), 'utf8')).featureNames).toEqual([
      'id',
      'income',
      'home',
      'weight',
      'repaid on',
    ]);
  });

  it('learn a number by least squares, and from all rows where none are held out', async () => {
    const trained = await run(
      'train',
      at('people.csv'),
      '-t',
      'income',
      '--features',
      'home,late,sex',
      '--holdout',
      '0',
      '-q',
      '-o',
      at('n'),
      '--json',
    );
    const { model, train, holdout } = JSON.parse(trained.out);
    expect([model.learner, holdout, train.logLoss]).toEqual(['linear', null, null]);
    expect(train.rSquared).toBeGreaterThanOrEqual(0);
  });

  it.each<[string[], string]>([
    [['-t', 'repaid', '-o', 'x'], 'the target "repaid" holds "no", "yes": which of them is 1?'],
    [['-t', 'repayed', '-o', 'x'], 'Did you mean "repaid"?'],
    [['-t', 'repaid', '--positive', 'maybe', '-o', 'x'], 'no row of the target "repaid" holds "maybe"'],
    [['-o', 'x'], 'tribune train needs --target'],
    [['-t', 'repaid'], 'tribune train needs --out'],
    [[...TRAIN, '--holdout', '1', '-o', 'x'], '--holdout 1: not a share'],
    [[...TRAIN, '--holdout', '0.9999', '-o', 'x'], '980 rows, of which a share of 0.9999 is held out: none is left'],
    [[...TRAIN, '--set', 'L2=1', '-o', 'x'], 'Did you mean "l2"? It has: l2, standardize.'],
    [[...TRAIN, '--set', 'q=1', '-o', 'x'], '\n  It has: l2, standardize.'],
    [[...TRAIN, '--calibrate', 'isotonik', '-o', 'x'], 'isotonic'],
    [[...TRAIN, '--calibrate', 'platt', '-l', 'scorecard', '-o', 'x'], 'its points are whole'],
    [[...TRAIN, '--set', 'l2', '-o', 'x'], '--set l2: not NAME=VALUE'],
    [[...TRAIN, '--set', 'l2=1', '--set', 'l2=7', '-o', 'x'], '--set names "l2" twice'],
    [[...TRAIN, '--set', 'l2=much', '-o', 'x'], 'l2 is "much"'],
    [['-t', 'late', '--features', 'sex', '--weights', 'income', '-o', 'x'], 'the weight in "income" is missing'],
    [['-t', 'late', '--features', 'sex', '--weights', 'home', '-o', 'x'], 'the weight in "home" is'],
    [
      ['-t', 'repaid', '--positive', 'yes', '--features', 'income,repaid', '-o', 'x'],
      'both learned from and the target',
    ],
    [
      ['-t', 'sex', '--positive', 'm', '--learner', 'linear', '-o', 'x'],
      'the learner linear takes a target of numbers',
    ],
  ])('refuse %j', async (words, message) => {
    const { code, err } = await run('train', at('people.csv'), ...words);
    expect([code, err.includes(message)], err).toEqual([2, true]);
  });

  it('take blank and NaN for missing, in numbers and names, when they learn as when they score', async () => {
    const cell = (r: number, value: string): string => (r % 7 ? value : ['NaN', ' ', '', '-nan'][r % 4]!);
    const lines = Array.from({ length: 80 }, (_, r) => `${cell(r, String(r))},${cell(r, 'abc'[r % 3]!)},${r % 2}`);
    writeFileSync(at('gaps.csv'), `x,name,y\n${lines.join('\n')}\n`);
    expect((await run('train', at('gaps.csv'), '-t', 'y', '-o', at('g'), '-q', '--holdout', '0')).code).toBe(0);
    const { categories, terms } = JSON.parse(readFileSync(at('g'), 'utf8'));
    expect(categories).toEqual([null, ['a', 'b', 'c']]);
    expect(terms.every(({ missing }: { missing: number }) => missing !== 0)).toBe(true);
    await run('predict', at('g'), at('gaps.csv'), '--out', at('gs'));
    const scores = readFileSync(at('gs'), 'utf8').split('\n').slice(1);
    expect(new Set([0, 7, 14, 21].map((row) => scores[row]!.split(',')[1])).size).toBe(1);
  });

  it('say that a few numbers are learned as numbers', async () => {
    writeFileSync(
      at('third.csv'),
      `x,y\n${Array.from({ length: 60 }, (_, r) => `${r},${r === 5 ? 9 : r % 2}`).join('\n')}\n`,
    );
    const trained = await run('train', at('third.csv'), '-t', 'y', '-o', at('t'), '-q');
    expect(trained.err).toContain('note: "y" learned as a number, of which there are only 0, 1, 9');
  });

  it('refuse a column of numbers with a few texts, and a category never seen unless the model may take it', async () => {
    writeFileSync(at('odd.csv'), 'income,y\n1,0\n2,1\n3,0\nunknown,1\n');
    const odd = await run('train', at('odd.csv'), '-t', 'y', '-o', at('x'), '-q');
    expect(odd.err).toContain('holds "unknown" among numbers (1 of 4 cells are none)');
    writeFileSync(at('new.csv'), 'income,home,late\n2500,castle,1\n');
    const refused = await run('predict', at('a'), at('new.csv'), '--out', at('x'));
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('row 0, column "home" holds "castle"')]);
    expect((await run('predict', at('a'), at('new.csv'), '--out', at('x'), '--unseen', 'model')).code).toBe(0);
  });
});
