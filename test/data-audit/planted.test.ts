import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../src/core/stats/index.js';
import { auditText, PLAIN, policyText, testIn } from './support.js';

interface Person {
  readonly sex: 'm' | 'f';
  readonly y: number;
  readonly p: number;
  readonly score: string;
  readonly other: number;
  readonly cost: string;
  readonly origin: string;
  readonly split: string;
  readonly note: string;
  readonly x: string;
  readonly level: string;
}

/** People in whom everything is equal by sex; `plant` changes one of them. */
function people(
  plant: (person: Person, uniform: () => number) => Partial<Record<keyof Person, string | number>> = () => ({}),
  n = 4000,
): string {
  const random = createGenerator(7);
  const uniform = (): number => random.nextUniform();
  const lines = Array.from({ length: n }, () => {
    const x = uniform() * 2 - 1;
    const score = (x + 1) / 2;
    const person: Person = {
      sex: uniform() < 0.5 ? 'm' : 'f',
      y: uniform() < 0.3 + 0.4 * score ? 1 : 0,
      p: score >= 0.5 ? 1 : 0,
      score: score.toFixed(4),
      other: uniform() < score ? 1 : 0,
      cost: (100 * score + uniform()).toFixed(3),
      origin: uniform() < 0.05 ? 'model' : 'person',
      split: uniform() < 0.8 ? 'train' : 'test',
      note: uniform() < 0.03 ? 'Refused the medication.' : 'seen; unrefused',
      x: x.toFixed(5),
      level: `l${Math.floor(uniform() * 5)}`,
    };
    return Object.values({ ...person, ...plant(person, uniform) }).join(',');
  });
  return `sex,y,p,score,other,cost,origin,split,note,x,level\n${lines.join('\n')}\n`;
}

const SECTION = `{ labelChoice: { outcomes: [other] }, stigmaWords: { columns: [note] }, labelOrigin: { column: origin, own: [model] },
  duplicates: { split: { column: split, train: [train], test: [test] } }, features: [x, level] }`;
const policy = policyText(`${PLAIN}\n  score: score`, SECTION);

describe('people in whom everything is equal by sex', () => {
  it('pass every test', async () => {
    const { tests, verdict } = await auditText(people(), policy);
    expect(Object.fromEntries(tests.map(({ test, verdict: each }) => [test, each]))).toEqual({
      representation: 'not_applicable',
      sampleSize: 'pass',
      baseRates: 'pass',
      missingness: 'pass',
      featureVariance: 'pass',
      featureSlope: 'pass',
      labelChoice: 'pass',
      aggregation: 'pass',
      proxyStrength: 'pass',
      stigmaWords: 'pass',
      labelOrigin: 'pass',
      labelCoverage: 'pass',
      leakage: 'pass',
      duplicates: 'pass',
    });
    expect(verdict).toBe('pass');
  });

  it('give the same result in any order of the rows', async () => {
    const [head = '', ...lines] = people(undefined, 3000).trimEnd().split('\n');
    const result = (rows: readonly string[]) => auditText(`${[head, ...rows].join('\n')}\n`, policy);
    const [first, second] = [await result(lines), await result(lines.toReversed())];
    expect(second.tests).toEqual(first.tests);
  });
});

