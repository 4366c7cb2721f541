import { TribuneError } from '../base/errors.js';
import { automationParadox } from '../oversight/index.js';

/** An input of a sum, with the value that the textbook takes. */
export interface SumInput {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

/** A number that comes of a sum. */
export interface SumResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** A sum of the textbook: its formula, what the textbook prints and what is right. */
export interface PlannedSum {
  readonly name: string;
  readonly title: string;
  readonly formula: string;
  readonly inputs: readonly SumInput[];
  /** What the textbook prints, in its own figures. */
  readonly printed: string;
  /** What the same inputs come to. */
  readonly right: string;
  /** The line of the textbook, as the notes of this project name it. */
  readonly where: string;
  /** Ids of what was measured of this product instead (src/data/measured-costs). */
  readonly measured: readonly string[];
  reckon(input: (name: string) => number): readonly SumResult[];
}

const SECONDS_A_DAY = 86_400;
const DAYS_A_MONTH = 30;
const MOST = 1e18;

const input = (
  name: string,
  unit: string,
  value: number,
  [least, most]: readonly [number, number] = [0, MOST],
): SumInput => ({
  ...{ name, unit, value, least, most },
});
const share = (name: string, value: number): SumInput => input(name, 'share', value, [0, 1]);
const above = (name: string, unit: string, value: number): SumInput => input(name, unit, value, [1e-9, MOST]);
const result = (name: string, unit: string, value: number): SumResult => ({ name, unit, value });

/**
 * Shards of a model that requests for deletion hit: S (1 - (1 - 1/S)^k), where each request falls on any of S shards alike.
 *
 * @example shardsHit(100, 1000) // 99.9957
 */
export const shardsHit = (shards: number, requests: number): number => shards * (1 - (1 - 1 / shards) ** requests);

/** Requests that hit half of the shards on average: ln 0.5 / ln(1 - 1/S). Of one shard, a single request. */
export const requestsForHalf = (shards: number): number => (shards === 1 ? 1 : Math.log(0.5) / Math.log1p(-1 / shards));

/** The sums, in the order in which they are shown. */
export const PLANNED_SUMS: readonly PlannedSum[] = [
  {
    name: 'shard-cost',
    title: 'Training one shard again',
    formula: 'cost of training / shards',
    inputs: [above('training', 'USD', 4.6e6), input('shards', 'shards', 20, [1, 1e6])],
    ...{ printed: '$90 K', right: '$230 K', where: 'L1133', measured: [] },
    reckon: (of) => [result('cost of a shard', 'USD', of('training') / of('shards'))],
  },
  {
    name: 'deletions',
    title: 'Requests for deletion in one batch',
    formula: 'shards hit = S (1 - (1 - 1/S)^k); cost = training x shards hit / S; one by one: k x training / S',
    inputs: [
      above('training', 'USD', 4.6e6),
      input('shards', 'shards', 100, [1, 1e6]),
      input('requests', 'a day', 1000),
    ],
    ...{ printed: '1,000 deletions a day are manageable', right: '99.996 of 100 shards', where: 'L1149', measured: [] },
    reckon(of) {
      const [training, shards, requests] = [of('training'), of('shards'), of('requests')];
      const hit = shardsHit(shards, requests);
      return [
        result('shards hit', 'shards', hit),
        result('cost in one batch', 'USD a day', (training * hit) / shards),
        result('cost one by one', 'USD a day', (requests * training) / shards),
        result('requests that hit half of the shards', 'requests', requestsForHalf(shards)),
      ];
    },
  },
  {
    name: 'log-storage',
    title: 'Storage of events',
    formula: 'events a day x bytes an event',
    inputs: [input('events', 'a day', 8.64e6), input('bytes', 'B', 200)],
    ...{ printed: '1.7 TB/day', right: '1.73 GB/day', where: 'L1320' },
    measured: ['database-bytes', 'tile-bytes', 'segment-bytes'],
    reckon: (of) => [result('storage', 'GB a day', (of('events') * of('bytes')) / 1e9)],
  },
  {
    name: 'event-rate',
    title: 'Events a second and a day',
    formula: 'events a second x 86,400',
    inputs: [input('rate', 'a second', 10_000)],
    ...{ printed: '1 B/day at 10,000/s', right: '864 M/day', where: 'L1320', measured: ['record'] },
    reckon: (of) => [
      result('events', 'a day', of('rate') * SECONDS_A_DAY),
      result('rate that makes a billion a day', 'a second', 1e9 / SECONDS_A_DAY),
    ],
  },
  {
    name: 'explanation-compute',
    title: 'Compute of explanations',
    formula: 'share explained x cost of an explanation in predictions',
    inputs: [share('explained', 0.1), input('cheapest', 'predictions', 50), input('dearest', 'predictions', 1000)],
    ...{ printed: '50-500x more compute', right: '5-100x', where: 'L1290' },
    measured: ['explanation-in-code', 'explanation-served'],
    reckon: (of) => [
      result('at least', 'times the compute of predictions', of('explained') * of('cheapest')),
      result('at most', 'times the compute of predictions', of('explained') * of('dearest')),
    ],
  },
  {
    name: 'explanation-storage',
    title: 'Storage of explanations',
    formula: 'explanations a day x 30 x features x bytes a feature',
    inputs: [input('explanations', 'a day', 1e6), input('features', 'features', 20), input('bytes', 'B', 8)],
    ...{ printed: '50 GB-10 TB a month', right: '2.4-4.8 GB', where: 'L1294', measured: ['explanation-bytes'] },
    reckon: (of) => [
      result('storage', 'GB a month', (of('explanations') * DAYS_A_MONTH * of('features') * of('bytes')) / 1e9),
      result('bytes each that make 50 GB', 'B', 50e9 / (of('explanations') * DAYS_A_MONTH)),
    ],
  },
  {
    name: 'rare-incidents',
    title: 'Rare incidents of a fleet',
    formula: 'predictions a day x share that go wrong; a node: / nodes',
    inputs: [input('predictions', 'a day', 1e9), share('wrong', 0.001), input('nodes', 'nodes', 10_000, [1, 1e9])],
    ...{ printed: 'thousands a day', right: '1 M per billion', where: 'L1804', measured: [] },
    reckon: (of) => [
      result('incidents', 'a day', of('predictions') * of('wrong')),
      result('incidents of a node', 'a day', (of('predictions') * of('wrong')) / of('nodes')),
    ],
  },
  {
    name: 'automation-paradox',
    title: 'A reader beside a model',
    formula:
      'model x (1 - right overridden) + (1 - model) x (1 - wrong accepted) x human; tribune cases paradox has all of it',
    inputs: [share('human', 0.92), share('model', 0.95), share('wrong-accepted', 0.7), share('right-overridden', 0)],
    ...{
      printed: 'the pair is less sensitive than the model alone, 95 %',
      right: '96.4 %',
      where: 'L1414-1427',
      measured: [],
    },
    reckon(of) {
      const pair = automationParadox({
        ...{ human: of('human'), model: of('model') },
        ...{ wrongAccepted: of('wrong-accepted'), rightOverridden: of('right-overridden') },
      });
      return [
        result('both together', 'share right', pair.pair),
        result('if nothing right of either were lost', 'share right', pair.either),
      ];
    },
  },
  {
    name: 'extraction-time',
    title: 'Queries that copy a model',
    formula: 'queries / queries a second',
    inputs: [input('queries', 'queries', 100_000), above('rate', 'a second', 100)],
    ...{
      printed: 'limits of 100-1,000 requests a second hold off 10,000-100,000 queries',
      right: '17 min',
      where: 'L685',
      measured: [],
    },
    reckon: (of) => [
      result('time', 's', of('queries') / of('rate')),
      result('time', 'min', of('queries') / of('rate') / 60),
    ],
  },
  {
    name: 'approving-more',
    title: 'Accuracy of approving more people',
    formula: 'share newly approved x (1 - 2 x share of them who default); worth it while loss/gain is below (1 - c)/c',
    inputs: [share('newly-approved', 0.1), share('defaults', 0.3), input('cut', 'share', 0.3, [1e-9, 1])],
    ...{ printed: 'accuracy falls by 4 points', right: '7 : 3', where: 'L180-194', measured: [] },
    reckon: (of) => [
      result('change of accuracy', 'points', 100 * of('newly-approved') * (1 - 2 * of('defaults'))),
      result('loss over gain at the cut', 'times', (1 - of('cut')) / of('cut')),
      result('defaults among them that cost 4 points', 'share', 0.5 + 0.04 / (2 * of('newly-approved'))),
    ],
  },
  {
    name: 'adversarial-training',
    title: 'Training against attacks',
    formula: 'steps of the attack + 1, in passes of plain training',
    inputs: [input('steps', 'steps', 7)],
    ...{ printed: 'PGD-7 +150 % and 3-10x', right: 'PGD-7 costs 8x', where: '3.3', measured: [] },
    reckon: (of) => [result('training', 'times', of('steps') + 1)],
  },
  {
    name: 'rare-group',
    title: 'A random sample that holds a rare group',
    formula: 'people wanted of the group / share of the group',
    inputs: [input('wanted', 'people', 30), input('share', 'share', 0.002, [1e-9, 1])],
    ...{ printed: 'a group of 0.2 % of the US is in the data', right: '15,000', where: 'S2 591', measured: [] },
    reckon: (of) => [result('sample', 'people', of('wanted') / of('share'))],
  },
  {
    name: 'z-of-a-gap',
    title: 'z of a gap',
    formula: 'gap / standard error',
    inputs: [input('gap', 'share', 0.3, [-1, 1]), above('error', 'share', 0.07036)],
    ...{ printed: 'z = 4.29', right: '4.264', where: 'L434', measured: [] },
    reckon: (of) => [result('z', 'standard errors', of('gap') / of('error'))],
  },
  {
    name: 'points-and-per-cent',
    title: 'Points and per cent',
    formula: 'points = 100 (a - b); per cent = 100 (a / b - 1)',
    inputs: [share('a', 0.889), input('b', 'share', 0.6, [1e-9, 1])],
    ...{ printed: '29 points read as 29 % more likely', right: '48 % more likely', where: 'L345', measured: [] },
    reckon: (of) => [
      result('difference', 'points', 100 * (of('a') - of('b'))),
      result('relative', 'per cent', 100 * (of('a') / of('b') - 1)),
    ],
  },
];

/** A sum that was reckoned. */
export interface ReckonedSum extends Omit<PlannedSum, 'reckon' | 'inputs'> {
  /** The inputs with what they were, the textbook's where none was given. */
  readonly inputs: readonly SumInput[];
  readonly results: readonly SumResult[];
}

/**
 * Reckons a sum with the inputs that are given, and with those of the textbook for the others.
 *
 * @throws TribuneError INVALID_ARGUMENT for an input that the sum does not have, or outside its bounds
 * @example reckonSum(PLANNED_SUMS[0], {}).results[0].value // 230000
 */
export function reckonSum(sum: PlannedSum, given: Readonly<Record<string, number>>): ReckonedSum {
  const names = sum.inputs.map(({ name }) => name);
  const stray = Object.keys(given).find((name) => !names.includes(name));
  if (stray !== undefined)
    throw new TribuneError('INVALID_ARGUMENT', `${sum.name} has no input "${stray}"`, {
      remedy: `Its inputs: ${names.join(', ')}.`,
    });
  const inputs = sum.inputs.map((one) => ({ ...one, value: given[one.name] ?? one.value }));
  const odd = inputs.find(({ value, least, most }) => !(value >= least && value <= most));
  if (odd !== undefined)
    throw new TribuneError('INVALID_ARGUMENT', `${odd.name} of ${sum.name} is ${odd.value}`, {
      remedy: `Give a number from ${odd.least} to ${odd.most}.`,
    });
  const { reckon, ...rest } = sum;
  return { ...rest, inputs, results: reckon((name) => inputs.find((one) => one.name === name)!.value) };
}
