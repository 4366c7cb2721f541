// TreeSHAP here against shap's C extension in the same run: one thread, CPU seconds, ratios printed. Build first (npm run build).
//   node bench/explain/bench.mjs [--rows 10000] [--interventional-rows 2000] [--interaction-rows 200] [--python python3] [--ours]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000' },
    'interventional-rows': { type: 'string', default: '2000' },
    'interaction-rows': { type: 'string', default: '200' },
    python: { type: 'string', default: 'python3' },
    ours: { type: 'boolean', default: false },
    dist: { type: 'string', default: resolve(import.meta.dirname, '../../dist') },
  },
});
const { compileTreeExplainer } = await import(join(flags.dist, 'core/explain/index.js'));
const { readModel } = await import(join(flags.dist, 'core/models/index.js'));

const dir = join(tmpdir(), `tribune-bench-explain-${flags.rows}`);
mkdirSync(dir, { recursive: true });
const peerTimes = runPeer();
const FEATURES = 30;

const model = readModel(readFileSync(join(dir, 'model.json')));
const matrix = (name, rows) => {
  const bytes = readFileSync(join(dir, name));
  const data = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  const count = rows ?? data.length / FEATURES;
  return { data: data.slice(0, count * FEATURES), rows: count, columns: FEATURES };
};
const rows = matrix('rows.f64');
const background = matrix('background.f64');
const first = (m, n) => ({ data: m.data.subarray(0, n * m.columns), rows: n, columns: m.columns });

const cpu = (work) => {
  const before = process.cpuUsage();
  const result = work();
  const used = process.cpuUsage(before);
  return { seconds: (used.user + used.system) / 1e6, result };
};

function runPeer() {
  if (flags.ours && existsSync(join(dir, 'model.json'))) return null;
  const args = [
    join(import.meta.dirname, 'peer.py'),
    dir,
    flags.rows,
    flags['interventional-rows'],
    flags['interaction-rows'],
  ];
  return JSON.parse(
    execFileSync(flags.python, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
      .trim()
      .split('\n')
      .at(-1),
  );
}

/** Largest difference to shap's values of the same rows. */
function difference(values, name) {
  const path = join(dir, `shap-${name}.f64`);
  if (!existsSync(path)) return Number.NaN;
  const bytes = readFileSync(path);
  const theirs = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let largest = 0;
  for (let i = 0; i < theirs.length; i++) largest = Math.max(largest, Math.abs(theirs[i] - values[i]));
  return largest;
}

function measure(label, options, explained, peer) {
  const { seconds: compileSeconds, result: explainer } = cpu(() => compileTreeExplainer(model, options));
  const { seconds, result } = cpu(() => explainer.explain(explained));
  const perRow = seconds / explained.rows;
  const theirs = peer && peerTimes ? peerTimes[peer].seconds / peerTimes[peer].rows : null;
  console.log(
    `${label.padEnd(34)} ${String(explained.rows).padStart(6)} rows  ${seconds.toFixed(3)} s (${(perRow * 1e3).toFixed(3)} ms/row)` +
      `  compile ${compileSeconds.toFixed(3)} s  tables ${(explainer.tableBytes / 1e6).toFixed(1)} MB` +
      `  additivity ${Math.max(...result.additivityError).toExponential(1)}` +
      (theirs === null ? '' : `  shap ${(theirs * 1e3).toFixed(3)} ms/row  ratio ${(theirs / perRow).toFixed(1)}x`) +
      (peer ? `  max diff ${difference(result.interactions ?? result.values, peer).toExponential(1)}` : ''),
  );
  return explainer;
}

if (peerTimes)
  console.log(
    `shap ${peerTimes.shap}, scikit-learn ${peerTimes.sklearn}, node ${process.version}, ${peerTimes.leaves} leaves a tree`,
  );
const path = measure('path-dependent', { method: 'path-dependent' }, rows, 'path');
measure(
  'interventional, 100 background',
  { method: 'interventional', background: first(background, 100) },
  rows,
  'interventional',
);
measure('interventional, 10,000 background', { method: 'interventional', background }, rows, null);
measure(
  'interactions, path-dependent',
  { method: 'path-dependent', interactions: true },
  first(rows, Number(flags['interaction-rows'])),
  'interactions',
);
measure(
  'interactions, 10x rows',
  { method: 'path-dependent', interactions: true },
  first(rows, 10 * Number(flags['interaction-rows'])),
  null,
);

const SINGLES = 5000;
const singles = cpu(() => {
  for (let i = 0; i < SINGLES; i++)
    path.explain({ data: rows.data.subarray(i * FEATURES, (i + 1) * FEATURES), rows: 1, columns: FEATURES });
});
console.log(
  `single row after compile: ${((singles.seconds / SINGLES) * 1e3).toFixed(3)} ms of CPU, mean of ${SINGLES} calls`,
);
