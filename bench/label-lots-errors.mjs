// How often intervals from labels given by lot miss the true rate, and how often a requirement fails, or passes, that lies exactly on its bound.
//   npm run build && node bench/label-lots-errors.mjs [samples]
import process from 'node:process';
import { exploredRate } from '../dist/core/fairness/selective/index.js';
import { tallyRows } from '../dist/core/fairness/tally/tally.js';
import { judgePolicy } from '../dist/core/policy/index.js';
import { parsePolicy } from '../dist/core/policy/parse.js';
import { createGenerator } from '../dist/core/stats/resampling/rng.js';

const SAMPLES = Number(process.argv[2] ?? 1000);

/**
 * Worlds of one group: chance of prediction 1, of label 1 given either prediction by band, and the chance of the lot in either band of the others.
 */
const WORLDS = [
  { name: 'one chance of 5 %', n: 1000, s: 0.5, q1: 0.8, bands: [{ part: 1, q0: 0.4, p: 0.05 }] },
  { name: 'one chance of 20 %', n: 1000, s: 0.5, q1: 0.8, bands: [{ part: 1, q0: 0.4, p: 0.2 }] },
  { name: 'one chance of 20 %, few', n: 200, s: 0.5, q1: 0.8, bands: [{ part: 1, q0: 0.4, p: 0.2 }] },
  {
    name: '20 % near, 5 % far',
    n: 2000,
    s: 0.4,
    q1: 0.75,
    bands: [
      { part: 0.5, q0: 0.5, p: 0.2 },
      { part: 0.5, q0: 0.2, p: 0.05 },
    ],
  },
  {
    name: '40 % near, 2 % far',
    n: 2000,
    s: 0.4,
    q1: 0.75,
    bands: [
      { part: 0.5, q0: 0.2, p: 0.4 },
      { part: 0.5, q0: 0.6, p: 0.02 },
    ],
  },
  {
    name: '40 % near, 2 % far, few',
    n: 600,
    s: 0.4,
    q1: 0.75,
    bands: [
      { part: 0.5, q0: 0.2, p: 0.4 },
      { part: 0.5, q0: 0.6, p: 0.02 },
    ],
  },
  {
    name: '40 % near, 0.1 % far',
    n: 2000,
    s: 0.4,
    q1: 0.75,
    bands: [
      { part: 0.5, q0: 0.2, p: 0.4 },
      { part: 0.5, q0: 0.6, p: 0.001 },
    ],
  },
  {
    name: '40 % near, a tenth 0.1 %',
    n: 15000,
    s: 0.4,
    q1: 0.75,
    bands: [
      { part: 0.9, q0: 0.2, p: 0.4 },
      { part: 0.1, q0: 0.8, p: 0.001 },
    ],
  },
  {
    name: 'label 1 is rare',
    n: 3000,
    s: 0.3,
    q1: 0.1,
    bands: [
      { part: 0.6, q0: 0.03, p: 0.2 },
      { part: 0.4, q0: 0.01, p: 0.05 },
    ],
  },
];
const METRICS = ['true_positive_rate', 'false_positive_rate', 'base_rate', 'accuracy', 'negative_predictive_value'];

const truth = ({ s, q1, bands }) => {
  const q0 = bands.reduce((sum, { part, q0 }) => sum + part * q0, 0);
  return {
    true_positive_rate: (s * q1) / (s * q1 + (1 - s) * q0),
    false_positive_rate: (s * (1 - q1)) / (s * (1 - q1) + (1 - s) * (1 - q0)),
    base_rate: s * q1 + (1 - s) * q0,
    accuracy: s * q1 + (1 - s) * (1 - q0),
    negative_predictive_value: 1 - q0,
  };
};

/** Rows of one sample of a world. */
function drawn({ n, s, q1, bands }, generator, g = 'a') {
  const cells = new Map();
  for (let i = 0; i < n; i++) {
    const prediction = generator.nextUniform() < s ? 1 : 0;
    let label;
    let chance = '1';
    if (prediction === 1) label = generator.nextUniform() < q1 ? 1 : 0;
    else {
      const band = generator.nextUniform() < bands[0].part ? bands[0] : bands.at(-1);
      const y = generator.nextUniform() < band.q0 ? 1 : 0;
      chance = String(band.p);
      label = generator.nextUniform() < band.p ? y : null;
    }
    const id = `${prediction}|${label}|${chance}`;
    const cell = cells.get(id);
    if (cell === undefined) cells.set(id, { values: [g, chance], label, prediction, score: null, weight: 1 });
    else cell.weight += 1;
  }
  return [...cells.values()];
}

