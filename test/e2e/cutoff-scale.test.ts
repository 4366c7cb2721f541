import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AUDIENCES } from '../../src/domain/documents/explanation/index.js';
import { run, SCORECARD, TREE } from './explain-support.js';
import { inFolder } from './support.js';

/** sigmoid(0.5) = 0.622: accepted at 0.4 of either scale, and at 0.55 of one only: raw 0.5 is below it. */
const ROW = ['explain', 'model.json', 'rows.csv', '--row', '1', '-b', 'background.csv'];
const page = async (words: readonly string[], files: Record<string, string> = {}): Promise<string> =>
  inFolder(async (folder) => {
    const path = join(folder, 'page.html');
    const { code, err } = await run([...words, '--html', path], files);
    expect([code, err]).toEqual([0, '']);
    return readFileSync(path, 'utf8');
  });

describe('a cutoff of an explanation', () => {
  it('names its scale where a score has two, as for recourse and reasons', async () => {
    const { code, err } = await run([...ROW, '--cutoff', '0.55']);
    expect(code).toBe(2);
    expect(err).toMatch(/through the link logit[\s\S]*--cutoff-scale/);
    expect((await run([...ROW, '--accept', 'below'])).err).toMatch(/--accept is about a cutoff, and none is given/);
    expect((await run([...ROW, '--cutoff', '70', '--cutoff-scale', 'linked'])).err).toMatch(
      /outside what the model publishes/,
    );
  });

  it.each([
    ['linked', '0.55', 'accepted', /The published score is 0\.622; accepted are scores at or above 0\.55: accepted\./],
    [
      'raw',
      '0.55',
      'not accepted',
      /The score in log-odds is 0\.500; accepted are scores at or above 0\.55: not accepted\./,
    ],
  ])('decides on the scale that is said: %s', async (scale, cutoff, verdict, headline) => {
    const words = [...ROW, '--cutoff', cutoff, '--cutoff-scale', scale];
    const { out } = await run(words);
    expect(out).toContain(`  ${verdict}: ${scale} score`);
    expect(await page(words)).toMatch(headline);
    const recourse = await run(
      [
        'recourse',
        'model.json',
        'rows.csv',
        '--row',
        '1',
        '-c',
        'a.yaml',
        '--cutoff',
        cutoff,
        '--cutoff-scale',
        scale,
        '--json',
      ],
      { 'a.yaml': 'tribune: recourse/v1\nfeatures: { age: { mutable: false } }\n' },
    );
    expect(JSON.parse(recourse.out).rows[0].accepted).toBe(verdict === 'accepted');
  });

  it('draws a published cutoff where it lies among the steps', async () => {
    const words = [...ROW, '--cutoff', '0.55', '--cutoff-scale', 'linked'];
    expect(await page(words)).toMatch(/>cutoff</);
    expect(await page(words)).toMatch(/The steps below are on another scale: there the score in log-odds is 0\.500/);
  });

  it('is never on the other side of the score on paper', async () => {
    const cutoff = '0.5000004';
    const words = [...ROW, '--cutoff', cutoff, '--cutoff-scale', 'raw'];
    const { out } = await run(words);
    expect(out).toMatch(/not accepted: raw score 0\.5000, accepted >= 0\.5000004/);
    const above = await run([...ROW, '--cutoff', '0.4999996', '--cutoff-scale', 'raw']);
    expect(above.out).toMatch(/ {2}accepted: raw score 0\.5000, accepted >= 0\.4999996/);
    const linked = await run([...ROW, '--cutoff', '0.62246', '--cutoff-scale', 'linked']);
    // 0.6224593 is below 0.62246, and would be written 0.6225.
    expect(linked.out).toMatch(/not accepted: linked score 0\.62245\d*, accepted >= 0\.62246/);
  });

  it('that only arithmetic tells from the score is said to be one', async () => {
    const exact = ['--cutoff', '0.5', '--cutoff-scale', 'raw'];
    expect((await run([...ROW, ...exact])).out).toMatch(/at the cutoff within the model's arithmetic/);
    for (const view of ['reviewer', 'auditor'])
      expect(await page([...ROW, ...exact, '--view', view])).toMatch(/at the cutoff within the model/);
    expect((await run([...ROW, '--cutoff', '0.5001', '--cutoff-scale', 'raw'])).out).not.toMatch(/arithmetic/);
    const files = {
      'a.yaml': 'tribune: recourse/v1\ncosts: { income: 1 }\nfeatures: { income: { mutable: true, max: 9 } }\n',
    };
    const words = [
      'recourse',
      'model.json',
      'rows.csv',
      '--row',
      '1',
      '-c',
      'a.yaml',
      '--cutoff',
      '2',
      '--cutoff-scale',
      'raw',
    ];
    const { rows } = JSON.parse((await run([...words, '--json'], files)).out);
    expect([rows[0].atCutoff, rows[0].best.atCutoff]).toEqual([undefined, true]);
    expect((await run(words, files)).out).toMatch(/at the cutoff within the model's arithmetic/);
  });
});

describe('what the steps compare with is named', () => {
  const LINEAR = JSON.stringify({
    kind: 'linear',
    link: 'logit',
    featureNames: ['age', 'income'],
    coef: [[0.02, 0.3]],
    intercept: [-1],
  });
  const PEOPLE = 'age,housing\n25,own\n45,rent\n';
  const cases: [string, readonly string[], string, RegExp, RegExp][] = [
    [
      'a linear model without background',
      ['linear.json', 'rows.csv'],
      'zeros',
      /an input of zeros/,
      /training data|the average is/,
    ],
    [
      'a scorecard without background',
      ['card.csv', 'people.csv'],
      'intercept',
      /the model(&#39;|')s own intercept/,
      /training data|the average is/,
    ],
    [
      'trees without background',
      ['model.json', 'rows.csv'],
      'training data',
      /the training data,? as the trees remember it/,
      /input of zeros/,
    ],
    [
      'a background',
      ['linear.json', 'rows.csv', '-b', 'background.csv'],
      'background',
      /the people (in|of) the background/,
      /training data|zeros/,
    ],
  ];

  it.each(cases)('%s: on the terminal, on every page, in the JSON', async (_, words, word, says, never) => {
    const files = {
      'linear.json': LINEAR,
      'card.csv': SCORECARD,
      'people.csv': PEOPLE,
      'model.json': JSON.stringify(TREE),
    };
    const own = ['explain', ...words, '--row', '0'];
    const { out } = await run(own, files);
    expect(out).toMatch(says);
    expect(out).not.toMatch(never);
    expect(JSON.parse((await run([...own, '--json'], files)).out).comparedWith).toBe(word);
    for (const view of AUDIENCES) {
      const html = await page([...own, '--view', view], files);
      expect(html).not.toMatch(never);
      if (view !== 'applicant') expect(html).toMatch(says);
    }
  });
});
