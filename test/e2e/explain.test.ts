import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, sharedPath } from '../support/shared.js';
import { BACKGROUND, type Files, mlflow, type Row, run, SCORECARD, TREE } from './explain-support.js';
import { cli, example, inFolder } from './support.js';

describe('tribune explain', () => {
  it('prints the JSON of the contract, the same as by hand', async () => {
    const { code, out, err } = await run([
      'explain',
      'model.json',
      'rows.csv',
      '--background',
      'background.csv',
      '--json',
    ]);
    expect([code, err]).toEqual([0, '']);
    const result = JSON.parse(out);
    const digest = createHash('sha256').update(JSON.stringify(TREE)).digest('hex');
    expect(Object.keys(result)).toEqual([
      'schemaVersion',
      'model',
      'method',
      'comparedWith',
      'background',
      'baseValue',
      'rows',
    ]);
    expect(result.model).toEqual({
      kind: 'tree-ensemble',
      digest: `sha256:${digest}`,
      outputs: 1,
      scale: 'raw',
      scaleName: 'raw scale (log-odds)',
    });
    expect(result.method).toBe('interventional');
    expect(result.background).toEqual({
      rows: 2,
      digest: `sha256:${createHash('sha256').update(BACKGROUND).digest('hex')}`,
    });
    // Background scores -1 and 2. Row 1 (40, 1): 0.5. Against (20, 1) age gives 1.5; against (50, 5) income gives -1.5.
    expect(result.baseValue).toEqual([0.5]);
    expect(result.rows[1]).toEqual({
      index: 1,
      prediction: [0.5],
      values: { age: [0.75], income: [-0.75] },
      additivityError: 0,
    });
  });

  it('is path-dependent for trees without a background, and one row when asked', async () => {
    const { out } = await run(['explain', 'model.json', 'rows.csv', '--row', '2', '--json']);
    const result = JSON.parse(out);
    expect([result.method, result.background, result.rows.length, result.rows[0].index]).toEqual([
      'path-dependent',
      null,
      1,
      2,
    ]);
  });

  it('explains groups as one player', async () => {
    const files = { 'groups.yaml': 'person: [age, income]\n' };
    const { out } = await run(
      ['explain', 'model.json', 'rows.csv', '-b', 'background.csv', '--groups', 'groups.yaml', '--json'],
      files,
    );
    expect(JSON.parse(out).rows[2].values).toEqual({ person: [1.5] });
  });

  it('takes JSON lines as well, and an absent key as missing', async () => {
    const files = { 'rows.jsonl': '{"age":20,"income":1}\n{"age":40}\n' };
    const { code, err } = await run(['explain', 'model.json', 'rows.jsonl', '--json'], files);
    expect(code).toBe(2);
    expect(err).toMatch(/row 1, column "income" holds a missing value/);
  });

  it('reads categories by their names', async () => {
    const files = {
      'card.csv': SCORECARD,
      'people.csv': 'age,housing\n25,own\n40,rent\n',
      'bg.csv': 'housing,age\nown,20\nrent,20\n',
    };
    const { out, err } = await run(['explain', 'card.csv', 'people.csv', '-b', 'bg.csv', '--json'], files);
    expect(err).toBe('');
    expect(JSON.parse(out).rows.map((row: { values: unknown }) => row.values)).toEqual([
      { housing: [4], age: [0] },
      { housing: [-4], age: [4] },
    ]);
  });

  it('prints a table without --json', async () => {
    const { out } = await run(['explain', 'model.json', 'rows.csv', '-b', 'background.csv', '--row', '1']);
    expect(out).toMatch(/interventional values on the raw scale \(log-odds\), base value 0\.5000/);
    expect(out).toMatch(/age = 40\s+\+0\.7500\s+#+/);
  });

  it('writes the page of one row and the JSON to files', async () => {
    await inFolder(async (folder) => {
      const page = join(folder, 'pages', 'why.html');
      const json = join(folder, 'result.json');
      const { code } = await run([
        'explain',
        'model.json',
        'rows.csv',
        '-b',
        'background.csv',
        '--row',
        '1',
        '--html',
        page,
        '--out',
        json,
      ]);
      expect(code).toBe(0);
      const html = readFileSync(page, 'utf8');
      expect(html).toMatch(/<!doctype html>/);
      expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3)/);
      expect(html).toContain('How the score came about');
      expect(JSON.parse(readFileSync(json, 'utf8')).rows).toHaveLength(1);
    });
  });

  it('check: a surrogate is shown beside the verdict, with its stability, and is no part of it', async () => {
    const words = ['explain', 'check', 'model.json', 'rows.csv', '-b', 'background.csv'];
    const plain = await run([...words, '--json']);
    const { code, out, err } = await run([...words, '--surrogate', '--row', '2', '--json']);
    expect([code, err]).toEqual([plain.code, '']);
    const { surrogate, ...rest } = JSON.parse(out);
    expect(rest).toEqual(JSON.parse(plain.out));
    expect([surrogate.row, surrogate.publishable, surrogate.stability.topOverlap.status]).toEqual([2, false, 'ok']);
    expect(Object.keys(surrogate.coefficients)).toEqual(['age', 'income']);
    const text = await run([...words, '--surrogate']);
    expect(text.out).toMatch(/cross-check of row 0[\s\S]*fit near the row[\s\S]*stability[\s\S]*agreement/);
  });

  it('compares with one row where that is said', async () => {
    const words = ['explain', 'model.json', 'rows.csv', '-b', 'one.csv', '--single-reference', '--json'];
    const { code, out, err } = await run(words, { 'one.csv': 'age,income\n20,1\n' });
    expect([code, err]).toEqual([0, '']);
    const { background, baseValue, rows } = JSON.parse(out);
    expect([background.rows, baseValue, rows[0].values]).toEqual([1, [-1], { age: [0], income: [0] }]);
  });

  it('takes columns by place where the model names none', async () => {
    const nameless = { ...TREE, featureNames: ['f0', 'f1'] };
    const { code, err } = await run(['explain', 'nameless.json', 'rows.csv', '--json'], {
      'nameless.json': JSON.stringify(nameless),
    });
    expect(code).toBe(0);
    expect(err).toMatch(/the model names no inputs: the columns of .*rows\.csv are taken in their order/);
  });
});

