import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AUDIENCES } from '../../src/domain/documents/explanation/index.js';
import { run, SCORECARD, TREE } from './explain-support.js';
import { example, inFolder } from './support.js';

/** Numbers that six digits change, and ways of writing that a number alone does not keep. */
const LARGE = 'age,income\n1234567.89,123456789\n0020,1.50\n9999999.5,1e1\n';
const page = async (words: readonly string[], files: Record<string, string>): Promise<string> =>
  inFolder(async (folder) => {
    const path = join(folder, 'page.html');
    const { code, err } = await run([...words, '--html', path], files);
    // A letter says how hard it reads, and nothing else is told.
    expect([code, err.replace(/^the letter reads with ease at \d+ years \(.+\)\n$/, '')]).toEqual([0, '']);
    return readFileSync(path, 'utf8');
  });

describe('what is on file is shown as it stands in the file', () => {
  it('on the terminal', async () => {
    const { out } = await run(['explain', 'model.json', 'large.csv'], { 'large.csv': LARGE });
    for (const cell of ['age = 1234567.89', 'income = 123456789', 'age = 0020', 'age = 9999999.5', 'income = 1e1'])
      expect(out).toContain(cell);
  });

  it.each(AUDIENCES)('on the page for the %s', async (view) => {
    const html = await page(['explain', 'model.json', 'large.csv', '--row', '0', '--view', view], {
      'large.csv': LARGE,
    });
    expect(html).toContain('1234567.89');
    expect(html).toContain('123456789');
    expect(html).not.toMatch(/123457000|1234570/);
  });

  it('in the person of an anchor, whose condition may lie between the number and its rounding', async () => {
    const words = ['explain', 'anchor', 'model.json', 'large.csv', '--row', '0', '-b', 'background.csv'];
    const { out } = await run([...words, '--cutoff', '0.5'], { 'large.csv': LARGE });
    expect(out).not.toMatch(/1234570|123457000/);
  });

  it('in groups of --by: two that share six digits stay two', async () => {
    const files = {
      'people.csv': 'age,income,branch\n20,1,1234567\n20,1,1234568\n20,1,1234568\n',
      'actions.yaml':
        'tribune: recourse/v1\ncosts: { age: 10 }\nfeatures:\n  age: { mutable: true, min: 0, max: 99 }\n',
    };
    const { out } = await run(
      [
        'recourse',
        'model.json',
        'people.csv',
        '-c',
        'actions.yaml',
        '--cutoff',
        '0.5',
        '--cutoff-scale',
        'linked',
        '--by',
        'branch',
        '--json',
      ],
      files,
    );
    expect(JSON.parse(out).byGroup.groups.map((each: { group: string }) => each.group)).toEqual(['1234567', '1234568']);
  });

  it('as what recourse starts from, and the number beside it stays a number', async () => {
    const files = {
      'people.csv': 'age,income\n0020.0,1\n',
      'actions.yaml':
        'tribune: recourse/v1\ncosts: { age: 10 }\nfeatures:\n  age: { mutable: true, min: 0, max: 99 }\n',
    };
    const words = [
      'recourse',
      'model.json',
      'people.csv',
      '-c',
      'actions.yaml',
      '--cutoff',
      '0.5',
      '--cutoff-scale',
      'linked',
    ];
    const { out } = await run([...words, '--json'], files);
    expect(JSON.parse(out).rows[0].best.changes.age).toMatchObject({ from: 20, fromText: '0020.0' });
    expect((await run(words, files)).out).toContain('age: 0020.0 -> ');
  });
});

