// How often a requirement about groups known as probabilities fails, or passes, where the true largest gap of three groups lies exactly on its edge.
//   npm run build && node bench/verdict-errors-likely.mjs [samples]
import process from 'node:process';
import { tallyRows } from '../dist/core/fairness/tally/tally.js';
import { judgePolicy, parsePolicy } from '../dist/core/policy/index.js';
import { createGenerator } from '../dist/core/stats/resampling/rng.js';

const SAMPLES = Number(process.argv[2] ?? 1000);
const GROUPS = ['a', 'b', 'c'];

/** Kinds of people: probabilities of the three groups, and the chance of each group to be selected there. */
const SPREAD = [
  [0.8, 0.1, 0.1],
  [0.1, 0.8, 0.1],
  [0.1, 0.1, 0.8],
  [0.4, 0.3, 0.3],
];
const SURE = [
  [0.98, 0.01, 0.01],
  [0.01, 0.98, 0.01],
  [0.01, 0.01, 0.98],
  [0.5, 0.25, 0.25],
];
const WORLDS = [
  {
    name: 'spread, outcomes do not depend on the group',
    n: 1000,
    at: SPREAD,
    rate:
      ([a]) =>
      () =>
        0.6 - 0.3 * a,
  },
  { name: 'spread, they do', n: 1000, at: SPREAD, rate: () => (g) => [0.3, 0.5, 0.5][g] },
  {
    name: 'near certain, they do not',
    n: 1000,
    at: SURE,
    rate:
      ([a]) =>
      () =>
        0.6 - 0.3 * a,
  },
  { name: 'near certain, they do', n: 1000, at: SURE, rate: () => (g) => [0.3, 0.5, 0.5][g] },
  {
    name: 'near certain, 200 people, they do not',
    n: 200,
    at: SURE,
    rate:
      ([a]) =>
      () =>
        0.6 - 0.3 * a,
  },
  {
    name: 'near certain, rarely selected, they do not',
    n: 1000,
    at: SURE,
    rate:
      ([a]) =>
      () =>
        0.08 - 0.05 * a,
  },
];

function trueGap({ at, rate }) {
  const rates = GROUPS.map((_, g) => {
    const weight = at.reduce((sum, p) => sum + p[g], 0);
    return at.reduce((sum, p) => sum + p[g] * rate(p)(g), 0) / weight;
  });
  return Math.max(...rates) - Math.min(...rates);
}

function policyOf(max, assume) {
  return parsePolicy(`tribune: policy/v1
name: edge
version: "1"
data: { prediction: p, favourable: 1, attributes: {}, membership: { g: { probabilities: { a: p_a, b: p_b, c: p_c }${assume ? ', assume: independent' : ''} } } }
requirements:
  - { id: one, metric: selection_rate, by: [g], compare: difference, max: ${max}, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us } }
`).policy;
}

function sampled({ n, at, rate }, generator) {
  const rows = Array.from({ length: n }, () => {
    const p = at[Math.floor(generator.nextUniform() * at.length)];
    const u = generator.nextUniform();
    const g = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
    const prediction = generator.nextUniform() < rate(p)(g) ? 1 : 0;
    return { values: p.map(String), label: null, prediction, score: null, weight: 1 };
  });
  const spec = {
    policyDigest: '',
    attributes: ['p_a', 'p_b', 'p_c'],
    weightKind: 'none',
    score: { kind: 'none' },
    scoreScale: 1,
  };
  return tallyRows(spec, rows);
}

console.log(`${SAMPLES} samples, per cent: the largest gap allowed is the true one (fails), or a little less (passes)`);
console.log(
  '| world | true gap | bounds: fails | passes | independent: fails | passes |\n| --- | --- | --- | --- | --- | --- |',
);
for (const world of WORLDS) {
  const gap = trueGap(world);
  const policies = [false, true].flatMap((assume) => [
    [policyOf(gap + 1e-9, assume), 'fail'],
    [policyOf(gap - 1e-9, assume), 'pass'],
  ]);
  const counts = policies.map(() => 0);
  const generator = createGenerator(31);
  for (let i = 0; i < SAMPLES; i++) {
    const tally = sampled(world, generator);
    policies.forEach(([policy, verdict], at) => {
      if (judgePolicy(policy, tally, { today: '2026-11-29' })[0].verdict === verdict) counts[at] += 1;
    });
  }
  console.log(
    `| ${world.name} | ${gap.toFixed(3)} | ${counts.map((c) => ((100 * c) / SAMPLES).toFixed(1)).join(' | ')} |`,
  );
}
