import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFiles } from '../../src/adapters/dataset/data-audit/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import {
  type DataAuditResult,
  type DataSource,
  type PopulationFiles,
  runDataAudit,
} from '../../src/domain/data-audits/index.js';

/** A policy with these lines in `data`, and this section `dataAudit`. */
export const policyText = (data: string, dataAudit: string): string => `tribune: policy/v1
name: test
version: 1.0.0
data:
${data}
dataAudit: ${dataAudit}
requirements:
  - { id: r, metric: base_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`;

/** Lines of `data` for a label, a prediction and one attribute. */
export const PLAIN = `  label: y
  prediction: p
  favourable: 1
  attributes: { sex: { reference: m } }`;

/** The same of an attribute whose groups the policy does not name. */
export const OPEN = PLAIN.replace('{ reference: m }', '{}');

/** Tests the text of a file under a policy. */
export async function auditText(
  text: string,
  policySource: string,
  name = 'data.csv',
  populations?: PopulationFiles,
): Promise<DataAuditResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-data-audit-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, text);
    return await auditFile(path, policySource, populations);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tests a file under a policy. */
export const auditFile = (
  path: string,
  policySource: string,
  populations?: PopulationFiles,
): Promise<DataAuditResult> => auditSource(openDataFiles([path]), policySource, populations);

/** Tests data under a policy. */
export function auditSource(
  source: DataSource,
  policySource: string,
  populations?: PopulationFiles,
): Promise<DataAuditResult> {
  return runDataAudit(source, {
    policy: parsePolicy(policySource).policy,
    policyDigest: 'sha256:0',
    policyPath: null,
    today: '2026-11-28',
    toolVersion: '0.0.0-test',
    replay: '',
    ...(populations === undefined ? {} : { populations }),
  });
}

/** The result of one test. */
export function testIn(result: DataAuditResult, name: string): DataAuditResult['tests'][number] {
  const found = result.tests.find(({ test }) => test === name);
  if (found === undefined) throw new Error(`no test ${name} in ${result.tests.map(({ test }) => test).join(', ')}`);
  return found;
}

/** Rows of a CSV file, each as often as its count says. */
export const csv = (header: string, ...rows: readonly (readonly [string, number])[]): string =>
  `${[header, ...rows.flatMap(([row, times]) => Array<string>(times).fill(row))].join('\n')}\n`;
