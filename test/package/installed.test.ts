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

const IS_WINDOWS = process.platform === 'win32';
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
const run = (command: string, args: string[], cwd: string): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // The list of what is packed is longer than a megabyte.
    maxBuffer: 1 << 26,
    shell: IS_WINDOWS,
  });

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

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
const INSTALL = 'Install Tribune';
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

/** Installing takes half a minute of processor time, so that all that is asked of an installed package is asked in this folder, which was empty. */
const folder = mkdtempSync(join(tmpdir(), 'tribune-installed-'));
const environment = { ...process.env, ...workflow.env, GITHUB_STEP_SUMMARY: join(folder, 'step-summary.md') };
const inShell = (script: string) =>
  spawnSync('bash', ['-e', '-c', script], { cwd: folder, env: environment, encoding: 'utf8' });
let packed: Packed;

beforeAll(() => {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', tools, '--loglevel', 'error'];
  [packed] = JSON.parse(run('npm', pack, root).replace(/^[^[]*/, '')) as [Packed];
  if (IS_WINDOWS) {
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', `./tools/${packed.filename}`], folder);
    return;
  }
  const { status, stderr } = inShell(workflow.jobs.audit.steps.find(({ name }) => name === INSTALL)!.run!);
  expect([status, stderr]).toEqual([0, expect.anything()]);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the runner does: one shell a step, stopped at the first failure, later steps only where their condition says so. */
function runJob(own: Record<string, () => void>): { code: number; said: string } {
  let code = 0;
  let said = '';
  for (const step of workflow.jobs.audit.steps) {
    // It is installed already, by this step.
    if (step.run === undefined || step.name === INSTALL) continue;
    const hashed = /hashFiles\('([^']+)'\) != ''/.exec(step.if ?? '')?.[1];
    const wanted = code === 0 || (step.if ?? '').includes('always()');
    if (!wanted || (hashed !== undefined && !existsSync(join(folder, hashed)))) continue;
    const instead = own[step.name ?? ''];
    if (instead !== undefined) {
      instead();
      continue;
    }
    const done = inShell(step.run);
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

describe('the packed tarball', () => {
  it('imports at every subpath', () => {
    const subpaths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
    expect(subpaths.length).toBeGreaterThanOrEqual(7);
    const script = subpaths.map(
      (path) =>
        `const m = await import('tribune/${path.slice(2)}'); if (Object.keys(m).length === 0) throw new Error('${path} exports nothing');`,
    );
    writeFileSync(join(folder, 'imports.mjs'), script.map((line) => `{ ${line} }`).join('\n'));
    expect(() => run(process.execPath, ['imports.mjs'], folder)).not.toThrow();
  });

  it('keeps its internals unreachable', () => {
    writeFileSync(join(folder, 'internal.mjs'), "await import('tribune/dist/core/base/errors.js');");
    expect(() => run(process.execPath, ['internal.mjs'], folder)).toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it('audits its own sample by the installed command, with the exit code of a failed requirement', () => {
    const sample = join('node_modules', 'tribune', 'examples', 'compas');
    const [people, policy] = [join(sample, 'people.csv'), join(sample, 'policy.yaml')];
    let status = 0;
    try {
      run('npx', ['tribune', 'audit', people, '--policy', policy, '--out', 'of-the-sample', '--quiet'], folder);
    } catch (error) {
      status = (error as { status: number }).status;
    }
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'of-the-sample', 'report.html'))).toBe(true);
  });

  it('ships no tests, and rows of data only as examples', () => {
    expect(packed.files.length).toBeGreaterThan(100);
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => /\.test\./.test(path))).toEqual([]);
    const data = paths.filter((path) => /\.(csv|tsv|parquet|ndjson|jsonl|data)$/.test(path));
    expect(data.filter((path) => !path.startsWith('examples/'))).toEqual([]);
    expect(data).toContain('examples/compas/people.csv');
  });
});

describe.skipIf(IS_WINDOWS)('the workflow of the guide, run as printed in an empty folder', () => {
  beforeAll(async () => {
    writeFileSync(join(folder, 'policy.yaml'), POLICY);
    await writeParquet(join(folder, 'held-out.parquet'));
  });

  it('names the tarball that npm pack makes', () => {
    expect(readdirSync(join(folder, 'tools')).map((name) => `./tools/${name}`)).toEqual([workflow.env.TRIBUNE]);
  });

  it('audits without a baseline at first, then with the accepted one', { timeout: 60_000 }, () => {
    const score = {
      'Score the people held out': () =>
        copyFileSync(join(folder, 'held-out.parquet'), join(folder, 'predictions.parquet')),
    };
    const first = runJob(score);
    expect([first.code, first.said]).toEqual([0, expect.stringContaining('gap')]);
    expect(readFileSync(join(folder, 'step-summary.md'), 'utf8')).toContain('gap');
    expect(first.said).not.toContain('gap@baseline');
    mkdirSync(join(folder, 'accepted'));
    copyFileSync(join(folder, 'out/audit.json'), join(folder, 'accepted/audit.json'));
    expect(runJob(score).said).toContain('gap@baseline');
  });

  it('what is wrong with the data is exit 2 and leaves no step behind that fails for want of a file', () => {
    rmSync(join(folder, 'out'), { recursive: true, force: true });
    rmSync(join(folder, 'step-summary.md'), { force: true });
    const broken = runJob({
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