const SPEC = {
  policyDigest: '',
  attributes: ['g', 'chance'],
  weightKind: 'count',
  score: { kind: 'none' },
  scoreScale: 1,
};
const { drawnGroups } = await import('../dist/core/fairness/selective/index.js');
const OPTIONS = { seenFor: 1, exploration: { probability: 'chance' }, decimal: 'point' };

console.log(`intervals at 95 %, ${SAMPLES} samples: share that lies above the true rate, and below it`);
for (const world of WORLDS) {
  const generator = createGenerator(20_261_129);
  const true_ = truth(world);
  const misses = Object.fromEntries(METRICS.map((metric) => [metric, { above: 0, below: 0, width: 0 }]));
  for (let i = 0; i < SAMPLES; i++) {
    const [group] = drawnGroups(tallyRows(SPEC, drawn(world, generator)), ['g'], OPTIONS);
    for (const metric of METRICS) {
      const limits = exploredRate(group, metric, { favourable: 1, seenFor: 1 }).at(0.95);
      if (limits === null) continue;
      if (limits.lower > true_[metric]) misses[metric].above += 1;
      if (limits.upper < true_[metric]) misses[metric].below += 1;
      misses[metric].width += limits.upper - limits.lower;
    }
  }
  const percent = (count) => `${((100 * count) / SAMPLES).toFixed(1)}`;
  console.log(
    `${world.name.padEnd(26)} ${METRICS.map((m) => `${m.slice(0, 14)} ${percent(misses[m].above)}/${percent(misses[m].below)} w ${(misses[m].width / SAMPLES).toFixed(2)}`).join('  ')}`,
  );
}

const policyOf = (metric, max) =>
  parsePolicy(`tribune: policy/v1
name: lots
version: "1"
data:
  label: { column: y, seenFor: favourable, explored: { probability: chance } }
  prediction: p
  weight: w
  weightKind: count
  favourable: 1
  attributes: { g: {} }
requirements:
  - { id: r, metric: ${metric}, by: [g], compare: difference, max: ${max}, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us } }
`).policy;

console.log('\nverdicts with the true gap exactly on the bound: failed, passed (per cent)');
const PAIRS = [
  [WORLDS[0], { ...WORLDS[0], q1: 0.6, bands: [{ part: 1, q0: 0.6, p: 0.05 }] }],
  [WORLDS[1], { ...WORLDS[1], q1: 0.6, bands: [{ part: 1, q0: 0.6, p: 0.2 }] }],
  [WORLDS[2], { ...WORLDS[2], q1: 0.6, bands: [{ part: 1, q0: 0.6, p: 0.2 }] }],
  [WORLDS[3], { ...WORLDS[4], n: 1000 }],
  [WORLDS[4], { ...WORLDS[5], q1: 0.5 }],
];
for (const [a, b] of PAIRS)
  for (const metric of ['true_positive_rate', 'false_positive_rate']) {
    const generator = createGenerator(7);
    const gap = Math.abs(truth(a)[metric] - truth(b)[metric]);
    const policy = policyOf(metric, Number(gap.toFixed(12)));
    const counts = { pass: 0, fail: 0, inconclusive: 0, not_applicable: 0 };
    for (let i = 0; i < SAMPLES; i++) {
      const rows = [...drawn(a, generator, 'a'), ...drawn(b, generator, 'b')];
      counts[judgePolicy(policy, tallyRows(SPEC, rows), { today: '2026-11-29' })[0].verdict] += 1;
    }
    const percent = (count) => ((100 * count) / SAMPLES).toFixed(1);
    console.log(
      `${a.name} against ${b.name}, ${metric}, gap ${gap.toFixed(3)}: ${percent(counts.fail)} ${percent(counts.pass)}`,
    );
  }
