// Contributions here against `pred_contribs` of XGBoost and LightGBM in the same run: CPU of one thread of theirs against CPU of the whole
// process here, preparation and the engine's own compiling included. Build first (npm run build).
//   node bench/explain/contributions.mjs [--rows 1,10,100,400] [--background 0] [--large] [--python python3] [--tries 5]
// With background rows, interventional values against shap's, the making of either explainer included.
// Each number of rows is asked of a fresh process that read the model's file (`first`), ours and theirs by turns, the median of the tries; and
// again in it (`later`, the least of five; theirs of the trained model). Without the Python packages the models of an earlier run are used, and
// no ratio is printed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1,10,100,400' },
    background: { type: 'string', default: '0' },
    large: { type: 'boolean', default: false },
    python: { type: 'string', default: 'python3' },
    tries: { type: 'string', default: '5' },
    dist: { type: 'string', default: resolve(import.meta.dirname, '../../dist') },
    one: { type: 'string' },
  },
});
const FEATURES = 30;
const dir = join(tmpdir(), 'tribune-bench-contributions');
mkdirSync(dir, { recursive: true });

if (flags.one === undefined) compare();
else console.log(JSON.stringify(await ours(flags.one, Number(flags.rows))));

function compare() {
  const { versions, models, timed } = peers();
  console.log(`${versions}, Node ${process.version}; CPU ms; ratio above 1: faster here`);
  for (const { file, rows } of models) {
    for (const count of flags.rows.split(',')) {
      const run = [
        fileURLToPath(import.meta.url),
        '--one',
        file,
        '--rows',
        count,
        '--background',
        flags.background,
        '--dist',
        flags.dist,
      ];
      const tries = [];
      const peer = [];
      for (let i = 0; i < Number(flags.tries); i++) {
        tries.push(JSON.parse(execFileSync(process.execPath, run, { encoding: 'utf8' })));
        if (timed && flags.background === '0') peer.push(loadedPeer(file, count));
      }
      const [first, waited, read] = ['first', 'waited', 'read'].map((key) => median(tries.map((t) => t[key])));
      const later = Math.min(...tries.map((t) => t.later));
      const theirs = rows[count]?.least * 1e3;
      const cold = median(peer.map((t) => t.first));
      const ofFirst =
        peer.length === 0
          ? ''
          : `; theirs first ${cold.toFixed(1)}, ratio ${(cold / first).toFixed(2)} (main thread ${(cold / waited).toFixed(2)})` +
            `; reading the file ${read.toFixed(0)}, theirs ${median(peer.map((t) => t.read)).toFixed(0)}`;
      const ratios = timed ? `${ofFirst}; theirs later ${theirs.toFixed(1)}, ratio ${(theirs / later).toFixed(2)}` : '';
      console.log(
        `${file.padEnd(22)} ${count.padStart(4)} rows: first ${first.toFixed(1)} (main thread ${waited.toFixed(1)}), later ${later.toFixed(1)}${ratios}; ` +
          `largest difference ${Math.max(...tries.map((t) => t.difference)).toExponential(1)}`,
      );
    }
  }
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

/** The first contributions of a library in a fresh process, after it read the file. */
function loadedPeer(file, count) {
  const words = [join(import.meta.dirname, 'contributions.py'), dir, String(count), '0', '--loaded', file];
  return JSON.parse(execFileSync(flags.python, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
}

function peers() {
  const told = join(dir, 'peers.json');
  const script = join(import.meta.dirname, 'contributions.py');
  try {
    const text = execFileSync(
      flags.python,
      [script, dir, flags.rows, flags.background, ...(flags.large ? ['--large'] : [])],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    writeFileSync(told, text);
    return { ...JSON.parse(text), timed: true };
  } catch (cause) {
    if (!existsSync(told)) throw cause;
    console.log('Python with xgboost and lightgbm did not run: models of an earlier run, no ratios.');
    return { ...JSON.parse(readFileSync(told, 'utf8')), timed: false };
  }
}

async function ours(file, count) {
  const { compileExplainer } = await import(join(flags.dist, 'core/explain/index.js'));
  const { readModel } = await import(join(flags.dist, 'core/models/index.js'));
  const numbers = (name) => {
    const bytes = readFileSync(join(dir, name));
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  const start = mainThread();
  const model = readModel(readFileSync(join(dir, file)), { name: file });
  const read = mainThread() - start;
  const rows = { data: numbers('rows.f64').subarray(0, count * FEATURES), rows: count, columns: FEATURES };
  const expected = numbers(`${file}.f64`);
  const compared = Number(flags.background);
  const against =
    compared > 0 ? { background: { data: numbers('background.f64'), rows: compared, columns: FEATURES } } : {};
  // What the engine still compiles for the reader is no part of the explanation.
  await new Promise((done) => setTimeout(done, 500));
  const run = () => compileExplainer(model, { expectedRows: count, ...against }).explain(rows);
  const thread = mainThread();
  const before = process.cpuUsage();
  const explanation = run();
  const first = since(before);
  const waited = mainThread() - thread;
  let later = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const begun = process.cpuUsage();
    run();
    later = Math.min(later, since(begun));
  }
  let difference = 0;
  for (let j = 0; j < FEATURES; j++)
    difference = Math.max(
      difference,
      Math.abs(explanation.values[j] - expected[j]) / Math.max(1, Math.abs(expected[j])),
    );
  return { first, waited, read, later, difference };
}

function since(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}

/** CPU ms of the main thread, which is what a caller waits for; NaN where the system does not tell. */
function mainThread() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}