describe.skipIf(!hasShared)('tribune explain on the reference models', () => {
  interface Reference {
    readonly model: { readonly featureNames: string[] };
    readonly X: number[][];
    readonly cases: { readonly method: string; readonly background: number[][]; readonly phi: number[][][] }[];
  }
  const csv = (names: readonly string[], rows: readonly number[][]): string =>
    [names, ...rows].map((row) => row.join(',')).join('\n');

  it.each([
    ['diabetes-rf', 'exact_interventional'],
    ['breast-cancer-gbc', 'shap_tree_path_dependent'],
    ['compas-rf', 'exact_interventional'],
  ])('%s equals %s to 1e-9 from the file to the JSON', async (name, method) => {
    const reference = sharedJson<Reference>(`reference/explain/${name}.json`);
    const names = reference.model.featureNames;
    const expected = reference.cases.find((each) => each.method === method)!;
    const files: Files = { 'x.csv': csv(names, reference.X) };
    const words = ['explain', sharedPath(`reference/explain/${name}.json`), 'x.csv', '--json'];
    if (expected.background !== undefined) {
      files['bg.csv'] = csv(names, expected.background);
      words.push('--background', 'bg.csv');
    }
    const { out } = await run(words, files);
    const { rows } = JSON.parse(out) as { rows: { values: Record<string, number[]>; prediction: number[] }[] };
    rows.forEach((row, r) => {
      names.forEach((feature, j) => {
        row.values[feature]!.forEach((value, k) => {
          const reference = expected.phi[r]![j]!;
          const wanted = Array.isArray(reference) ? reference[k]! : (reference as unknown as number);
          expect(Math.abs(value - wanted)).toBeLessThan(1e-9 * Math.max(1, Math.abs(row.prediction[k]!)));
        });
      });
    });
  });
});

