// How often the interval of a largest gap over several groups holds the true largest gap, beside the percentile bootstrap of the same.
// Run by hand after `npm run build`: node bench/fairness/disparity-coverage.mjs [samples]. Results stand in docs/explanations/fairness-metrics.md.
import { disparity, groupTally, tallyRows } from '../../dist/core/fairness/index.js';
import { createGenerator, sampleBinomial } from '../../dist/core/stats/index.js';

const SAMPLES = Number(process.argv[2] ?? 2000);
const REPLICATES = 400;
const LEVEL = 0.95;
const OPTIONS = { favourable: 1, level: LEVEL, minGroupSize: 0, seed: 1, replicates: 1 };

const SCENARIOS = [
  { name: '2 equal groups of 200', n: [200, 200], p: [0.5, 0.5] },
  { name: '2 groups of 200, gap 0.2', n: [200, 200], p: [0.4, 0.6] },
  { name: '6 equal groups of 100', n: Array(6).fill(100), p: Array(6).fill(0.3) },
  { name: '6 groups, one 0.2 lower', n: Array(6).fill(100), p: [0.3, 0.5, 0.5, 0.5, 0.5, 0.5] },
  { name: '6 groups, 30 to 3000 people', n: [30, 60, 200, 500, 1000, 3000], p: [0.1, 0.15, 0.2, 0.2, 0.25, 0.3] },
  { name: '12 equal groups of 30, rare', n: Array(12).fill(30), p: Array(12).fill(0.05) },
];

const SPEC = { policyDigest: '', attributes: ['g'], weightKind: 'count', score: { kind: 'none' }, scoreScale: 1 };

function groupsOf(sizes, successes) {
  const row = (g, prediction, weight) => ({ values: [`g${g}`], label: null, prediction, score: null, weight });
  const rows = sizes.flatMap((n, g) => [row(g, 1, successes[g]), row(g, 0, n - successes[g])]);
  return groupTally(tallyRows(SPEC, rows), ['g']);
}

const gap = (rates, compare) => {
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  return compare === 'difference' ? high - low : low / high;
};

function bootstrapHolds({ n, successes, truth, generator }) {
  const values = Array.from({ length: REPLICATES }, () =>
    gap(
      n.map((size, g) => sampleBinomial(size, successes[g] / size, generator) / size),
      'difference',
    ),
  ).sort((a, b) => a - b);
  const tail = (1 - LEVEL) / 2;
  return values[Math.floor(tail * REPLICATES)] <= truth && truth <= values[Math.ceil((1 - tail) * REPLICATES) - 1];
}

console.log('| groups | difference | ratio | bootstrap of the difference |\n| --- | --- | --- | --- |');
for (const [s, { name, n, p }] of SCENARIOS.entries()) {
  const held = { difference: 0, ratio: 0, bootstrap: 0 };
  const defined = { difference: 0, ratio: 0 };
  for (let i = 0; i < SAMPLES; i++) {
    const generator = createGenerator(20261122 + s, i);
    const successes = n.map((size, g) => sampleBinomial(size, p[g], generator));
    const groups = groupsOf(n, successes);
    for (const compare of ['difference', 'ratio']) {
      const { lower, upper } = disparity(groups, 'selection_rate', compare, OPTIONS);
      if (lower === null) continue;
      defined[compare] += 1;
      const truth = gap(p, compare);
      if (lower <= truth + 1e-12 && truth <= upper + 1e-12) held[compare] += 1;
    }
    if (bootstrapHolds({ n, successes, truth: gap(p, 'difference'), generator })) held.bootstrap += 1;
  }
  const share = (count, of) => `${((100 * count) / of).toFixed(1)} %`;
  console.log(
    `| ${name} | ${share(held.difference, defined.difference)} | ${share(held.ratio, defined.ratio)} | ${share(held.bootstrap, SAMPLES)} |`,
  );
}
