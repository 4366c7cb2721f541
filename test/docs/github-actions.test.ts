import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../e2e/support.js';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly if?: string;
}
interface Workflow {
  readonly env: Record<string, string>;
  readonly jobs: { readonly audit: { readonly steps: readonly Step[] } };
}

const guide = readFileSync(join(root, 'docs/guides/github-actions.md'), 'utf8');
const workflow = parse(/```yaml\n(name: fairness\n[\s\S]*?)```/.exec(guide)![1]!) as Workflow;
const POLICY = `tribune: policy/v1
name: gate
version: 1.0.0
data:
  label: y
  prediction: p
  favourable: 1
  attributes: { g: { reference: a } }
requirements:
  - id: gap
    metric: favourable_rate
    by: [g]
    compare: difference
    max: 0.4
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;

/** What the runner does: one shell a step, stopped at the first failure, later steps only where their condition says so. */
function runJob(folder: string, own: Record<string, () => void>): { code: number; said: string } {
  let code = 0;
  let said = '';
  const env = { ...process.env, ...workflow.env, GITHUB_STEP_SUMMARY: join(folder, 'step-summary.md') };
  for (const step of workflow.jobs.audit.steps) {
    if (step.run === undefined) continue;
    const hashed = /hashFiles\('([^']+)'\) != ''/.exec(step.if ?? '')?.[1];
    const wanted = code === 0 || (step.if ?? '').includes('always()');
    if (!wanted || (hashed !== undefined && !existsSync(join(folder, hashed)))) continue;
    const instead = own[step.name ?? ''];
    if (instead !== undefined) {
      instead();
      continue;
    }
    const done = spawnSync('bash', ['-e', '-c', step.run], { cwd: folder, env, encoding: 'utf8' });
    said += done.stdout + done.stderr;
    if (done.status !== 0 && code === 0) code = done.status ?? -1;
  }
  return { code, said };
}

async function writeParquet(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS g, i % 3 % 2 AS y, i % 5 % 2 AS p FROM range(4000) AS t(i)) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}

describe.skipIf(process.platform === 'win32')('the workflow of the guide, run as printed in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-workflow-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    mkdirSync(join(folder, 'tools'));
    const flags = ['pack', '--ignore-scripts', '--loglevel', 'error', '--pack-destination', join(folder, 'tools')];
    execFileSync('npm', flags, { cwd: root, stdio: 'ignore' });
    writeFileSync(join(folder, 'policy.yaml'), POLICY);
    await writeParquet(join(folder, 'held-out.parquet'));
  }, 120_000);

  it('names the tarball that npm pack makes', () => {
    expect(readdirSync(join(folder, 'tools')).map((name) => `./tools/${name}`)).toEqual([workflow.env.TRIBUNE]);
  });

  it('installs, audits without a baseline at first, then with the accepted one', { timeout: 300_000 }, () => {
    const score = {
      'Score the people held out': () =>
        copyFileSync(join(folder, 'held-out.parquet'), join(folder, 'predictions.parquet')),
    };
    const first = runJob(folder, score);
    expect([first.code, first.said]).toEqual([0, expect.stringContaining('gap')]);
    expect(readFileSync(join(folder, 'step-summary.md'), 'utf8')).toContain('gap');
    expect(first.said).not.toContain('gap@baseline');
    mkdirSync(join(folder, 'accepted'));
    copyFileSync(join(folder, 'out/audit.json'), join(folder, 'accepted/audit.json'));
    // What was installed a moment ago is the same.
    expect(runJob(folder, { ...score, 'Install Tribune': () => {} }).said).toContain('gap@baseline');
  });

  it('what is wrong with the data is exit 2 and leaves no step behind that fails for want of a file', () => {
    rmSync(join(folder, 'out'), { recursive: true, force: true });
    rmSync(join(folder, 'step-summary.md'), { force: true });
    const broken = runJob(folder, {
      'Install Tribune': () => {},
      'Score the people held out': () => writeFileSync(join(folder, 'predictions.parquet'), 'PAR1'),
    });
    expect(broken.code).toBe(2);
    expect(existsSync(join(folder, 'step-summary.md'))).toBe(false);
  });
});

describe('no page sends a reader to a name on the public registry', () => {
  it('workflows install a pinned package and run it with --no-install', () => {
    for (const page of ['README.md', 'docs/guides/github-actions.md']) {
      const workflows = [...readFileSync(join(root, page), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
        (m) => m[1]!,
      );
      for (const text of workflows) expect(text).not.toMatch(/npx (?!--no-install)/);
    }
  });
});
