// A search of 200 candidates on 50,000 made-up people of 30 columns: wall and processor seconds, memory, and the answer. One column tells the
// group and next to nothing else, so that there is an alternative to be found. Build first.
//   node bench/search.mjs [rows] [candidates] [workers]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { createGenerator } from '../dist/core/stats/index.js';

const [rows, candidates, workers] = [process.argv[2] ?? 50_000, process.argv[3] ?? 200, process.argv[4] ?? 2].map(
  Number,
);
const WIDTH = 29;
const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-search-'));
const random = createGenerator('bench of the search');
const lines = [['sex', 'town', ...Array.from({ length: WIDTH }, (_, j) => `x${j}`), 'repaid'].join(',')];
for (let i = 0; i < rows; i++) {
  const woman = random.nextUniform() < 0.4;
  const x = Array.from({ length: WIDTH }, () => random.nextNormal());
  x[0] -= woman ? 0.9 : 0;
  x[1] -= woman ? 0.3 : 0;
  const z = 0.2 * x[0] + 0.3 * x[1] + 0.9 * x[2] + (x[4] > 0 ? 0.7 * x[3] : 0) + 0.5 * Math.sin(2 * x[5]);
  const town = ['north', 'south', 'east', 'west'][random.nextInteger(4)];
  const repaid = random.nextUniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  lines.push([woman ? 'f' : 'm', town, ...x.map((value) => value.toFixed(5)), repaid].join(','));
}
writeFileSync(join(folder, 'people.csv'), `${lines.join('\n')}\n`);
writeFileSync(
  join(folder, 'policy.yaml'),
  `tribune: policy/v1
name: lender
version: 1.0.0
data: { label: repaid, prediction: approved, favourable: 1, attributes: { sex: {} } }
requirements:
  - id: alike
    metric: favourable_rate
    by: [sex]
    compare: difference
    max: 0.02
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "bench" }
`,
);
const main = resolve(import.meta.dirname, '../dist/bundle/main.js');
const words = ['search', 'people.csv', '-p', 'policy.yaml', '-n', candidates, '--workers', workers, '-q', '-o', 'out'];
const from = performance.now();
const ran = spawnSync('/usr/bin/time', ['-f', '%U %S %M', process.execPath, main, ...words.map(String)], {
  cwd: folder,
  encoding: 'utf8',
});
const seconds = (performance.now() - from) / 1000;
const [user, system, kilobytes] = ran.stderr.trim().split('\n').at(-1).split(' ').map(Number);
if (ran.status !== 0) throw new Error(ran.stderr);
const { answer, candidates: tried } = JSON.parse(readFileSync(join(folder, 'out/search.json'), 'utf8'));
console.log(
  `${tried.length} candidates on ${rows} x ${WIDTH + 1}: ${seconds.toFixed(0)} s, ${(user + system).toFixed(0)} s CPU, ${(kilobytes / 1024).toFixed(0)} MB, load ${loadavg()[0].toFixed(0)}; answer: ${answer}`,
);
rmSync(folder, { recursive: true });
