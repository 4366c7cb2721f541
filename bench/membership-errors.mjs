// How often limits of groups known as probabilities miss the true value, and how often a requirement fails, or passes, that lies exactly on its edge.
//   npm run build && node bench/membership-errors.mjs [samples]
import process from 'node:process';
import {
  judgeMembership,
  membershipGap,
  membershipOf,
  membershipRates,
} from '../dist/core/fairness/membership/index.js';
import { tallyRows } from '../dist/core/fairness/tally/tally.js';
import { createGenerator } from '../dist/core/stats/resampling/rng.js';

const SAMPLES = Number(process.argv[2] ?? 1000);
const SPREAD = [0.15, 0.35, 0.55, 0.75, 0.95];
const SURE = [0, 0.04, 0.5, 0.97, 1];

/** Worlds: probabilities of group a, all equally many, and the chance of being selected at each. */
const WORLDS = [
  { name: 'spread, one rate', n: 1000, at: SPREAD, rate: () => 0.4 },
  { name: 'spread, rate grows', n: 1000, at: SPREAD, rate: (p) => 0.2 + 0.5 * p },
  { name: 'spread, rate equals probability', n: 1000, at: SPREAD, rate: (p) => p },
  { name: 'spread, 200 people', n: 200, at: SPREAD, rate: (p) => 0.2 + 0.5 * p },
  { name: 'spread, rarely selected', n: 1000, at: SPREAD, rate: () => 0.03 },
  { name: 'near certain', n: 1000, at: SURE, rate: (p) => 0.6 - 0.3 * p },
  { name: 'near certain, 200 people', n: 200, at: SURE, rate: (p) => 0.6 - 0.3 * p },
  { name: 'a rare group', n: 3000, at: [0.01, 0.02, 0.05, 0.1, 0.6], rate: (p) => 0.3 + 0.2 * p },
  { name: 'a rare group, rarely selected', n: 3000, at: [0.01, 0.02, 0.05, 0.1, 0.6], rate: () => 0.05 },
];

/** Of people asked only (label 1, half of all): the others may be members too, so the bounds are wider. */
const VIEWS = [
  { metric: 'selection_rate', asked: 1 },
  { metric: 'true_positive_rate', asked: 0.5 },
];

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is true where membership is independent of the outcome at every probability, and the range that the probabilities leave. */
function truth({ at, rate }, asked) {
  const of = (q) => {
    const value = mean(at.map((p) => q(p) * rate(p))) / mean(at.map(q));
    const highest = (chosen) => {
      const hit = mean(at.map((p) => Math.min(q(p), asked * chosen(p))));
      const miss = mean(at.map((p) => Math.max(0, q(p) - asked * chosen(p) - (1 - asked))));
      return hit > 0 ? hit / (hit + miss) : 0;
    };
    return { value, upper: highest(rate), lower: 1 - highest((p) => 1 - rate(p)) };
  };
  return [of((p) => p), of((p) => 1 - p)];
}

function sampled({ n, at, rate }, asked, generator) {
  const rows = [];
  for (let i = 0; i < n; i++) {
    const p = at[Math.floor(generator.nextUniform() * at.length)];
    const label = generator.nextUniform() < asked ? 1 : 0;
    const prediction = generator.nextUniform() < rate(p) ? 1 : 0;
    rows.push({ values: [String(p), (1 - p).toFixed(6)], label, prediction, score: null, weight: 1 });
  }
  const spec = {
    policyDigest: '',
    attributes: ['p_a', 'p_b'],
    weightKind: 'none',
    score: { kind: 'none' },
    scoreScale: 1,
  };
  return membershipOf(tallyRows(spec, rows), { a: 'p_a', b: 'p_b' });
}

/** Counts of limits above and below what is true. */
class Misses {
  above = 0;
  below = 0;
  add(lower, upper, low, high) {
    if (lower !== null && lower > low + 1e-12) this.above += 1;
    if (upper !== null && upper < high - 1e-12) this.below += 1;
  }
  toString() {
    return `${((100 * this.above) / SAMPLES).toFixed(1)} / ${((100 * this.below) / SAMPLES).toFixed(1)}`;
  }
}

console.log(`${SAMPLES} samples: per cent of limits at 95 % above what is true, and below it`);
console.log(
  '| world | rate | group a | group b | difference | ratio | bounds of a | bounds of b | bounds of the difference |',
);
for (const world of WORLDS)
  for (const { metric, asked } of VIEWS) {
    const generator = createGenerator(20_261_129);
    const [a, b] = truth(world, asked);
    const misses = Array.from({ length: 7 }, () => new Misses());
    for (let i = 0; i < SAMPLES; i++) {
      const membership = sampled(world, asked, generator);
      const rates = membershipRates(membership, metric, { favourable: 1 });
      const gap = (compare) =>
        membershipGap(membership, metric, { group: 'a', reference: 'b', compare }, { favourable: 1 });
      const [difference, ratio] = [gap('difference'), gap('ratio')];
      misses[0].add(rates[0].lower, rates[0].upper, a.value, a.value);
      misses[1].add(rates[1].lower, rates[1].upper, b.value, b.value);
      misses[2].add(difference.lower, difference.upper, a.value - b.value, a.value - b.value);
      misses[3].add(ratio.lower, ratio.upper, a.value / b.value, a.value / b.value);
      misses[4].add(rates[0].bounds.outerLower, rates[0].bounds.outerUpper, a.lower, a.upper);
      misses[5].add(rates[1].bounds.outerLower, rates[1].bounds.outerUpper, b.lower, b.upper);
      misses[6].add(difference.bounds.outerLower, difference.bounds.outerUpper, a.lower - b.upper, a.upper - b.lower);
    }
    console.log(`| ${world.name} | ${metric} | ${misses.join(' | ')} |`);
  }

console.log('\nper cent of verdicts where the truth lies exactly on the edge: failed, passed');
console.log(
  '| world | by bounds, highest difference allowed = its lower bound: fails | = its upper bound: passes | assumed independent, allowed = the true difference: fails | passes |',
);
for (const world of WORLDS) {
  const generator = createGenerator(7);
  const [a, b] = truth(world, 1);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES; i++) {
    const membership = sampled(world, 1, generator);
    const pair = { group: 'a', reference: 'b', compare: 'difference' };
    const gap = membershipGap(membership, 'selection_rate', pair, { favourable: 1 });
    const verdict = (max, assume) => judgeMembership(gap, { max, ...(assume && { assume }) }).verdict;
    if (verdict(a.lower - b.upper) === 'fail') counts[0] += 1;
    if (verdict(a.upper - b.lower - 1e-12) === 'pass') counts[1] += 1;
    const assumed = verdict(a.value - b.value, 'independent');
    if (assumed === 'fail') counts[2] += 1;
    if (assumed === 'pass') counts[3] += 1;
  }
  console.log(`| ${world.name} | ${counts.map((count) => ((100 * count) / SAMPLES).toFixed(1)).join(' | ')} |`);
}
