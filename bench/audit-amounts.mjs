// An audit of 1,000,000 amounts in 5, 10 and 50 groups, and of amounts with a label, against the audit of 1,000,000 decisions of 0 and 1 of the same people, Parquet -> verdict, in the same run.
// node bench/audit-amounts.mjs [rows]     needs a built dist/; prints seconds, those of all processors, and the ratios (at most 1.5 is asked of amounts as people are given them: round sums).
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { openFiles } from '../dist/adapters/dataset/index.js';
import { createGenerator, normalQuantile } from '../dist/core/stats/index.js';
import { runAudit } from '../dist/domain/audits/index.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const REPEATS = 5;
const NAMES = ['African-American', 'Asian', 'Caucasian', 'Hispanic', 'Other'];
const folder = join(tmpdir(), 'tribune-bench');
const data = join(folder, `amounts-labelled-${rows}.parquet`);

async function writeParquet() {
  if (existsSync(data)) return;
  mkdirSync(folder, { recursive: true });
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const generator = createGenerator(20261128);
  const lines = ['group,label,prediction,round,cents,actual,ten,fifty'];
  for (let i = 0; i < rows; i++) {
    const group = Math.min(NAMES.length - 1, Math.floor(generator.nextUniform() ** 2 * NAMES.length));
    const label = generator.nextUniform() < 0.3 + 0.05 * group ? 1 : 0;
    const prediction = generator.nextUniform() < (label ? 0.7 : 0.2 + 0.03 * group) ? 1 : 0;
    const amount = 8000 * Math.exp(0.8 * normalQuantile(generator.nextUniform()));
    const actual = amount * Math.exp(0.3 * normalQuantile(generator.nextUniform()));
    const groups = `${NAMES[group]},${label},${prediction}`;
    lines.push(
      `${groups},${Math.round(amount / 100) * 100},${amount.toFixed(2)},${actual.toFixed(2)},t${i % 10},f${i % 50}`,
    );
  }
  const csv = join(folder, 'amounts.csv');
  writeFileSync(csv, lines.join('\n'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (FROM read_csv('${csv}')) TO '${data}' (FORMAT parquet)`);
}

const policyOf = (outcome, metric, by = 'group') => `tribune: policy/v1
name: bench
version: 1.0.0
data:
${outcome}
  attributes: { ${by}: {} }
requirements:
  - { id: parity, metric: ${metric}, by: [${by}], compare: ratio, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: bench } }
`;
const amounts = (column, by, label = '') =>
  policyOf(`  outcome: { type: amount, column: ${column}, unit: USD, favourable: higher }${label}`, 'mean_amount', by);
const binary = (by) => policyOf('  label: label\n  prediction: prediction\n  favourable: 1', 'favourable_rate', by);
const POLICIES = {
  binary: binary('group'),
  'round sums': amounts('round', 'group'),
  'cents, nearly all distinct': amounts('cents', 'group'),
  'cents with a label': amounts('cents', 'group', '\n  label: actual'),
  'cents in 10 groups': amounts('cents', 'ten'),
  'cents in 50 groups': amounts('cents', 'fifty'),
};

await writeParquet();
const best = {};
const work = {};
for (let i = 0; i < REPEATS; i++)
  for (const [name, policy] of Object.entries(POLICIES)) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await runAudit(openFiles([data]), { policy, today: '2026-11-28' });
    const { user, system } = process.cpuUsage(used);
    best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, (performance.now() - start) / 1000);
    // On a machine with other work the time of its processors says more than the clock.
    work[name] = Math.min(work[name] ?? Number.POSITIVE_INFINITY, (user + system) / 1e6);
  }
for (const [name, seconds] of Object.entries(best))
  process.stdout.write(
    `${name}: ${seconds.toFixed(2)} s, ${(seconds / best.binary).toFixed(2)} times the binary audit; of processors ${work[name].toFixed(2)} s, ${(work[name] / work.binary).toFixed(2)} times\n`,
  );
