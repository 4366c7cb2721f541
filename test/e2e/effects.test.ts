import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliRun, cli, example, inFolder } from './support.js';

const MODEL = example('explain/model.json');
const DATA = example('explain/applicants.csv');
const INPUTS = ['duration', 'credit-amount', 'installment-rate', 'existing-credits', 'age'];
/** What no tree of the example splits on. */
const UNUSED = 'existing-credits';

/** `2 age - income + 3`, published as it is. */
const LINEAR = {
  kind: 'linear',
  link: 'identity',
  numOutputs: 1,
  featureNames: ['age', 'income'],
  coef: [[2, -1]],
  intercept: [3],
};
const PEOPLE = 'age,income,sex,truth\n1,5,f,0\n2,6,m,1\n4,7,f,\n8,8,m,9\n';

/** The applicants of the example with two more columns: a band of age, and a label that the duration decides. */
function labelled(): string {
  const [head, ...rows] = readFileSync(DATA, 'utf8').trim().split('\n');
  const more = rows.map((row) => {
    const [duration = '', , , , age = ''] = row.split(',');
    return `${row},${Number(age) < 30 ? 'young' : 'old'},${Number(duration) < 20 ? 1 : 0}`;
  });
  return [`${head},band,repaid`, ...more].join('\n');
}

type Files = Record<string, string>;
const run = (words: readonly string[], files: Files = {}): Promise<CliRun> =>
  inFolder((folder) => {
    const all: Files = {
      'linear.json': JSON.stringify(LINEAR),
      'people.csv': PEOPLE,
      'labelled.csv': labelled(),
      ...files,
    };
    for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
    return cli(words.map((word) => (word in all ? join(folder, word) : word)));
  });
const json = async (words: readonly string[], files?: Files) => {
  const { code, out, err } = await run([...words, '--json'], files);
  expect(err.replace(/^warning.*\n/gm, '')).toBe('');
  return { code, result: JSON.parse(out) };
};
interface Ranked {
  readonly feature: string;
  readonly groups: readonly {
    readonly group: string | null;
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
  }[];
}

describe('tribune model effects', () => {
  it('finds no importance in an input that the model does not use, for everybody and in every group', async () => {
    const { result } = await json(['model', 'effects', MODEL, 'labelled.csv', '--label', 'repaid', '--by', 'band']);
    const features: Ranked[] = result.importance.features;
    const unused = features.find(({ feature }) => feature === UNUSED)!;
    expect(unused.groups.map(({ group, estimate, lower, upper }) => [group, estimate, lower, upper])).toEqual([
      [null, 0, 0, 0],
      ['old', 0, 0, 0],
      ['young', 0, 0, 0],
    ]);
    expect(features[0]!.feature).toBe('duration');
    expect(features[0]!.groups[0]!.lower).toBeGreaterThan(0);
  });

  it('draws the line of a linear model, and its slope as accumulated effect', async () => {
    const { result } = await json(['model', 'effects', 'linear.json', 'people.csv', '--feature', 'age']);
    const [{ partialDependence, accumulated, ice }] = result.effects;
    expect(partialDependence.points).toEqual([1, 2, 4, 8]);
    // Mean income 6.5: 2 age - 6.5 + 3.
    expect(partialDependence.curves).toEqual([{ group: null, n: 4, mean: [-1.5, 0.5, 4.5, 12.5] }]);
    expect(ice.values[0]).toEqual([0, 2, 6, 14]);
    const { effect } = accumulated.curves[0];
    expect(effect.map((value: number) => value - effect[0])).toEqual([0, 2, 6, 14]);
  });

  it('draws by group, a missing group as one of its own', async () => {
    const { result } = await json(['model', 'effects', 'linear.json', 'people.csv', '-f', 'age', '--by', 'sex'], {
      'people.csv': PEOPLE.replace('8,8,m', '8,8,'),
    });
    const { curves } = result.effects[0].partialDependence;
    expect(curves.map((curve: { group: string | null; n: number }) => [curve.group, curve.n])).toEqual([
      [null, 4],
      ['f', 2],
      ['m', 1],
      ['missing', 1],
    ]);
  });

  it('leaves rows without a label out of the importance, counts them and says so', async () => {
    const words = ['model', 'effects', 'linear.json', 'people.csv', '--label', 'truth'];
    const { err } = await run(words);
    expect(err).toContain('warning 1 row(s) without "truth"');
    const { result } = await json(words);
    expect([result.importance.rows, result.importance.excludedRows]).toEqual([3, 1]);
    // Scores 0, 1, 11 against 0, 1, 9.
    expect(result.importance.meanLoss).toBeCloseTo(4 / 3, 12);
  });

  it('ranks by reach without labels, the same numbers each time', async () => {
    const words = ['model', 'effects', MODEL, DATA];
    const first = await run([...words, '--json']);
    const result = JSON.parse(first.out);
    expect([result.importance, result.chosenBy]).toEqual([null, 'reach']);
    expect(result.reach.map(({ feature }: Ranked) => feature).sort()).toEqual([...INPUTS].sort());
    expect(result.reach.at(-1)).toMatchObject({ feature: UNUSED, groups: [{ estimate: 0 }] });
    expect((await run([...words, '--json'])).out).toBe(first.out);
  });

  it('prints a table and small curves', async () => {
    const { code, out } = await run(['model', 'effects', MODEL, 'labelled.csv', '--label', 'repaid', '-f', 'duration']);
    expect(code).toBe(0);
    expect(out).toMatch(/importance: rise of the squared error/);
    expect(out).toMatch(/accumulated local effect, mean 0\n {2}all \(120\) {2}[▁-█]+/);
  });

  it('writes a page without scripts, every chart with its numbers as a table', async () => {
    const page = await inFolder(async (folder) => {
      const path = join(folder, 'effects.html');
      writeFileSync(join(folder, 'labelled.csv'), labelled());
      const words = ['model', 'effects', MODEL, join(folder, 'labelled.csv'), '--label', 'repaid', '--by', 'band'];
      await cli([...words, '--html', path]);
      return readFileSync(path, 'utf8');
    });
    expect(page).not.toMatch(/<script|https?:\/\/|NaN|undefined|Infinity/);
    expect(page.match(/<figure/g)).toHaveLength(page.match(/The numbers as a table/g)!.length);
    expect(page).toContain('band = young');
    expect(page).toContain('tribune model effects');
  });
});

