import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, inFolder } from './support.js';

const policyOf = (outcome: string, asks: string, label = ''): string => `tribune: policy/v1
name: t
version: 1.0.0
data:
  outcome: ${outcome}
  attributes: { sex: {} }
  minGroupSize: 5
${label}requirements:
  - id: r
    by: [sex]
    ${asks}
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: t }
`;
const RATIO = 'compare: ratio\n    min: 0.8';
const AMOUNT = '{ type: amount, column: limit, unit: USD, favourable: higher }';
const IN_UNITS = '{ type: amount, column: limit, unit: USD, unitColumn: cur, favourable: higher }';
const LEVELS = '{ type: ordered, column: grade, levels: [C, B, A], favourable: higher }';
const CLASSES = '{ type: class, column: course, classes: [law, art, music], favourable: [law] }';
const LISTS = '{ type: ranking, list: q, position: rank, k: [2] }';
const RATED = '{ type: ranking, list: q, position: rank, relevance: rel, k: [2] }';
const STAGES = '{ type: stages, stages: [{ name: a, column: a }, { name: b, column: b }, { name: c, column: c }] }';
const ROUTES =
  '{ type: stages, stages: [{ name: screen, column: s }, { name: review, column: r }, { name: machine, column: m }, { name: offer, column: o }], ' +
  'routes: { hand: [screen, review, offer], auto: [screen, machine, offer] }, route: way }';

const MEAN = policyOf(AMOUNT, `metric: mean_amount\n    ${RATIO}`);
const ERRORS = policyOf(AMOUNT, 'metric: mean_absolute_error\n    compare: difference\n    max: 10', '  label: due\n');
const SHARE = policyOf(LEVELS, `metric: share_at_least\n    level: B\n    ${RATIO}`);
const RATE = policyOf(CLASSES, `metric: class_rate\n    class: law\n    ${RATIO}`);
const EXPOSURE = policyOf(LISTS, `metric: exposure\n    ${RATIO}`);
const GAIN = policyOf(RATED, `metric: ndcg\n    ${RATIO}`);
const FUNNEL = policyOf(STAGES, `metric: funnel_rate\n    ${RATIO}`);
const WAYS = policyOf(ROUTES, `metric: funnel_rate\n    ${RATIO}`);

const rows = (head: string, some: readonly string[], bad: string): string =>
  `${[head, ...Array.from({ length: 6 }, () => some).flat(), bad].join('\n')}\n`;
const amounts = (bad: string): string => rows('sex,limit', ['f,10', 'm,12.50'], `f,"${bad}"`);
const due = (bad: string): string => rows('sex,limit,due', ['f,10,9', 'm,12.50,13'], `f,10,"${bad}"`);
const units = (bad: string): string => rows('sex,limit,cur', ['f,10,USD', 'm,12.50,USD'], `f,10,${bad}`);
const grades = (bad: string): string => rows('sex,grade', ['f,A', 'm,B', 'f,C'], `f,${bad}`);
const courses = (bad: string): string => rows('sex,course', ['f,law', 'm,art', 'f,music'], `f,${bad}`);
const whole = Array.from({ length: 30 }, (_, i) => `l${Math.floor(i / 3)},${(i % 3) + 1},${i % 2 ? 'f' : 'm'}`);
const lists = (...bad: string[]): string => `${['q,rank,sex', ...whole, ...bad].join('\n')}\n`;
const rated = (bad: string): string =>
  `${['q,rank,sex,rel', ...whole.map((row) => `${row},1`), `z,1,f,${bad}`].join('\n')}\n`;
const stages = (bad: string): string => rows('sex,a,b,c', ['f,1,1,0', 'm,1,1,1', 'f,0,,', 'm,1,0,'], bad);
const ways = (bad: string): string => rows('sex,s,r,m,o,way', ['f,1,1,,1,hand', 'm,1,,1,0,auto'], bad);

const PLAIN = 'Write plain numbers such as 1200.50, without unit, currency sign and thousands separators';
const NO_NUMBER = 'column "limit": 1 value is not readable as a finite number';
const ANOTHER_UNIT = 'column "cur": 1 value is another unit than USD';

