// Our learners against LightGBM and scikit-learn, one thread each, on the made-up people of the reference (1,000,000 x 30; a fifth is held
// out): CPU seconds, memory and hold-out log-loss in one run. `PEER_PYTHON` names a python with lightgbm and scikit-learn; without it only ours run.
//   node bench/learn.mjs [rows] [columns]
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import { fit as learn, makeDataset, measure, scoreRows, takeRows } from '../dist/core/learn/index.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const width = Number(process.argv[3] ?? 30);
const HOLD = 0.2;

/** Value k of a seed (mulberry32 as a counter). */
function drawn(seed, k) {
  const a = (seed + Math.imul(k, 0x6d2b79f5)) | 0;
  let t = Math.imul(a ^ (a >>> 15), 1 | a);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const columns = Array.from({ length: width }, (_, j) => ({ name: `x${j}`, values: new Float64Array(rows) }));
const target = new Float64Array(rows);
for (let i = 0; i < rows; i++) {
  for (let j = 0; j < width; j++) columns[j].values[i] = drawn(12345, i * width + j + 1);
  const x = (j) => columns[j].values[i];
  let z = 4 * (x(0) - 0.5) + 3 * (x(1) - 0.5) * (x(2) > 0.5 ? 1 : -1) + 2 * Math.sin(6 * x(3));
  for (let j = 4; j < 10; j++) z += x(j) - 0.5;
  target[i] = drawn(67890, i + 1) < 1 / (1 + Math.exp(-z)) ? 1 : 0;
}
const data = makeDataset({ columns, target });
const cut = Math.round(rows * (1 - HOLD));
const range = (from, to) => Int32Array.from({ length: to - from }, (_, i) => from + i);
const train = takeRows(data, range(0, cut));
const test = range(cut, rows);
const held = target.slice(cut);

const results = [];
for (const [name, options] of [
  ['gbdt, 100 trees of 63 leaves', { learner: 'gbdt', parameters: { leaves: 63 } }],
  ['logistic', { learner: 'logistic' }],
]) {
  const before = process.cpuUsage();
  const { model } = learn(train, { seed: 1, ...options });
  const { user, system } = process.cpuUsage(before);
  const { logLoss, auc } = measure(scoreRows(model, columns, test), held, 'binary');
  results.push({ name, cpu: (user + system) / 1e6, logLoss, auc });
  console.log(
    `ours, ${name}: ${((user + system) / 1e6).toFixed(2)} s CPU, hold-out log-loss ${logLoss.toFixed(5)}, AUC ${auc.toFixed(5)}`,
  );
}
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);

const python = process.env.PEER_PYTHON;
if (python !== undefined) {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const peer = spawnSync(
    python,
    [resolve(import.meta.dirname, 'peers/learners.py'), String(rows), String(width), String(HOLD)],
    {
      encoding: 'utf8',
      env,
    },
  );
  if (peer.status !== 0) throw new Error(peer.stderr);
  for (const line of peer.stdout.trim().split('\n')) {
    const { name, cpu, log_loss: logLoss, against } = JSON.parse(line);
    const ours = results[against];
    console.log(
      `${name}: ${cpu.toFixed(2)} s CPU, hold-out log-loss ${logLoss.toFixed(5)}; ours takes ${(ours.cpu / cpu).toFixed(2)} times its seconds at ${((ours.logLoss / logLoss - 1) * 100).toFixed(3)} % more loss`,
    );
  }
}
