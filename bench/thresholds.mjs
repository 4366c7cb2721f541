// Threshold optimisation on 1,000,000 people with as many distinct scores in five groups, against Fairlearn's ThresholdOptimizer on the same
// rows in the same run (`pip install -r bench/peers/requirements.txt`; left out when it is not there). Best of the repeats on both sides.
//
//   npm run build && node bench/thresholds.mjs [rows] [peer repeats]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectGroups, optimizeThresholds, sweepFrontier } from '../dist/core/fairness/frontier/index.js';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const PEER_REPEATS = Number(process.argv[3] ?? 1);
const REPEATS = 5;
const GROUPS = 5;
const QUESTIONS = [
  ['demographic_parity', 'accuracy'],
  ['true_positive_rate_parity', 'balanced_accuracy'],
  ['equalized_odds', 'accuracy'],
];
/** Fairlearn has the names of scikit-learn's functions. */
const PEER_QUESTIONS = QUESTIONS.map(([constraint, objective]) => [constraint, `${objective}_score`]);

/** Mulberry32 by Tommy Ettinger, twice per number for 53 bits: the benchmark needs repeatable rows, not good randomness. */
function uniform(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}

/** Scores are noisy probabilities whose base rate and noise differ by group. */
function makeRows() {
  const draw = uniform(20_260_802);
  const score = new Float64Array(ROWS);
  const label = new Uint8Array(ROWS);
  const codes = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const group = Math.floor(draw() * GROUPS);
    const logit = 4 * (draw() - 0.5) - 0.2 * group;
    label[row] = draw() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    score[row] = 1 / (1 + Math.exp(-logit - (0.5 + 0.3 * group) * (draw() + draw() - 1)));
    codes[row] = group;
  }
  return {
    score,
    label,
    attributes: [{ name: 'group', values: Array.from({ length: GROUPS }, (_, g) => String(g)), codes }],
  };
}

function bestSeconds(run) {
  let best = Infinity;
  let result;
  for (let i = 0; i < REPEATS; i++) {
    const start = process.hrtime.bigint();
    result = run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
  }
  return { seconds: best, result };
}

function runPeer(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-thresholds-'));
  try {
    writeFileSync(join(folder, 'scores.f64'), rows.score);
    writeFileSync(join(folder, 'labels.u8'), rows.label);
    writeFileSync(join(folder, 'groups.u8'), rows.attributes[0].codes);
    const script = join(import.meta.dirname, 'peers', 'thresholds.py');
    const run = spawnSync('python3', [script, folder, JSON.stringify(PEER_QUESTIONS), String(PEER_REPEATS)], {
      encoding: 'utf8',
    });
    if (run.status !== 0) {
      console.log(`peer left out: ${(run.stderr || String(run.error)).trim().split('\n').at(-1)}`);
      return [];
    }
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rows = makeRows();
console.log(`${ROWS} rows, ${new Set(rows.score).size} distinct scores, ${GROUPS} groups, Node ${process.version}`);
const collected = bestSeconds(() => collectGroups(rows));
console.log(`collect (sort by group and label): ${collected.seconds.toFixed(3)} s`);
const sweep = bestSeconds(() =>
  sweepFrontier(collected.result, { favourable: 1, cutoff: 0.5, points: 101, minGroupSize: 30 }),
);
console.log(`frontier sweep, 101 points, 3 families, 10 rates: ${sweep.seconds.toFixed(3)} s`);

const peers = runPeer(rows);
for (const [constraint, objective] of QUESTIONS) {
  const question = { constraint, objective, favourable: 1, cutoff: 0.5 };
  const whole = (extra) => bestSeconds(() => optimizeThresholds(collectGroups(rows), { ...question, ...extra }));
  const exact = whole({});
  const grid = whole({ grid: 1000 });
  console.log(`${constraint}, ${objective}`);
  console.log(`  from raw columns, exact: ${exact.seconds.toFixed(3)} s (objective ${exact.result.objectiveValue})`);
  console.log(`  from raw columns, grid 1000: ${grid.seconds.toFixed(3)} s (objective ${grid.result.objectiveValue})`);
  const peer = peers.find((each) => each.constraint === constraint && each.objective === `${objective}_score`);
  if (peer === undefined) continue;
  const common = constraint === 'equalized_odds' ? grid.result.overall.true_positive_rate : grid.result.objectiveValue;
  const difference = Math.max(Math.abs(common - peer.y), Math.abs(grid.result.constraintValue - peer.x));
  console.log(
    `  Fairlearn ${peer.fairlearn}: ${peer.seconds.toFixed(1)} s; same answer on its grid to ${difference.toExponential(1)}`,
  );
  console.log(
    `  ratio: ${(peer.seconds / exact.seconds).toFixed(0)} times faster (exact), ${(peer.seconds / grid.seconds).toFixed(0)} (grid)`,
  );
}