describe('tribune model compare', () => {
  it('of a model with itself is 0 everywhere and turns no decision', async () => {
    const { code, result } = await json([
      'model',
      'compare',
      MODEL,
      MODEL,
      'labelled.csv',
      '--by',
      'band',
      '--cutoff',
      '0.7',
    ]);
    expect(code).toBe(0);
    expect(result.baseValue).toBe(0);
    for (const row of result.rows) {
      expect([row.before - row.after, ...Object.values(row.values), row.flip]).toEqual([0, 0, 0, 0, 0, 0, null]);
    }
    for (const flips of result.flips) expect([flips.gained, flips.lost, flips.flipped.estimate]).toEqual([0, 0, 0]);
    expect(result.flips.map(({ group }: { group: string | null }) => group)).toEqual([null, 'old', 'young']);
  });

  it('adds up to the difference of the scores and counts the decisions that turn', async () => {
    const after = { ...LINEAR, coef: [[3, -1]], intercept: [0] };
    const files = { 'after.json': JSON.stringify(after) };
    const words = ['model', 'compare', 'linear.json', 'after.json', 'people.csv', '-b', 'people.csv', '--cutoff', '0'];
    const { result } = await json(words, files);
    // Differences age - 3 with mean age 3.75: base 0.75, and only age moves.
    expect(result.baseValue).toBeCloseTo(0.75, 12);
    for (const row of result.rows) {
      expect(row.values.income).toBeCloseTo(0, 12);
      expect(result.baseValue + row.values.age + row.values.income).toBeCloseTo(row.after - row.before, 12);
    }
    // Scores 0, 1, 4, 11 become -2, 0, 5, 16: the first is lost.
    expect(result.rows.map(({ flip }: { flip: string | null }) => flip)).toEqual(['lost', null, null, null]);
    expect(result.flips).toMatchObject([{ acceptedBefore: 4, acceptedAfter: 3, gained: 0, lost: 1 }]);
  });

  it('takes another cutoff for the version before', async () => {
    const words = [
      'model',
      'compare',
      'linear.json',
      'linear.json',
      'people.csv',
      '--cutoff',
      '4',
      '--cutoff-before',
      '5',
    ];
    const { result } = await json(words);
    expect(result.flips[0]).toMatchObject({ gained: 1, lost: 0 });
  });
});

