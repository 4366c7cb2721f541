// How often the tests of `tribune audit data` judge wrongly at the bound: a measure that lies exactly on its bound must seldom fail and seldom
// pass. Each row draws tables at the bound and judges them as the command does (one comparison, level 0.95).
//   node bench/data-audit-errors.mjs [draws, default 1000] [seed, default 1]
import process from 'node:process';
import {
  aggregationGains,
  judgeMeasured,
  labelSeparation,
  learnedSeparation,
  outcomeGapsAtEqualScore,
  rateGaps,
  representation,
  shares,
  sideModels,
  slopeGaps,
  varianceRatios,
} from '../dist/core/fairness/sources/index.js';
import { createGenerator } from '../dist/core/stats/index.js';

const draws = Number(process.argv[2] ?? 1000);
const random = createGenerator(Number(process.argv[3] ?? 1));
const uniform = () => random.nextUniform();
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
const binomial = (n, p) => {
  let count = 0;
  for (let i = 0; i < n; i++) if (uniform() < p) count += 1;
  return count;
};
const table = (n, make) => Array.from({ length: n }, make);
const options = { subject: 'x', minGroupSize: 1 };

function powers(values) {
  const sums = [values.length, 0, 0, 0, 0];
  for (const value of values) for (let power = 1; power <= 4; power++) sums[power] += value ** power;
  return sums;
}
const NOBODY = [0, 0, 0, 0, 0];
const featureGroup = (name, rows) => ({
  group: { g: name },
  label0: powers(rows.filter(({ y }) => y === 0).map(({ x }) => x)),
  label1: powers(rows.filter(({ y }) => y === 1).map(({ x }) => x)),
  unlabelled: NOBODY,
});

/** Values with mean 0 and variance 1. */
const SHAPES = {
  normal,
  'log-normal (sd of logs 0.5)': () =>
    (Math.exp(0.5 * normal()) - Math.exp(0.125)) / Math.sqrt(Math.exp(0.25) * (Math.exp(0.25) - 1)),
  uniform: () => (uniform() - 0.5) * Math.sqrt(12),
};

function spread(shape, n) {
  const make = (factor) => table(n, () => ({ x: Math.sqrt(factor) * SHAPES[shape](), y: uniform() < 0.5 ? 1 : 0 }));
  const reference = featureGroup('r', make(1));
  return varianceRatios([featureGroup('g', make(2))], { ...options, reference });
}

function slope(n, base) {
  const make = (gain) =>
    table(n, () => {
      const x = normal();
      return { x, y: uniform() < Math.min(1, Math.max(0, base + gain * Math.max(-2, Math.min(2, x)))) ? 1 : 0 };
    });
  // Values are held to two deviations in the rate, so the slope that least squares aims at is a little less: it is found by a large draw.
  const reference = featureGroup('r', make(0.05));
  return slopeGaps([featureGroup('g', make(0.15))], { ...options, reference });
}

function bands(n, rate, shift) {
  return table(20, (_, band) => {
    const p = 0.1 + (0.6 * band) / 20 + shift;
    if (rate) {
      const sum = binomial(n, p);
      return { n, sum, squares: sum };
    }
    const values = table(n, () => p * 3 + normal());
    return { n, sum: values.reduce((a, b) => a + b, 0), squares: values.reduce((a, b) => a + b * b, 0) };
  });
}
const equalScore = (n, rate) =>
  outcomeGapsAtEqualScore([{ group: { g: 'a' }, bands: bands(Math.ceil(n / 4), rate, rate ? 0.05 : 0.1 / 3) }], {
    ...options,
    reference: { group: { g: 'r' }, bands: bands(n, rate, 0) },
    unit: rate ? 'rate' : { deviation: 1 },
  });

/** Two inputs and a label whose rate is 0.5 + a x1 + b x2, with x uniform on -1, 1: least squares aims at just that. */
function parted(name, n, weights, inputs) {
  const parts = table(20, () => ({
    n: 0,
    inputs: new Float64Array((inputs + 1) ** 2),
    outcome: new Float64Array(inputs + 1),
    squares: 0,
  }));
  for (let row = 0; row < n; row++) {
    const x = [1, ...table(inputs, () => (uniform() * 2 - 1) * Math.sqrt(3))];
    const rate = 0.5 + weights.reduce((sum, weight, i) => sum + weight * x[i + 1], 0);
    const y = uniform() < rate ? 1 : 0;
    const part = parts[Math.floor(uniform() * 20)];
    part.n += 1;
    part.squares += y;
    for (let i = 0; i <= inputs; i++) {
      part.outcome[i] += x[i] * y;
      for (let j = 0; j <= inputs; j++) part.inputs[i * (inputs + 1) + j] += x[i] * x[j];
    }
  }
  return { group: { g: name }, parts: parts.map((part) => (part.n === 0 ? null : part)) };
}

