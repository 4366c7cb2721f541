// Exponentiated gradient on the training rows of Adult by sex, against Fairlearn over scikit-learn in the same run, one thread each: processor
// seconds and error of the mixture at each bound, and whether it is kept. `PEER_PYTHON` names a python with fairlearn; without it only ours run.
// The data stand beside the project. Build first.
//   PEER_PYTHON=python3 node bench/reductions.mjs [bounds, such as demographic_parity:0.01]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { gunzipSync } from 'node:zlib';
import { makeDataset } from '../dist/core/learn/index.js';
import { groupRows, reduce } from '../dist/core/mitigation/index.js';

const shared = resolve(import.meta.dirname, '../../shared');
const bounds = (process.argv[2] ?? 'demographic_parity:0.01,equalized_odds:0.01,true_positive_rate_parity:0.01')
  .split(',')
  .map((text) => text.split(':'))
  .map(([constraint, bound]) => [constraint, Number(bound)]);
const { encoding } = JSON.parse(readFileSync(join(shared, 'reference/mitigation/designs.json'), 'utf8')).sets.adult;
const [head, ...lines] = gunzipSync(readFileSync(join(shared, 'data/adult.csv.gz')))
  .toString()
  .trim()
  .split('\n');
const names = head.trim().split(',');
const at = (name) => names.indexOf(name);
const rows = lines.map((line) => line.trim().split(',')).filter((row) => row[at('split')] === 'train');
const target = Float64Array.from(rows, (row) => +(row[at('classification')] === '>50K'));
const sex = rows.map((row) => row[at('sex')]);

/** The columns of the design, a category once for all of its levels. */
const columns = [...new Set(encoding.map(({ column }) => column))].map((name) => {
  const levels = encoding.filter(({ column, kind }) => column === name && kind === 'indicator');
  if (levels.length === 0) return { name, values: Float64Array.from(rows, (row) => Number(row[at(name)])) };
  const categories = [...new Set(rows.map((row) => row[at(name)]))].sort();
  return { name, values: Float64Array.from(rows, (row) => categories.indexOf(row[at(name)])), categories };
});
const data = makeDataset({ columns, target });
const groups = groupRows({ sex });
const ours = bounds.map(([constraint, bound]) => {
  const before = process.cpuUsage();
  const found = reduce(data, groups, { constraint, bound, seed: 1 });
  const { user, system } = process.cpuUsage(before);
  return { constraint, bound, cpu: (user + system) / 1e6, error: found.error, reached: found.reached };
});
const python = process.env.PEER_PYTHON;
const peers = python === undefined ? [] : peer(python);
ours.forEach(({ constraint, bound, cpu, error, reached }, i) => {
  const other = peers[i];
  const beside =
    other === undefined
      ? ''
      : `; Fairlearn ${other.cpu.toFixed(2)} s, error ${other.error.toFixed(5)}: ${(other.cpu / cpu).toFixed(1)} times ours`;
  console.log(
    `${constraint} at ${bound}: ${cpu.toFixed(2)} s CPU, error ${error.toFixed(5)}, ${reached ? 'kept' : 'not kept'}${beside}`,
  );
});

/** Fairlearn on the same rows: numbers standardised, an indicator for each level. */
function peer(program) {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-reductions-'));
  try {
    const x = new Float64Array(rows.length * encoding.length);
    rows.forEach((row, r) => {
      encoding.forEach(({ column, kind, level, mean, sd }, c) => {
        const text = row[at(column)];
        x[r * encoding.length + c] = kind === 'numeric' ? (Number(text) - mean) / sd : +(text === level);
      });
    });
    writeFileSync(join(folder, 'x.f64'), x);
    writeFileSync(join(folder, 'y.u8'), Uint8Array.from(target));
    writeFileSync(
      join(folder, 'sex.u8'),
      Uint8Array.from(sex, (one) => +(one === 'Male')),
    );
    const words = [resolve(import.meta.dirname, 'peers/reductions.py'), folder, String(encoding.length)];
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const run = spawnSync(program, [...words, JSON.stringify(bounds)], { encoding: 'utf8', env });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