describe('tribune explain anchor', () => {
  it('finds a rule whose lower end reaches the wanted precision, the same for the same seed', async () => {
    const words = ['explain', 'anchor', MODEL, DATA, '--row', '3', '--background', DATA];
    const { code, result } = await json(words);
    expect([code, result.status, result.decision.cutoff, result.decision.cutoffScale]).toEqual([
      0,
      'found',
      0.5,
      'linked',
    ]);
    expect(result.precision.lower).toBeGreaterThanOrEqual(0.95);
    expect(result.coverage.estimate).toBeGreaterThan(0);
    expect((await json(words)).result).toEqual(result);
  });

  it('names the one input that decides', async () => {
    const model = { ...LINEAR, coef: [[1, 0]], intercept: [0] };
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 40}`).join('\n');
    const files = { 'one.json': JSON.stringify(model), 'rows.csv': `age,income\n${rows}\n` };
    const words = ['explain', 'anchor', 'one.json', 'rows.csv', '--row', '39', '-b', 'rows.csv', '--cutoff', '20'];
    const { out } = await run(words, files);
    expect(out).toContain('found: nearly whoever meets it is accepted too');
    expect(out).toMatch(/\n {2}age > 30 {2}\(here 39\)\n/);
    expect(out).toContain('coverage  0.2250');
  });

  it('exits 3 when no rule is shown to be precise enough', async () => {
    const words = [
      'explain',
      'anchor',
      MODEL,
      DATA,
      '--row',
      '17',
      '-b',
      DATA,
      '--cutoff',
      '0.7',
      '--max-conditions',
      '1',
    ];
    const { code, out } = await run(words);
    expect([code, out.includes('not found')]).toEqual([3, true]);
  });
});

describe('bad input is one clear message and exit code 2', () => {
  it.each([
    [['model', 'effects', MODEL, DATA, '--label', 'repaid'], 'no column "repaid"'],
    [['model', 'effects', MODEL, DATA, '--by', 'sex'], '; it is needed for the column of --by'],
    [['model', 'effects', MODEL, DATA, '--by', 'credit-amount'], 'more than 24 groups'],
    [['model', 'effects', MODEL, DATA, '--feature', 'durration'], '"durration" is no input'],
    [['model', 'effects', MODEL, 'labelled.csv', '--label', 'band'], 'which is no number'],
    [['model', 'effects', MODEL, DATA, '--output', '2'], '--output 2'],
    [['model', 'effects', MODEL, DATA, '--repeats', '0'], 'at least 1'],
    [['model', 'effects', MODEL, 'people.csv'], 'no column "duration"'],
    [['model', 'effects', 'linear.json', 'empty.csv', '--label', 'truth'], 'has a label'],
    [['model', 'compare', MODEL, MODEL], 'needs BEFORE, AFTER and DATA'],
    [['model', 'compare', MODEL, 'other.json', 'both.csv'], 'differ in the input'],
    [['model', 'compare', MODEL, MODEL, DATA, '--accept', 'below'], 'none is given'],
    [['model', 'compare', MODEL, MODEL, DATA, '--cutoff', 'high'], 'not a number'],
    [['explain', 'anchor', MODEL, DATA, '--row', '3'], '--background DATA'],
    [['explain', 'anchor', MODEL, DATA, '--background', DATA], '--row N'],
    [['explain', 'anchor', MODEL, DATA, '--row', '999', '-b', DATA], 'has 120 row(s)'],
    [['explain', 'anchor', MODEL, DATA, '--row', '3', '-b', DATA, '--precision', '1.5'], 'between 0 and 1'],
    [['explain', 'anchor', 'linear.json', 'people.csv', '--row', '0', '-b', 'people.csv'], 'needs a cutoff'],
  ])('%j', async (words, part) => {
    const { code, out, err } = await run(words, {
      'empty.csv': 'age,income,truth\n1,2,\n',
      'other.json': JSON.stringify(LINEAR),
      'both.csv': `${INPUTS.join(',')},income\n1,2,3,4,5,6\n`,
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(part);
    expect(err).not.toContain('    at ');
  });
});