/** Slopes that differ by d in groups of sizes n and m: the pooled slope lies in between, and the gain of the first is (d m / (n + m))^2 / 0.25. */
function aggregated(n, m, gain, inputs) {
  const d = Math.sqrt(gain * 0.25) * ((n + m) / m);
  const rest = table(inputs - 1, () => 0);
  const [one] = aggregationGains(
    [parted('a', n, [d / 2, ...rest], inputs), parted('r', m, [-d / 2, ...rest], inputs)],
    1,
  );
  return [one];
}

/** Number of sorted values below one. */
function below(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Placements of two sides by their scores. */
function placed(ones, zeros) {
  const ascending = (values) => [...values].sort((a, b) => a - b);
  const [high, low] = [ascending(ones), ascending(zeros)];
  // Number below plus number not above is twice the number below, with ties once.
  const under = (value) => BigInt(below(low, value) + low.length - below(low.map((x) => -x).reverse(), -value));
  const over = (value) => BigInt(below(high.map((x) => -x).reverse(), -value) + high.length - below(high, value));
  const sums = (placements) => [placements.reduce((a, b) => a + b, 0n), placements.reduce((a, b) => a + b * b, 0n)];
  return {
    positives: ones.length,
    negatives: zeros.length,
    positivePlacements: sums(ones.map(under)),
    negativePlacements: sums(zeros.map(over)),
  };
}

// The AUC of two normals whose means differ by delta is Phi(delta / sqrt 2): 0.99 at delta 3.2899, 0.8 at 1.19023.
const separated = (n) => [
  labelSeparation(
    'x',
    placed(
      table(n, () => normal() + 3.2899),
      table(n, normal),
    ),
    1,
  ),
];

/** People of two groups with a value, in 20 parts; `score` gives the score of each person, learned from the people it is given. */
function learned(own, others, learn) {
  const people = [own, others].flatMap((side, place) =>
    side.map((x) => ({ x, g: 1 - place, part: Math.floor(uniform() * 20) })),
  );
  const scoresOf = (those, score) => {
    const side = (g) => those.filter((one) => one.g === g).map(({ x }) => score(x));
    return placed(side(1), side(0));
  };
  const heldOut = table(20, (_, part) =>
    scoresOf(
      people.filter((one) => one.part === part),
      learn(people.filter((one) => one.part !== part)),
    ),
  );
  const pair = { subject: 'x', group: { g: 'a' }, reference: { g: 'r' } };
  return [learnedSeparation({ ...pair, heldOut, fitted: scoresOf(people, learn(people)) }, 1)];
}

/** Groups whose means differ in the first of several normal inputs. */
function proxyModel(n, m, inputs) {
  const rows = (size, shift) => table(size, () => table(inputs, (_, i) => normal() + (i === 0 ? shift : 0)));
  const gram = (those) => {
    const size = inputs + 1;
    const sums = new Float64Array(size * size);
    for (const row of those) {
      const x = [1, ...row];
      for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sums[i * size + j] += x[i] * x[j];
    }
    return { n: those.length, inputs: sums, outcome: new Float64Array(size), squares: 0 };
  };
  return learned(rows(n, 1.19023), rows(m, 0), (people) => {
    const side = (g) => gram(people.filter((one) => one.g === g).map(({ x }) => x));
    const { fitted } = sideModels([side(1)], [side(0)]);
    return (x) => x.reduce((sum, value, i) => sum + value * fitted[i + 1], fitted[0]);
  });
}

/** Texts of so many values: even draws in the reference, the largest of four in the group. */
function proxyTexts(n, m, values) {
  const draw = () => Math.floor(uniform() * values);
  const largest = () => Math.max(draw(), draw(), draw(), draw());
  return learned(table(n, largest), table(m, draw), (people) => {
    const counts = table(values, () => [0, 0]);
    for (const { x, g } of people) counts[x][g] += 1;
    const all = people.filter(({ g }) => g === 1).length / people.length;
    return (x) => (counts[x][0] + counts[x][1] === 0 ? all : counts[x][1] / (counts[x][0] + counts[x][1]));
  });
}
/** The AUC of the largest of four even draws against one even draw, ties once half. */
const textBound = (values) =>
  table(values, (_, v) => (((v + 1) / values) ** 4 - (v / values) ** 4) * ((v + 0.5) / values)).reduce((a, b) => a + b);

const gap = (n, m, p) =>
  rateGaps([{ group: { g: 'a' }, n, successes: binomial(n, p + 0.1) }], {
    ...options,
    reference: { group: { g: 'r' }, n: m, successes: binomial(m, p) },
  });
const TWENTIETH = { min: -0.1, max: 0.1 };

const ROWS = [
  [
    'representation, 1,000 people, share 0.08 of 0.1',
    { min: 0.8 },
    () => representation([{ group: {}, share: 0.1, n: binomial(1000, 0.08) }], { total: 1000, minRatio: 0.8 }),
  ],
  [
    'representation, 10,000 people, share 0.0008 of 0.001',
    { min: 0.8 },
    () => representation([{ group: {}, share: 0.001, n: binomial(10000, 0.0008) }], { total: 10000, minRatio: 0.8 }),
  ],
  ['base rates, missing values, words; 30 and 1,000, rate 0.1', TWENTIETH, () => gap(30, 1000, 0.1)],
  ['base rates, missing values, words; 300 and 300, rate 0.4', TWENTIETH, () => gap(300, 300, 0.4)],
  ['base rates, missing values, words; 1,000 and 1,000, rate 0.01', TWENTIETH, () => gap(1000, 1000, 0.01)],
  ['spread of features, normal, 100 and 100', { min: 0.5, max: 2 }, () => spread('normal', 100)],
  ['spread of features, normal, 300 and 300', { min: 0.5, max: 2 }, () => spread('normal', 300)],
  ['spread of features, uniform, 300 and 300', { min: 0.5, max: 2 }, () => spread('uniform', 300)],
  [
    'spread of features, log-normal, 100 and 100',
    { min: 0.5, max: 2 },
    () => spread('log-normal (sd of logs 0.5)', 100),
  ],
  [
    'spread of features, log-normal, 300 and 300',
    { min: 0.5, max: 2 },
    () => spread('log-normal (sd of logs 0.5)', 300),
  ],
  [
    'spread of features, log-normal, 3,000 and 3,000',
    { min: 0.5, max: 2 },
    () => spread('log-normal (sd of logs 0.5)', 3000),
  ],
  ['slopes, 60 and 60', null, () => slope(60, 0.5)],
  ['slopes, 300 and 300', null, () => slope(300, 0.5)],
  ['slopes, 3,000 and 3,000', null, () => slope(3000, 0.5)],
  ['other outcome, rate, 20 bands of 1 and 4', { min: -0.05, max: 0.05 }, () => equalScore(4, true)],
  ['other outcome, rate, 20 bands of 25 and 100', { min: -0.05, max: 0.05 }, () => equalScore(100, true)],
  ['other outcome, amount, 20 bands of 3 and 12', { min: -0.1, max: 0.1 }, () => equalScore(12, false)],
  ['other outcome, amount, 20 bands of 25 and 100', { min: -0.1, max: 0.1 }, () => equalScore(100, false)],
  ['own model, 300 and 1,000, 2 inputs', { max: 0.02 }, () => aggregated(300, 1000, 0.02, 2)],
  ['own model, 1,000 and 5,000, 10 inputs', { max: 0.02 }, () => aggregated(1000, 5000, 0.02, 10)],
  ['own model, 5,000 and 5,000, 10 inputs', { max: 0.02 }, () => aggregated(5000, 5000, 0.02, 10)],
  [
    'label origin, duplicates, 300 labels',
    { max: 0.2 },
    () => shares([{ group: {}, n: 300, successes: binomial(300, 0.2) }], options),
  ],
  ['leakage, AUC 0.99, 60 and 60', { max: 0.99 }, () => separated(60)],
  ['leakage, AUC 0.99, 300 and 300', { max: 0.99 }, () => separated(300)],
  ['leakage, AUC 0.99, 2,000 and 2,000', { max: 0.99 }, () => separated(2000)],
  ['proxies, 2 inputs together, 60 and 600', { max: 0.8 }, () => proxyModel(60, 600, 2)],
  ['proxies, 10 inputs together, 150 and 600', { max: 0.8 }, () => proxyModel(150, 600, 10)],
  ['proxies, 2 inputs together, 1,000 and 1,000', { max: 0.8 }, () => proxyModel(1000, 1000, 2)],
  ['proxies, a text of 10 values, 60 and 600', { max: textBound(10) }, () => proxyTexts(60, 600, 10)],
  ['proxies, a text of 10 values, 1,000 and 1,000', { max: textBound(10) }, () => proxyTexts(1000, 1000, 10)],
  ['proxies, a text of 100 values, 300 and 1,000', { max: textBound(100) }, () => proxyTexts(300, 1000, 100)],
];

/** The difference of slopes that least squares aims at, in a draw so large that chance does not matter. */
const slopeBound = () => {
  const many = 400_000;
  const gaps = table(4, () => slope(many, 0.5)[0].estimate);
  return gaps.reduce((a, b) => a + b, 0) / gaps.length;
};

console.log(`${draws} tables a row, each measure on its bound, level 0.95`);
console.log('| measure | fails | passes |\n| --- | --- | --- |');
let bound = null;
const share = (count) => `${((count / draws) * 100).toFixed(1)} %`;
for (const [name, range, make] of ROWS) {
  if (range === null) bound ??= slopeBound();
  const allowed = range ?? { min: -bound, max: bound };
  const counts = { fail: 0, pass: 0, inconclusive: 0, not_applicable: 0 };
  for (let draw = 0; draw < draws; draw++)
    counts[judgeMeasured(make(), { allowed, level: 0.95, smallGroups: 'inconclusive' }).verdict] += 1;
  console.log(`| ${name} | ${share(counts.fail)} | ${share(counts.pass)} |`);
}
