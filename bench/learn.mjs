// Our learners against LightGBM and scikit-learn, one thread each, on the made-up people of the reference (1,000,000 x 30; a fifth is held
// out): CPU seconds, memory and hold-out log-loss in one run. `PEER_PYTHON` names a python with lightgbm and scikit-learn; without it only ours run.
// Each of ours is learned in a process of its own, so that memory is that of one. Peers of the forest and of the additive model (interpret) run where they are installed.
// Several draws of the people tell whether a difference of losses is the learner's or chance: two of the inputs matter only together, and when trees come upon them is luck.
//   node bench/learn.mjs [rows] [columns] [learners, such as forest,additive] [draws of the people, 1 unless said]
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import { fit as learn, makeDataset, measure, scoreRows, takeRows } from '../dist/core/learn/index.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const width = Number(process.argv[3] ?? 30);
const HOLD = 0.2;
const ALL = [
  ['gbdt, 100 trees of 63 leaves', { learner: 'gbdt', parameters: { leaves: 63 } }],
  ['logistic', { learner: 'logistic' }],
  ['forest, 100 trees of depth 12', { learner: 'forest', parameters: { trees: 100, depth: 12, minRows: 20 } }],
  ['additive', { learner: 'additive' }],
];
const wanted = process.argv[4]?.split(',') ?? ALL.map(([, { learner }]) => learner);
const draws = Number(process.argv[5] ?? 1);
const one = process.env.BENCH_LEARN_ONE;
const draw = Number(process.env.BENCH_LEARN_DRAW ?? 0);
if (one === undefined) await all();
else learnOne(ALL.find(([, { learner }]) => learner === one));

/** Learns with one learner, in the process of its own, and tells it as a line of JSON. */
function learnOne([name, options]) {
  const columns = Array.from({ length: width }, (_, j) => ({ name: `x${j}`, values: new Float64Array(rows) }));
  const target = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) columns[j].values[i] = drawn(12345 + 1_000_003 * draw, i * width + j + 1);
    const x = (j) => columns[j].values[i];
    let z = 4 * (x(0) - 0.5) + 3 * (x(1) - 0.5) * (x(2) > 0.5 ? 1 : -1) + 2 * Math.sin(6 * x(3));
    for (let j = 4; j < 10; j++) z += x(j) - 0.5;
    target[i] = drawn(67890 + 1_000_003 * draw, i + 1) < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  }
  const data = makeDataset({ columns, target });
  const cut = Math.round(rows * (1 - HOLD));
  const range = (from, to) => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const train = takeRows(data, range(0, cut));
  const test = range(cut, rows);
  const held = target.slice(cut);

  const made = process.resourceUsage().maxRSS;
  const before = process.cpuUsage();
  const { model } = learn(train, { seed: 1, ...options });
  const { user, system } = process.cpuUsage(before);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const { logLoss, auc } = measure(scoreRows(model, columns, test), held, 'binary');
  const cpu = (user + system) / 1e6;
  console.log(JSON.stringify({ name, cpu, logLoss, auc, megabytes, data: made / 1024 }));
}

/** Value k of a seed (mulberry32 as a counter). */
function drawn(seed, k) {
  const a = (seed + Math.imul(k, 0x6d2b79f5)) | 0;
  let t = Math.imul(a ^ (a >>> 15), 1 | a);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** A program's lines of JSON. */
function linesOf(program, words, env) {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function all() {
  const excess = {};
  for (let now = 0; now < draws; now++) {
    if (draws > 1) console.log(`draw ${now}`);
    for (const [learner, percent] of await drawAndCompare(String(now))) {
      excess[learner] ??= [];
      excess[learner].push(percent);
    }
  }
  if (draws === 1) return;
  for (const [learner, all] of Object.entries(excess)) {
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const spread = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1));
    console.log(
      `${learner}, ${all.length} draws: hold-out log-loss ${mean.toFixed(3)} % above the peer's on average (standard error ${(spread / Math.sqrt(all.length)).toFixed(3)}), from ${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)}`,
    );
  }
}

/** Learns on one draw of the people and tells by how many percent the loss of each learner is above its peer's. */
async function drawAndCompare(number) {
  const results = {};
  for (const [, { learner }] of ALL.filter(([, options]) => wanted.includes(options.learner))) {
    const words = [import.meta.filename, String(rows), String(width)];
    const [found] = linesOf(process.execPath, words, { BENCH_LEARN_ONE: learner, BENCH_LEARN_DRAW: number });
    results[learner] = found;
    const { name, cpu, logLoss, auc, megabytes, data } = found;
    console.log(
      `ours, ${name}: ${cpu.toFixed(2)} s CPU, hold-out log-loss ${logLoss.toFixed(5)}, AUC ${auc.toFixed(5)}, peak ${megabytes.toFixed(0)} MB, ${data.toFixed(0)} MB of it the people`,
    );
  }
  const python = process.env.PEER_PYTHON;
  if (python === undefined) return [];
  const words = [resolve(import.meta.dirname, 'peers/learners.py'), String(rows), String(width), String(HOLD)];
  return linesOf(python, [...words, wanted.join(','), number], {
    OMP_NUM_THREADS: '1',
    OPENBLAS_NUM_THREADS: '1',
  }).map((peer) => {
    const { name, cpu, log_loss: logLoss, against } = peer;
    const ours = results[against];
    const percent = (ours.logLoss / logLoss - 1) * 100;
    console.log(
      `${name}: ${cpu.toFixed(2)} s CPU, hold-out log-loss ${logLoss.toFixed(5)}; ours takes ${(ours.cpu / cpu).toFixed(2)} times its seconds at ${percent.toFixed(3)} % more loss`,
    );
    return [against, percent];
  });
}
