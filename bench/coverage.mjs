/**
 * Coverage of the 95 % intervals at small and unequal groups. Rates, differences and ratios by exact enumeration: every pair of counts
 * with its binomial probability, no random numbers. AUC by seeded simulation. Prints the tables of docs/explanations/intervals-and-tests.md.
 *
 * Run (Node 20 or later, about a minute): npm run build && node bench/coverage.mjs
 */
import {
  agrestiCaffo,
  agrestiCoull,
  aucFromDistribution,
  binomialLogPmf,
  clopperPearson,
  createGenerator,
  delongDifference,
  delongInterval,
  jeffreys,
  katzRatio,
  koopmanRatio,
  miettinenNurminenDifference,
  newcombeDifference,
  normalCdf,
  waldDifference,
  wilson,
} from '../dist/core/stats/index.js';

const LEVEL = 0.95;
/** Counts further than this many standard deviations from their mean are left out: together less than 1e-8. */
const WINDOW = 6;
/** A bound that equals the truth up to rounding covers it. */
const ROUNDING = 1e-12;
const RATES = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999];
const LARGE_GROUP_RATES = [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999];
const SIZES = [
  [10, 10],
  [10, 50],
  [30, 30],
  [30, 1000],
  [30, 100_000],
];

/** The counts of a binomial that matter, with their probabilities. */
function outcomes(n, p) {
  const reach = WINDOW * Math.sqrt(n * p * (1 - p)) + WINDOW;
  const list = [];
  for (let k = Math.max(0, Math.floor(n * p - reach)); k <= Math.min(n, Math.ceil(n * p + reach)); k++) {
    list.push({ successes: k, n, probability: Math.exp(binomialLogPmf(k, n, p)) });
  }
  return list;
}

const percent = (x) => `${(100 * x).toFixed(1)} %`;
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
function head(cells) {
  row(cells);
  row(cells.map(() => '---'));
}

/** Where the truth lies: -1 below the interval, 1 above, 0 inside. */
const side = (interval, truth) => (truth < interval.lower - ROUNDING ? -1 : truth > interval.upper + ROUNDING ? 1 : 0);

function singleRates() {
  console.log('\n### One rate: 999 true rates from .001 to .999, lowest and mean coverage\n');
  head(['n', 'Wilson', 'Clopper-Pearson', 'Agresti-Coull', 'Jeffreys']);
  for (const n of [5, 10, 20, 30, 50, 100]) {
    const cells = [wilson, clopperPearson, agrestiCoull, jeffreys].map((interval) => {
      const byCount = Array.from({ length: n + 1 }, (_, k) => interval({ successes: k, n }, LEVEL));
      let [lowest, total] = [1, 0];
      for (let i = 1; i < 1000; i++) {
        let covered = 0;
        byCount.forEach((b, k) => {
          if (side(b, i / 1000) === 0) covered += Math.exp(binomialLogPmf(k, n, i / 1000));
        });
        lowest = Math.min(lowest, covered);
        total += covered;
      }
      return `${percent(lowest)} / ${percent(total / 999)}`;
    });
    row([n, ...cells]);
  }
}

/** Coverage, both misses and the share without an interval, at one pair of true rates. `cache` keeps intervals across rates. */
function coverageAt(interval, truth, listA, listB, cache) {
  const sum = { covered: 0, above: 0, below: 0, none: 0 };
  for (const a of listA) {
    for (const b of listB) {
      const key = a.successes * 200_003 + b.successes;
      if (!cache.has(key)) cache.set(key, interval(a, b, LEVEL));
      const found = cache.get(key);
      const probability = a.probability * b.probability;
      if (found === null) sum.none += probability;
      else if (side(found, truth) === 0) sum.covered += probability;
      else if (side(found, truth) === -1) sum.above += probability;
      else sum.below += probability;
    }
  }
  return sum;
}

