// The people that benches of amounts audit, and the policies that they audit them by.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGenerator, normalQuantile } from '../../dist/core/stats/index.js';

const NAMES = ['African-American', 'Asian', 'Caucasian', 'Hispanic', 'Other'];
export const folder = join(tmpdir(), 'tribune-bench');

/** Writes the people once, as Parquet and CSV of the same rows in the same order, and gives both paths. */
export async function writePeople(rows) {
  const [data, csv] = ['parquet', 'csv'].map((end) => join(folder, `amounts-labelled-${rows}.${end}`));
  if (existsSync(data) && existsSync(csv)) return { parquet: data, csv };
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
  writeFileSync(csv, lines.join('\n'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (FROM read_csv('${csv}')) TO '${data}' (FORMAT parquet)`);
  return { parquet: data, csv };
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
export const amounts = (column, by, label = '') =>
  policyOf(`  outcome: { type: amount, column: ${column}, unit: USD, favourable: higher }${label}`, 'mean_amount', by);
export const binary = (by) =>
  policyOf('  label: label\n  prediction: prediction\n  favourable: 1', 'favourable_rate', by);