/** What is wrong, the policy, the data, and what the one message says: what, where, and how to mend it. */
const CASES: readonly (readonly [string, string, string, ...string[]])[] = [
  ['an amount with its unit after it', MEAN, amounts('1200 USD'), NO_NUMBER, '"1200 USD"', PLAIN],
  ['an amount with a currency sign', MEAN, amounts('$1200'), NO_NUMBER, PLAIN],
  ['an amount with thousands separators', MEAN, amounts('1,200.50'), NO_NUMBER, PLAIN],
  ['an amount with thousands separators of another country', MEAN, amounts('1.200,50'), NO_NUMBER, PLAIN],
  ['an amount with blanks between thousands', MEAN, amounts('1 200'), NO_NUMBER, PLAIN],
  ['an amount with apostrophes between thousands', MEAN, amounts("1'200"), NO_NUMBER, PLAIN],
  ['an amount in parentheses', MEAN, amounts('(500)'), NO_NUMBER, PLAIN],
  ['an amount with a decimal comma', MEAN, amounts('1200,5'), NO_NUMBER, 'data.decimal: comma'],
  ['an amount below 0', MEAN, amounts('-5'), 'column "limit": 1 value is below 0: "-5"', 'two columns'],
  ['an infinite amount', MEAN, amounts('inf'), NO_NUMBER, '"inf"', 'data.missing'],
  ['an amount that is infinite below', MEAN, amounts('-Infinity'), NO_NUMBER, '"-Infinity"'],
  ['an amount that no double holds', MEAN, amounts('1e400'), NO_NUMBER, 'Exponents are read up to two digits'],
  ['an amount that is a word', MEAN, amounts('unlimited'), NO_NUMBER, '"unlimited"'],
  ['an amount finer than its unit', MEAN, amounts('1.005'), 'finer than the 2 decimals of USD', '`decimals`'],
  ['an amount that is too large', MEAN, amounts('99999999999999'), 'is above USD 87,960,930,222', 'larger unit'],
  ['a label that is an amount with a unit', ERRORS, due('9 USD'), 'column "due": 1 value is not readable', PLAIN],
  ['a label that is an amount below 0', ERRORS, due('-9'), 'column "due": 1 value is below 0'],
  [
    'amounts in two currencies',
    policyOf(IN_UNITS, `metric: mean_amount\n    ${RATIO}`),
    units('EUR'),
    ANOTHER_UNIT,
    '"EUR"',
    "cur = 'USD'",
  ],
  [
    'a currency in other letters',
    policyOf(IN_UNITS, `metric: mean_amount\n    ${RATIO}`),
    units('usd'),
    ANOTHER_UNIT,
    'convert them',
  ],
  ['an amount without a currency', policyOf(IN_UNITS, `metric: mean_amount\n    ${RATIO}`), units(''), ANOTHER_UNIT],
  ['nothing but empty amounts', MEAN, 'sex,limit\nf,\nm,\n', 'no rows are left of 2: 2 missing amount'],
  [
    'a level that was never declared',
    SHARE,
    grades('D'),
    'column "grade": 1 value is not among data.outcome.levels: "D"',
    'Declared are C, B, A',
  ],
  ['a level in other letters', SHARE, grades('a'), '"a" (once)', 'Did you mean "A"?'],
  [
    'a level that is required and was never declared',
    SHARE.replace('level: B', 'level: E'),
    grades('A'),
    '"E" is not among data.outcome.levels',
  ],
  [
    'a class that was never declared',
    RATE,
    courses('musik'),
    'column "course": 1 value is not among data.outcome.classes',
    'Did you mean "music"?',
  ],
  [
    'a class that is required and was never declared',
    RATE.replace('class: law', 'class: lore'),
    courses('law'),
    '"lore" is not among data.outcome.classes',
  ],
  [
    'ranks with a hole',
    EXPOSURE,
    lists('z,1,f', 'z,3,m'),
    'nobody stands at position 2 of list "z", though 2 are shown',
    '`holes: keep`',
  ],
  ['ranks that begin at 2', EXPOSURE, lists('z,2,f', 'z,3,m'), 'nobody stands at position 1 of list "z"'],
  [
    'ranks with a tie',
    EXPOSURE,
    lists('z,1,f', 'z,1,m'),
    'two candidates stand at position 1 of list "z"',
    'Break ties',
  ],
  [
    'rank 0',
    EXPOSURE,
    lists('z,0,f'),
    'column "rank": 1 value is no whole number from 1 to 1000000: "0"',
    'leave it empty',
  ],
  ['a rank between two', EXPOSURE, lists('z,1.5,f'), '"1.5"', 'Position 1 is the first'],
  ['a rank beyond the longest list', EXPOSURE, lists('z,1000001,f'), '"1000001"', 'from 1 to 1000000'],
  ['a candidate of no list', EXPOSURE, lists(',1,f'), 'the candidates belong to no list', 'Name the list'],
  ['a worth below 0', GAIN, rated('-1'), 'column "rel": 1 value is no number from 0 to 4096: "-1"'],
  ['a worth that is a word', GAIN, rated('good'), '"good"', 'State what every candidate was worth'],
  [
    'first places that are not counted',
    EXPOSURE.replace('exposure', 'share_in_top_k\n    k: 7'),
    lists(),
    'the first 7 are not counted',
    '`k: [2, 7]`',
  ],
  [
    'a stage before the one that leads to it',
    FUNNEL,
    stages('f,,1,'),
    'column "b": 1 value is at the stage b without having passed a',
    'routes',
  ],
  [
    'a stage that was skipped',
    FUNNEL,
    stages('f,1,,1'),
    'column "c": 1 value is at the stage c without having passed b',
  ],
  ['a stage after one that was not passed', FUNNEL, stages('f,0,1,'), 'column "b"', 'without having passed a'],
  ['a stage passed by a word', FUNNEL, stages('f,yes,,'), 'column "a": 1 value is neither 0 nor 1: "yes"', 'positive'],
  [
    'a stage that was never declared',
    FUNNEL.replace('funnel_rate', 'stage_rate\n    stage: d'),
    stages('f,0,,'),
    '"d" is not among data.outcome.stages',
  ],
  [
    'a person in two branches',
    WAYS,
    ways('f,1,1,1,1,hand'),
    'two branches: "hand"',
    'The stage machine is on the route auto',
  ],
  [
    'a route that was never declared',
    WAYS,
    ways('f,1,1,,1,hnd'),
    'is not among data.outcome.routes: "hnd"',
    'Did you mean "hand"?',
  ],
  ['a person on no route', WAYS, ways('f,1,1,,1,'), 'on no route', 'Name the route'],
  [
    'levels under a policy of amounts',
    MEAN,
    grades('A').replace('grade', 'limit'),
    'column "limit": 19 values are not readable as a finite number',
  ],
  [
    'amounts under a policy of levels',
    SHARE,
    amounts('5').replace('limit', 'grade'),
    'are not among data.outcome.levels',
  ],
  ['amounts under a policy of stages', FUNNEL, rows('sex,a,b,c', ['f,120,1,1'], 'm,7,1,1'), 'are neither 0 nor 1'],
  ['amounts under a policy of lists', EXPOSURE, rows('q,rank,sex', ['x,10.5,f'], 'y,12,m'), 'no whole number from 1'],
  [
    'a metric of amounts asked of levels',
    policyOf(LEVELS, `metric: mean_amount\n    ${RATIO}`),
    grades('A'),
    'the decisions of this policy are levels',
    'Use one of: superiority, mean_rank, dominance_shortfall',
  ],
  [
    'a metric of 0 and 1 asked of amounts',
    policyOf(AMOUNT, `metric: selection_rate\n    ${RATIO}`),
    amounts('5'),
    'the decisions of this policy are amounts',
  ],
  [
    'a type that there is not',
    policyOf(AMOUNT.replace('amount', 'ammount'), `metric: mean_amount\n    ${RATIO}`),
    amounts('5'),
    'data.outcome.type is "ammount"',
    'Write amount, ordered',
  ],
];

describe('decisions of every type', () => {
  it.each(CASES)('%s: one clear error, and nothing written', async (_what, policy, data, ...says) => {
    await inFolder(async (folder) => {
      const [policyFile, file, out] = ['policy.yaml', 'data.csv', 'out'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      writeFileSync(policyFile, policy);
      writeFileSync(file, data);
      const run = await cli(['audit', file, '--policy', policyFile, '--quiet', '--out', out]);
      expect(run.code, run.err).toBe(2);
      for (const words of says) expect(run.err).toContain(words);
      expect(run.err.match(/\berror [A-Z]/g)).toHaveLength(1);
      expect(run.err).not.toMatch(/\n\s+at .*\.[jt]s:/);
      expect([run.out, existsSync(out)]).toEqual(['', false]);
    });
  });
});