describe('a category that the model never saw', () => {
  const REASONS = [
    'tribune: reasons/v1',
    'domain: credit',
    'decision: { cutoff: 12 }',
    'families:',
    '  residence: { features: [housing], text: residence }',
    '  age: { features: [age], text: employment }',
  ].join('\n');
  const files = {
    'card.csv': `${SCORECARD}\nhousing,(other),,,0\nhousing,(missing),,,0`,
    'people.csv': 'age,housing\n25,boat\n25,\n20,rent\n45,own\n50,own\n60,own\n',
    'r.yaml': REASONS,
    'notice.yaml': readFileSync(example('explain/notice.yaml'), 'utf8'),
  };
  const words = ['reasons', 'card.csv', 'people.csv', '--row', '0', '--reasons', 'r.yaml', '--unseen', 'model'];

  it('is a value that was given: no letter says that it was not', async () => {
    const { out } = await run([...words, '--json'], files);
    const { reasons, record } = JSON.parse(out);
    const first = reasons.find((each: { code: string }) => each.code === 'residence');
    expect(first).toMatchObject({ variant: 'unknown', values: [{ feature: 'housing', onFile: 'boat' }] });
    expect(first.sentence).toMatch(/no rule for what is on file/);
    expect(record.onFile).toEqual(['boat', '25']);
    const html = await page([...words, '--view', 'applicant', '--notice', 'notice.yaml'], files);
    expect(html).toMatch(/On file: housing: boat\./);
    expect(html).not.toMatch(/-1|not given|did not tell|could not check/i);
  });

  it('stands by its own name on the page of an explanation and on the terminal', async () => {
    const explain = ['explain', 'card.csv', 'people.csv', '--row', '0', '--unseen', 'model', '-b', 'people.csv'];
    expect((await run(explain, files)).out).toContain('housing = boat');
    expect(await page([...explain, '--view', 'applicant'], files)).toContain('housing: boat');
  });
});

describe('only the rows that are asked for are read and checked', () => {
  const files = {
    'some.csv': `age,income\n20,1\n40,1\n40,lots\n`,
    'actions.yaml': 'tribune: recourse/v1\ncosts: { age: 10 }\nfeatures:\n  age: { mutable: true, min: 0, max: 99 }\n',
  };

  it("explain: a bad cell of somebody else is nobody's business", async () => {
    const { code, out, err } = await run(['explain', 'model.json', 'some.csv', '--row', '1', '--json'], files);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out).rows.map((row: { index: number }) => row.index)).toEqual([1]);
    const all = await run(['explain', 'model.json', 'some.csv', '--row', '2'], files);
    expect(all.err).toMatch(/row 2, column "income" holds "lots"/);
    expect((await run(['explain', 'model.json', 'some.csv'], files)).code).toBe(2);
    expect((await run(['explain', 'model.json', 'some.csv', '--row', '3'], files)).err).toMatch(
      /has 3 row\(s\)[\s\S]*0 to 2/,
    );
  });

  it('recourse: the row, and of others only what something is measured on', async () => {
    const words = [
      'recourse',
      'model.json',
      'some.csv',
      '-c',
      'actions.yaml',
      '--cutoff',
      '0.5',
      '--cutoff-scale',
      'linked',
    ];
    const { code, out, err } = await run([...words, '--row', '0', '--json'], files);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out).rows).toMatchObject([{ index: 0, proof: 'optimal' }]);
    expect((await run(words, files)).err).toMatch(/row 2, column "income"/);
  });

  it('the place of a row in the data is that of the whole file', async () => {
    const whole = await run(['explain', 'model.json', 'rows.csv', '--json']);
    const one = await run(['explain', 'model.json', 'rows.csv', '--row', '2', '--json']);
    expect(JSON.parse(one.out).rows).toEqual([JSON.parse(whole.out).rows[2]]);
  });
});