describe('a model behind a network', () => {
  const score = ([age, income]: Row): number => 0.01 * (age ?? 0) + 0.1 * (income ?? 0);

  it('is explained like one in memory', async () => {
    const address = await mlflow((rows) => ({ predictions: rows.map(score) }));
    const { code, out } = await run(['explain', address, 'rows.csv', '-b', 'background.csv', '--json']);
    const result = JSON.parse(out);
    expect([code, result.method, result.model.kind]).toEqual([0, 'exact', 'black-box']);
    // Linear: weight times the distance from the mean of the background (35, 3).
    expect(result.rows[0].values.age[0]).toBeCloseTo(-0.15, 12);
    expect(result.rows[0].values.income[0]).toBeCloseTo(-0.2, 12);
  });

  it('gives recourse, verified on the server', async () => {
    const address = await mlflow((rows) => ({ predictions: rows.map(score) }));
    const files = {
      'actions.yaml':
        'tribune: recourse/v1\nscale: { income: 1 }\nfeatures:\n  income: { mutable: true, integer: true, min: 0, max: 9 }\n',
    };
    const { out } = await run(
      ['recourse', address, 'rows.csv', '--row', '0', '-c', 'actions.yaml', '--cutoff', '0.65', '--json'],
      files,
    );
    expect(JSON.parse(out).rows[0]).toMatchObject({
      proof: 'optimal',
      best: { changes: { income: { from: 1, to: 5 } } },
    });
  });

  it('warns of labels on standard error only', async () => {
    const address = await mlflow((rows) => ({ predictions: rows.map(([age]) => ((age ?? 0) > 30 ? 1 : 0)) }));
    const { code, out, err } = await run(['explain', address, 'rows.csv', '-b', 'background.csv', '--json']);
    expect(code).toBe(0);
    expect(err).toMatch(/warning .*look like labels, not scores/);
    expect(() => JSON.parse(out)).not.toThrow();
  });

  const spoiled: [string, (rows: Row[]) => unknown, RegExp][] = [
    [
      'other shapes',
      () => ({ predictions: [[0.1], [0.2, 0.3], [0.4]] }),
      /MODEL_ANSWER_INVALID.*row 1 has 2 scores, row 0 has 1/,
    ],
    ['fewer rows', () => ({ predictions: [0.1] }), /3 rows were asked, 1 was answered/],
    ['nothing known', () => ({ scores: [] }), /the answer has no "predictions"/],
    ['never', () => undefined, /MODEL_UNREACHABLE.*no answer within 80 ms/],
    ['differently each time', (rows) => ({ predictions: rows.map(() => Math.random()) }), /the same row is answered/],
  ];
  it.each(spoiled)('that answers %s ends in one clear message', async (_, answer, says) => {
    const address = await mlflow(answer);
    const { code, out, err } = await run([
      'explain',
      address,
      'rows.csv',
      '-b',
      'background.csv',
      '--timeout-ms',
      '80',
      '--json',
    ]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
  });

  it('on another machine is not asked unless it is allowed', async () => {
    const { code, err } = await run(['explain', 'oip+http://10.1.2.3/v2/models/m', 'rows.csv', '-b', 'background.csv']);
    expect(code).toBe(2);
    expect(err).toMatch(/10\.1\.2\.3 is not a host that rows may be sent to[\s\S]*--allow-host 10\.1\.2\.3/);
  });
});

describe('tribune model inspect', () => {
  it('tells what a file is', async () => {
    const { out } = await run(['model', 'inspect', 'model.json']);
    expect(out).toMatch(/format\s+neutral/);
    expect(out).toMatch(/trees\s+1, 3 leaves, depth 2/);
    const { out: json } = await run(['model', 'inspect', 'model.json', '--json']);
    expect(JSON.parse(json)).toMatchObject({
      kind: 'tree-ensemble',
      link: 'logit',
      inputs: [{ name: 'age' }, { name: 'income' }],
    });
  });
});

describe('tribune recourse and reasons on the example', () => {
  const files = [example('explain/model.json'), example('explain/applicants.csv')] as const;

  it('recourse gives the change with its proof, in the form of the contract', async () => {
    const words = [
      '--row',
      '17',
      '--constraints',
      example('explain/actions.yaml'),
      '--cutoff',
      '0.7',
      '--cutoff-scale',
      'linked',
    ];
    const { code, out } = await cli(['recourse', ...files, ...words, '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual(['schemaVersion', 'model', 'cutoff', 'cutoffScale', 'accept', 'rows']);
    expect(result.rows[0]).toMatchObject({ index: 17, accepted: false, proof: 'optimal' });
    expect(result.rows[0].best.prediction[0]).toBeGreaterThanOrEqual(0.7);
    const { out: text } = await cli(['recourse', ...files, ...words]);
    expect(text).toMatch(/nothing allowed is cheaper/);
  });

  it('the letter offers feasible changes that agree with its reasons, and what the law asks for', async () => {
    const words = ['reasons', ...files, '--row', '17', '--reasons', example('explain/ecoa.yaml')];
    const letter = ['--view', 'applicant', '--notice', example('explain/notice.yaml')];
    await inFolder(async (folder) => {
      const html = join(folder, 'letter.html');
      const constraints = ['--constraints', example('explain/actions.yaml')];
      const { code, out, err } = await cli([...words, ...letter, ...constraints, '--html', html, '--json']);
      expect([code, err]).toEqual([0, expect.stringMatching(/^the letter reads with ease at 8 years \(.+\)\n$/)]);
      const { recourse, reasons } = JSON.parse(out);
      const options = [recourse.rows[0].best, ...recourse.rows[0].alternatives];
      expect([recourse.rows[0].proof, options.length, reasons[0].variant]).toEqual(['optimal', 3, 'high']);
      expect(recourse.inLineWithReasons).toEqual({ 'credit-amount': 'decrease' });
      expect(options[0].changes.duration).toEqual({ from: 21, to: 17 });
      const page = readFileSync(html, 'utf8');
      expect(page).toMatch(/What could have made it a yes[\s\S]*This is no promise\. It holds until August 1/);
      expect(page).toContain('6100 DM instead of 13477 DM');
      for (const part of [
        'Equal Credit Opportunity Act',
        'Example Agency, 1 Agency Square',
        'Yours is 612',
        '300 to 850',
        '60 days',
      ])
        expect(page).toContain(part);
    });
  });

  it('reasons are sentences; a blocked notice is exit code 1', async () => {
    const reasons = ['--reasons', example('explain/ecoa.yaml'), '--baseline', 'just-approved'];
    const ready = await cli(['reasons', ...files, '--row', '17', ...reasons]);
    expect([ready.code, ready.err]).toEqual([0, '']);
    expect(ready.out).toMatch(/reasons may go out[\s\S]*1\. /);
    const blocked = await cli(['reasons', ...files, '--row', '19', ...reasons, '--json']);
    expect(blocked.code).toBe(1);
    expect(JSON.parse(blocked.out)).toMatchObject({ status: 'blocked', reasons: [], model: { kind: 'tree-ensemble' } });
  });

  it('explain check passes', async () => {
    const { code, out } = await cli(['explain', 'check', ...files, '--background', files[1], '--rows', '20', '--json']);
    const result = JSON.parse(out);
    expect(result.checks.map(({ verdict }: { verdict: string }) => verdict)).not.toContain('fail');
    expect(code).toBe({ pass: 0, inconclusive: 3 }[result.verdict as 'pass' | 'inconclusive']);
  });
});