describe('a fault that is planted is found by its test', () => {
  const female = (person: Person): boolean => person.sex === 'f';
  const faults: [string, Parameters<typeof people>[0], RegExp][] = [
    ['baseRates', (one, uniform) => (female(one) && uniform() < 0.5 ? { y: 1 } : {}), /Base rate of f 7\d/],
    ['missingness', (one, uniform) => (female(one) && uniform() < 0.2 ? { x: '' } : {}), /^x is missing: f (19|20|21)/],
    [
      'featureVariance',
      (one) => (female(one) ? { x: (3 * Number(one.x)).toFixed(5) } : {}),
      /^x: the variance of f is (8|9)\.\d/,
    ],
    [
      'featureSlope',
      (one, uniform) => (female(one) ? { y: uniform() < 0.5 - 0.4 * Number(one.x) ? 1 : 0 } : {}),
      /points of the label rate in f/,
    ],
    [
      'aggregation',
      (one, uniform) => (female(one) ? { y: uniform() < 0.5 - 0.4 * Number(one.x) ? 1 : 0 } : {}),
      /a model of its own would gain/,
    ],
    [
      'labelChoice',
      (one, uniform) => (female(one) && uniform() < 0.3 ? { other: 1 } : {}),
      /At equal score other of f is 0\.1\d+ above that of m/,
    ],
    [
      'proxyStrength',
      (one, uniform) => (uniform() < 0.9 ? { level: female(one) ? 'l1' : 'l2' } : {}),
      /^All features together tell f from m with an AUC of 0\.9\d+ .*right about 9\d/,
    ],
    [
      'stigmaWords',
      (one, uniform) => (female(one) && uniform() < 0.1 ? { note: 'An Angry Patient' } : {}),
      /^note with such a word: f 1\d/,
    ],
    [
      'labelOrigin',
      (_, uniform) => (uniform() < 0.3 ? { origin: 'model' } : {}),
      /of the labels of (all|f|m) were made by the own decisions/,
    ],
    [
      'labelCoverage',
      (one, uniform) => (one.p === 0 && uniform() < 0.4 ? { y: '' } : {}),
      /of people with decision 1 and of (59|60|61)/,
    ],
    [
      'leakage',
      (one) => ({ x: one.y }),
      /^x alone tells the labels apart with an AUC of 1\.0000, as a copy of the label would/,
    ],
    [
      'duplicates',
      (_, uniform) => (uniform() < 0.2 ? { x: '0.5', level: 'l1' } : {}),
      /test rows \(\d+(\.\d)? %; .* have equal features/,
    ],
  ];
  it.each(faults)('%s', async (name, plant, said) => {
    const { verdict, message } = testIn(await auditText(people(plant), policy), name);
    expect(message).toMatch(said);
    expect(verdict).toBe('fail');
  });

  it('leakage of a text, and words as whole words only', async () => {
    const { verdict } = testIn(
      await auditText(
        people((one) => ({ level: `l${one.y}` })),
        policy,
      ),
      'leakage',
    );
    expect(verdict).toBe('fail');
    const { notes } = testIn(
      await auditText(
        people((one) => ({ note: female(one) ? 'refusedly' : 'unrefused' })),
        policy,
      ),
      'stigmaWords',
    );
    expect(notes[1]).toBe('note: 0 of 4,000 texts (0 %) hold such a word.');
  });
});

describe('settings of tests', () => {
  const mistake = (section: string) =>
    auditText(people(undefined, 100), policyText(`${PLAIN}\n  score: score`, section)).catch(
      (error: Error) => error.message,
    );

  it('are refused by name where they are misspelt', async () => {
    expect(await mistake('{ labelChoice: { outcome: [other] } }')).toContain('Did you mean "outcomes"?');
    expect(await mistake('{ labelChoice: { outcomes: [othr] } }')).toContain(
      'no column "othr" in the data (named by dataAudit.labelChoice in the policy)',
    );
    expect(await mistake('{ stigmaWords: { columns: [note], list: clinic } }')).toContain('clinical');
    expect(await mistake('{ leakage: { maxAuc: 2 } }')).toContain('at most 1 is expected');
    expect(await mistake('{ duplicates: { split: { column: spilt, train: [a], test: [b] } } }')).toContain(
      'no column "spilt"',
    );
  });

  it('whose test cannot be made say why, and a blocking one is no pass', async () => {
    const result = await auditText(people(undefined, 200), policyText(PLAIN, '{ labelChoice: { outcomes: [other] } }'));
    expect(testIn(result, 'labelChoice')).toMatchObject({
      verdict: 'not_applicable',
      message: 'The policy binds no score (data.score).',
    });
    expect(result.verdict).toBe('not_applicable');
  });
});