describe('a model that names no inputs', () => {
  const NAMELESS = JSON.stringify({ ...TREE, featureNames: ['X_0', 'X_1'] });
  const files = {
    'nameless.json': NAMELESS,
    'actions.yaml':
      'tribune: recourse/v1\nscale: mad\nfeatures:\n  age: { mutable: true, integer: true, min: 0, max: 99 }\n',
    'reasons.yaml':
      'tribune: reasons/v1\ndomain: credit\ndecision: { cutoff: 0.5, cutoffScale: linked }\nfamilies:\n  a: { features: [age], text: employment }\n  b: { features: [income], text: income }\n',
    'wide.csv': 'id,age,income\nx,20,1\ny,40,1\nz,40,5\n',
    'swapped.csv': 'income,age\n1,20\n5,50\n1,40\n',
  };
  const cutoff = ['--cutoff', '0.5', '--cutoff-scale', 'linked'];

  it('is spoken of in the names of the data', async () => {
    const named = await run(['explain', 'model.json', 'rows.csv', '--json']);
    const nameless = await run(['explain', 'nameless.json', 'rows.csv', '--json'], files);
    expect(JSON.parse(nameless.out).rows).toEqual(JSON.parse(named.out).rows);
  });

  it('gets recourse and reasons as any other', async () => {
    for (const extra of [['rows.csv'], ['wide.csv', '--inputs', 'age,income']]) {
      const words = ['recourse', 'nameless.json', ...extra, '-c', 'actions.yaml', ...cutoff, '--row', '0', '--json'];
      const { code, out, err } = await run(words, files);
      expect([code, err.replace(/^warning the model names no inputs.*\n/, '')]).toEqual([0, '']);
      expect(JSON.parse(out).rows[0].best.changes.age).toMatchObject({ from: 20, to: 31 });
    }
    const words = [
      'reasons',
      'nameless.json',
      'rows.csv',
      '--row',
      '0',
      '--reasons',
      'reasons.yaml',
      '-c',
      'actions.yaml',
      '--json',
    ];
    const { code, out } = await run(words, files);
    expect(code).toBe(0);
    expect(JSON.parse(out).recourse.rows[0].index).toBe(0);
  });

  it('reads a background by the names that it took from the data, whatever their order there', async () => {
    const same = await run(['explain', 'model.json', 'rows.csv', '-b', 'swapped.csv', '--json'], files);
    const nameless = await run(['explain', 'nameless.json', 'rows.csv', '-b', 'swapped.csv', '--json'], files);
    expect(JSON.parse(nameless.out).rows).toEqual(JSON.parse(same.out).rows);
  });

  it('asks for --inputs where the columns are not as many', async () => {
    const { code, err } = await run(['explain', 'nameless.json', 'wide.csv'], files);
    expect(code).toBe(2);
    expect(err).toMatch(/names none of its 2 inputs and the data have 3 columns[\s\S]*--inputs/);
  });

  it('refuses --inputs that would swap the inputs of a model with names, and too few of them', async () => {
    expect((await run(['explain', 'model.json', 'rows.csv', '--inputs', 'income,age'])).err).toMatch(
      /in another order: age, income/,
    );
    expect((await run(['explain', 'nameless.json', 'rows.csv', '--inputs', 'age'], files)).err).toMatch(
      /1 name for the 2 inputs/,
    );
  });
});

describe('recourse beyond what anybody had', () => {
  const files = {
    'open.yaml': 'tribune: recourse/v1\ncosts: { income: 1 }\nfeatures:\n  income: { mutable: true }\n',
    'people.csv': 'age,income\n40,1\n41,1.5\n',
  };
  const words = [
    'recourse',
    'model.json',
    'people.csv',
    '-c',
    'open.yaml',
    '--cutoff',
    '1',
    '--cutoff-scale',
    'raw',
    '--row',
    '0',
  ];

  it('is marked where no rule says how far a value may go', async () => {
    const change = JSON.parse((await run([...words, '--json'], files)).out).rows[0].best.changes.income;
    expect(change.beyondData).toEqual([1, 1.5]);
    expect((await run(words, files)).out).toMatch(/nobody in the data had this: 1 to 1\.5/);
  });

  it('is not marked where the rule says so', async () => {
    const limited = { ...files, 'open.yaml': files['open.yaml'].replace('mutable: true', 'mutable: true, max: 9') };
    const change = JSON.parse((await run([...words, '--json'], limited)).out).rows[0].best.changes.income;
    expect(change.beyondData).toBeUndefined();
  });
});
