// The whole process, file to report, on 1,000,000 rows of CSV with 10,000 distinct scores and 5 groups, against Fairlearn's MetricFrame alone
// (its eight metrics in memory, after pandas has read the file), in the same run; then with 40 requirements instead of one, and 750 groups of 10 people.
// node bench/audit-scores.mjs [rows]     needs a built dist/; PYTHON names the Python with bench/peers/requirements.txt (default python3).
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { finished } from 'node:stream/promises';
import { createGenerator } from '../dist/core/stats/index.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const SCORES = 10_000;
const REPEATS = 3;
const GOAL_RATIO = 20;
const MANY_GROUPS = { groups: 750, people: 10, seconds: 5 };
const folder = join(tmpdir(), 'tribune-bench');
const main = resolve(import.meta.dirname, '../dist/bundle/main.js');

async function writeCsv(path, { count, groups }) {
  const random = createGenerator(20261128);
  const file = createWriteStream(path);
  file.write('group,label,prediction,score\n');
  for (let i = 0; i < count; i += 10_000) {
    const lines = [];
    for (let k = i; k < Math.min(count, i + 10_000); k++) {
      const group = groups === 5 ? Math.floor(random.nextUniform() ** 1.5 * groups) : k % groups;
      const score = random.nextInteger(SCORES) / SCORES;
      lines.push(`G${group},${random.nextUniform() < 0.05 + 0.8 * score ? 1 : 0},${score >= 0.5 ? 1 : 0},${score}\n`);
    }
    file.write(lines.join(''));
  }
  file.end();
  await finished(file);
}

const METRICS = ['favourable_rate', 'true_positive_rate', 'false_positive_rate', 'accuracy'];

function writePolicy(path, requirements) {
  const lines = Array.from({ length: requirements }, (_, i) => {
    const metric = METRICS[i % METRICS.length];
    return `  - { id: r${i}, metric: ${metric}, by: [group], compare: difference, reference: { group: G0 }, max: ${(0.05 + i / 100).toFixed(2)}, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: bench } }`;
  });
  const data = 'data: { label: label, score: score, cutoff: 0.5, favourable: 1, attributes: { group: {} } }';
  writeFileSync(path, `tribune: policy/v1\nname: bench\nversion: 1.0.0\n${data}\nrequirements:\n${lines.join('\n')}\n`);
}

function audit(data, policy) {
  const times = [];
  for (let i = 0; i < REPEATS; i++) {
    const started = performance.now();
    const out = join(folder, 'scores-out');
    const done = spawnSync(process.execPath, [main, 'audit', data, '--policy', policy, '--out', out, '--quiet'], {
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(done.stderr);
    times.push((performance.now() - started) / 1000);
  }
  return Math.min(...times);
}

mkdirSync(folder, { recursive: true });
const data = join(folder, `scores-${rows}.csv`);
const many = join(folder, 'scores-many.csv');
await writeCsv(data, { count: rows, groups: 5 });
await writeCsv(many, { count: MANY_GROUPS.groups * MANY_GROUPS.people, groups: MANY_GROUPS.groups });
const [one, forty] = [1, 40].map((count) => {
  const path = join(folder, `scores-${count}.yaml`);
  writePolicy(path, count);
  return path;
});

const ours = audit(data, one);
const withForty = audit(data, forty);
const manyGroups = audit(many, one);
const peer = spawnSync(process.env.PYTHON ?? 'python3', [resolve(import.meta.dirname, 'peers/audit.py'), data, '0'], {
  encoding: 'utf8',
});
const theirs = peer.status === 0 ? JSON.parse(peer.stdout).seconds : null;

console.log(`${rows} rows of CSV, ${SCORES} distinct scores, 5 groups; whole process with report, best of ${REPEATS}`);
const compared =
  theirs === null
    ? '   Fairlearn is not installed: pip install -r bench/peers/requirements.txt'
    : `   Fairlearn's MetricFrame alone ${theirs.toFixed(2)} s   ratio ${(theirs / ours).toFixed(1)} (goal ${GOAL_RATIO})`;
console.log(`one requirement                    ${ours.toFixed(2)} s${compared}`);
console.log(`40 requirements                    ${withForty.toFixed(2)} s   ${(withForty / ours).toFixed(2)} x one`);
console.log(
  `${MANY_GROUPS.groups} groups of ${MANY_GROUPS.people} people           ${manyGroups.toFixed(2)} s   (goal ${MANY_GROUPS.seconds} s)`,
);
