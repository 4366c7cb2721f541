// An audit of 1,000,000 rows, 5 groups, 8 metrics with intervals, against Fairlearn's MetricFrame without them, in the same run:
// in process (columns in memory -> metrics and intervals), as a whole process (file -> verdict), and one bootstrap replicate against Fairlearn's.
// node bench/audit.mjs [rows]     needs a built dist/; with Python and bench/peers/requirements.txt it prints ratios, without them our seconds alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { estimateMetric, groupTally, tallyColumns } from '../dist/core/fairness/index.js';
import { createGenerator, multinomialBootstrap } from '../dist/core/stats/index.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const PEER_REPLICATES = 2;
const OUR_REPLICATES = 100;
const REPEATS = 5;
const METRICS = [
  'selection_rate',
  'accuracy',
  'true_positive_rate',
  'false_positive_rate',
  'false_negative_rate',
  'true_negative_rate',
  'positive_predictive_value',
  'base_rate',
];
const NAMES = ['African-American', 'Asian', 'Caucasian', 'Hispanic', 'Other'];
const folder = join(tmpdir(), 'tribune-bench');
const data = join(folder, `audit-${rows}.parquet`);
const policy = join(folder, 'audit.yaml');
const options = { favourable: 1, level: 0.95, minGroupSize: 30, seed: 1, replicates: 1000 };

/** Integer-coded columns, as a program that has its decisions in memory would hold them. */
function makeColumns() {
  const generator = createGenerator(20261122);
  const group = new Uint8Array(rows);
  const label = new Int8Array(rows);
  const prediction = new Int8Array(rows);
  for (let i = 0; i < rows; i++) {
    group[i] = Math.min(NAMES.length - 1, Math.floor(generator.nextUniform() ** 2 * NAMES.length));
    label[i] = generator.nextUniform() < 0.3 + 0.05 * group[i] ? 1 : 0;
    prediction[i] = generator.nextUniform() < (label[i] ? 0.7 : 0.2 + 0.03 * group[i]) ? 1 : 0;
  }
  return { group, label, prediction };
}

async function writeParquet(columns) {
  if (existsSync(data)) return;
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const lines = ['group,label,prediction'];
  for (let i = 0; i < rows; i++) lines.push(`${NAMES[columns.group[i]]},${columns.label[i]},${columns.prediction[i]}`);
  const csv = join(folder, 'audit.csv');
  writeFileSync(csv, lines.join('\n'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (FROM read_csv('${csv}')) TO '${data}' (FORMAT parquet)`);
}

const POLICY = `tribune: policy/v1
name: bench
version: 1.0.0
data:
  label: label
  prediction: prediction
  favourable: 1
  attributes: { group: {} }
requirements:
  - { id: parity, metric: favourable_rate, by: [group], compare: difference, max: 0.1, evidence: violation, smallGroups: inconclusive, severity: warn, basis: { kind: ours, source: bench } }
`;

const best = (times) => Math.min(...times);
function seconds(run) {
  const times = [];
  for (let i = 0; i < REPEATS; i++) {
    const started = performance.now();
    run();
    times.push((performance.now() - started) / 1000);
  }
  return best(times);
}

function inProcess({ group, label, prediction }) {
  const spec = { policyDigest: '', attributes: ['group'], weightKind: 'none', score: { kind: 'none' }, scoreScale: 1 };
  const tally = tallyColumns(spec, { attributes: [{ codes: group, values: NAMES }], label, prediction });
  return groupTally(tally, ['group']).map((g) => METRICS.map((m) => estimateMetric(g, m, options)));
}

function bootstrap({ group, label, prediction }) {
  const cells = new Array(NAMES.length * 4).fill(0);
  for (let i = 0; i < rows; i++) cells[group[i] * 4 + label[i] * 2 + prediction[i]]++;
  const statistic = (counts) =>
    NAMES.flatMap((_, g) => {
      const [tn, fp, fn, tp] = counts.subarray(g * 4, g * 4 + 4);
      return [
        tp + fp,
        tp + tn,
        tp / (tp + fn),
        fp / (fp + tn),
        fn / (tp + fn),
        tn / (fp + tn),
        tp / (tp + fp),
        tn + fp + fn + tp,
      ];
    });
  return (
    seconds(() =>
      multinomialBootstrap({ counts: cells, statistic, replicates: OUR_REPLICATES, level: 0.95, seed: 1 }),
    ) / OUR_REPLICATES
  );
}

function peer() {
  const script = resolve(import.meta.dirname, 'peers/audit.py');
  const started = performance.now();
  const plain = spawnSync('python3', [script, data, '0'], { encoding: 'utf8' });
  const whole = (performance.now() - started) / 1000;
  if (plain.status !== 0) return null;
  const booted = spawnSync('python3', [script, data, String(PEER_REPLICATES)], { encoding: 'utf8' });
  return {
    ...JSON.parse(plain.stdout),
    whole,
    secondsPerReplicate: booted.status === 0 ? JSON.parse(booted.stdout).secondsPerReplicate : null,
  };
}

mkdirSync(folder, { recursive: true });
const columns = makeColumns();
await writeParquet(columns);
writeFileSync(policy, POLICY);

const ours = { process: seconds(() => inProcess(columns)), replicate: bootstrap(columns), whole: 0 };
const main = resolve(import.meta.dirname, '../dist/bundle/main.js');
ours.whole = seconds(() => {
  const done = spawnSync(process.execPath, [main, 'audit', data, '--policy', policy, '--json', '--quiet'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (done.status !== 0) throw new Error(done.stderr);
});
const theirs = peer();
const line = (what, our, their, goal) =>
  console.log(
    `${what.padEnd(34)} ${our.toExponential(3)} s${their == null ? '' : `   Fairlearn ${their.toExponential(3)} s   ratio ${Math.round(their / our)} (goal ${goal})`}`,
  );
console.log(`${rows} rows, 5 groups, 8 metrics with intervals; best of ${REPEATS}`);
line('in process', ours.process, theirs?.seconds, 100);
line('whole process', ours.whole, theirs?.whole, 20);
line('one bootstrap replicate', ours.replicate, theirs?.secondsPerReplicate, 10_000);
if (theirs === null) console.log('Fairlearn is not installed: pip install -r bench/peers/requirements.txt');