function twoGroups(title, methods, truthOf) {
  console.log(`\n### ${title}\n`);
  head([
    'n',
    'method',
    'lowest coverage',
    'at true rates',
    'mean',
    'largest one-sided miss',
    'largest share without interval',
  ]);
  for (const [nA, nB] of SIZES) {
    const ratesB = nB > 10_000 ? LARGE_GROUP_RATES : RATES;
    for (const [name, interval] of Object.entries(methods)) {
      const cache = new Map();
      let [lowest, at, total, pairs, miss, none] = [2, '', 0, 0, 0, 0];
      for (const pB of ratesB) {
        const listB = outcomes(nB, pB);
        for (const pA of RATES) {
          const sum = coverageAt(interval, truthOf(pA, pB), outcomes(nA, pA), listB, cache);
          const coverage = sum.covered / (sum.covered + sum.above + sum.below || 1);
          if (sum.none < 0.999 && coverage < lowest) [lowest, at] = [coverage, `${pA} and ${pB}`];
          total += coverage;
          pairs += 1;
          miss = Math.max(miss, sum.above, sum.below);
          none = Math.max(none, sum.none);
        }
        if (nB > 10_000) cache.clear();
      }
      row([`${nA} and ${nB}`, name, percent(lowest), at, percent(total / pairs), percent(miss), percent(none)]);
    }
  }
}

function awkwardCells() {
  console.log('\n### What the intervals say at empty and full cells\n');
  head(['counts', 'Wald', 'Newcombe', 'Miettinen-Nurminen', 'Katz', 'Koopman']);
  const text = (i) => (i === null ? 'none' : `${i.lower.toPrecision(3)} to ${i.upper.toPrecision(3)}`);
  const cells = [
    [0, 10, 0, 20],
    [0, 10, 10, 10],
    [10, 10, 20, 20],
    [0, 30, 50_000, 100_000],
    [30, 30, 50_000, 100_000],
    [30, 30, 100_000, 100_000],
    [0, 30, 100, 100_000],
  ];
  for (const [k, n, l, m] of cells) {
    const methods = [waldDifference, newcombeDifference, miettinenNurminenDifference, katzRatio, koopmanRatio];
    const found = methods.map((interval) => text(interval({ successes: k, n }, { successes: l, n: m }, LEVEL)));
    row([`${k}/${n} against ${l}/${m}`, ...found]);
  }
}

function sampleScores(generator, n, shift) {
  const scores = Float64Array.from({ length: n }, () => generator.nextNormal() + shift).sort();
  return { scores, counts: new Float64Array(n).fill(1) };
}

function delong() {
  const replicates = 10_000;
  console.log(`\n### AUC: normal scores, ${replicates} seeded samples each (standard error 0.2 points)\n`);
  head([
    'positives and negatives',
    'true AUC',
    'coverage of the AUC',
    'without interval',
    'coverage of a difference of 0 to a group of 500 and 500',
  ]);
  for (const [nP, nN] of [
    [10, 10],
    [20, 20],
    [10, 200],
    [50, 50],
    [200, 200],
  ]) {
    for (const shift of [0.5, 1, 2, 3]) {
      const auc = normalCdf(shift / Math.SQRT2);
      const generator = createGenerator(`coverage ${nP} ${nN} ${shift}`);
      let [covered, none, equal, tested] = [0, 0, 0, 0];
      for (let r = 0; r < replicates; r++) {
        const one = aucFromDistribution(sampleScores(generator, nP, shift), sampleScores(generator, nN, 0));
        const interval = delongInterval(one.auc, one.variance, LEVEL);
        if (interval === null) none += 1;
        else if (side(interval, auc) === 0) covered += 1;
        if (r % 10 !== 0) continue;
        const other = aucFromDistribution(sampleScores(generator, 500, shift), sampleScores(generator, 500, 0));
        const difference = delongDifference(one, other, LEVEL).interval;
        if (difference === null) continue;
        tested += 1;
        if (side(difference, 0) === 0) equal += 1;
      }
      const share = covered / (replicates - none);
      row([`${nP} and ${nN}`, auc.toFixed(3), percent(share), percent(none / replicates), percent(equal / tested)]);
    }
  }
}

singleRates();
const differences = { Wald: waldDifference, 'Agresti-Caffo': agrestiCaffo, Newcombe: newcombeDifference };
twoGroups(
  'Difference of two rates',
  { ...differences, 'Miettinen-Nurminen': miettinenNurminenDifference },
  (p, q) => p - q,
);
const ratios = { Katz: katzRatio, Koopman: koopmanRatio };
twoGroups('Ratio of two rates', ratios, (p, q) => p / q);
awkwardCells();
delong();
