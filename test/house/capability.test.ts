import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRETEND_FILES } from './pretend-capability.js';

const run = promisify(execFile);
const project = resolve(import.meta.dirname, '../..');
/** The only file outside its own folders that a capability touches. */
const THE_LIST = 'src/apps/rooms/index.ts';
const VERSION = `sha256:${'1'.repeat(64)}`;
const POLICY = `tribune: policy/v1
name: pretend
version: "1"
data: { label: y, prediction: p, favourable: 1, attributes: { sex: {} } }
pretend: { worthALook: 3 }
requirements:
  - { id: r, metric: selection_rate, by: [sex], compare: difference, max: 0.1, evidence: point, severity: warn, basis: { kind: ours, source: test } }
`;

const generator = new URL('../../scripts/open-sections.mjs', import.meta.url).href;
const { openSections } = (await import(generator)) as { openSections: (folder: string) => string };

/** The files that a capability brings or changes, and those generated from them. */
const OWN = [...Object.keys(PRETEND_FILES), THE_LIST, 'src/core/policy/open-sections/index.ts'];

/** The project, as it was built, in a folder of its own, with the pretend capability in it. */
function projectWithCapability(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tribune-capability-'));
  const isTest = (path: string): boolean => /\.test\.ts$/.test(path);
  cpSync(join(project, 'src'), join(dir, 'src'), { recursive: true, filter: (path) => !isTest(path) });
  const isUsed = (path: string): boolean => !/dist\/(bundle|console)$/.test(path);
  cpSync(join(project, 'dist'), join(dir, 'dist'), { recursive: true, filter: isUsed });
  for (const file of ['package.json', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(project, file), join(dir, file));
  symlinkSync(join(project, 'node_modules'), join(dir, 'node_modules'));
  for (const [path, text] of Object.entries(PRETEND_FILES)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const list = readFileSync(join(dir, THE_LIST), 'utf8');
  const withLine = list
    .replace(/^export const ROOMS: readonly Room\[\] = \[/m, '$&\n  pretend,')
    .replace(/^import \{ acts \}/m, "import { pretend } from '../server/pretend/index.js';\n$&");
  writeFileSync(join(dir, THE_LIST), withLine);
  // Generated files follow from the folders, as `npm run docs` makes them.
  const sections = join(dir, 'src/core/policy/open-sections');
  writeFileSync(join(sections, 'index.ts'), openSections(sections));
  return dir;
}

/**
 * Compiles these files of a project. Their types are held against those of all that they import; the rest of the project is the same as
 * without the capability, and stands built.
 */
function compile(dir: string, files: readonly string[]): void {
  const { config } = ts.readConfigFile(join(dir, 'tsconfig.build.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dir);
  const paths = files.map((file) => join(dir, file));
  const program = ts.createProgram(paths, { ...options, declaration: false, sourceMap: false });
  const problems = paths.flatMap((path) => {
    const file = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
  const host = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => dir, getNewLine: () => '\n' };
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, host));
  for (const path of paths) program.emit(program.getSourceFile(path));
}

describe('a capability', () => {
  let dir = '';
  let server: ChildProcess | null = null;
  let url = '';
  const tribune = (...args: string[]) =>
    run(process.execPath, [join(dir, 'dist/apps/cli/main.js'), ...args], { cwd: dir });
  const call = async (path: string, key: string, body?: object): Promise<{ status: number; text: string }> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    return { status: answer.status, text: await answer.text() };
  };

  beforeAll(() => {
    dir = projectWithCapability();
    compile(dir, OWN);
  }, 240_000);

  afterAll(async () => {
    if (server !== null) {
      const ended = new Promise((done) => server!.once('exit', done));
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  it('touches its own folders and the one list', () => {
    const folders = Object.keys(PRETEND_FILES).filter((path) => !/\/pretend(\/|\.ts$)/.test(path));
    expect(folders).toEqual([]);
  });

  it('brings a command and a section of the policy', async () => {
    expect((await tribune('pretend')).stdout).toBe('pretended\n');
    expect((await tribune('--help')).stdout).toContain('pretend to do something');
    writeFileSync(join(dir, 'policy.yaml'), POLICY);
    expect((await tribune('policy', 'check', 'policy.yaml')).stdout).toContain('policy.yaml: valid');
    writeFileSync(join(dir, 'wrong.yaml'), POLICY.replace('worthALook', 'worthAlook'));
    await expect(tribune('policy', 'check', 'wrong.yaml')).rejects.toMatchObject({
      stdout: expect.stringContaining('Did you mean "worthALook"?'),
    });
  });

  it('brings a table, a setting, an event, an act, routes with a relation, a job, a follower and a metric', async () => {
    const data = join(dir, 'data');
    const registry = {
      systems: [{ id: 's', purpose: 'p', domain: 'd', favourableOutcome: 1, owner: 'o@example.org' }],
      models: [{ id: 'm', system: 's' }],
      versions: [{ model: 'm', digest: VERSION }],
      deployments: [{ id: 'm/prod', version: VERSION, cutoff: 0.5 }],
      pretend: { step: 7 },
    };
    writeFileSync(join(dir, 'registry.yaml'), JSON.stringify(registry));
    await tribune('admin', 'apply', 'registry.yaml', '--data', data);
    const keyOf = async (scopes: string): Promise<string> =>
      JSON.parse((await tribune('admin', 'key', '--json', '--scopes', scopes, '--data', data)).stdout).key;
    const key = await keyOf('decisions:write,decisions:read');
    server = spawn(process.execPath, [join(dir, 'dist/apps/cli/main.js'), 'serve', '--data', data, '--port', '0'], {
      cwd: dir,
    });
    url = await new Promise<string>((done, fail) => {
      let said = '';
      const hear = (bytes: Buffer): void => {
        said += bytes.toString();
        const found = /listens on (http:\S+)/.exec(said);
        if (found) done(found[1]!);
      };
      server!.stdout!.on('data', hear);
      server!.stderr!.on('data', hear);
      server!.once('exit', () => fail(new Error(said)));
    });
    const record = {
      deployment: 'm/prod',
      decidedAt: '2026-11-22T10:00:00.000Z',
      score: 0.7,
      outcome: 1,
      route: 'automatic',
    };
    const records = ['a', 'b', 'c'].map((subject) => ({ ...record, id: crypto.randomUUID(), subject }));
    expect(await call('/v1/decisions', key, records)).toMatchObject({ status: 200 });
    await expect
      .poll(async () => JSON.parse((await call('/v1/pretend', key)).text), { timeout: 20_000 })
      .toMatchObject({ n: 3, step: 7, swept: expect.any(Number) });
    await expect.poll(async () => JSON.parse((await call('/v1/pretend', key)).text).swept).toBeGreaterThan(0);
    // A relation is asked for only where the row lets nobody in otherwise: this key has none of its scopes.
    expect((await call('/v1/pretend/reset', key, { system: 'own' })).status).toBe(403);
    const entries = async (): Promise<number> =>
      Number(/^tribune_log_entries\{log="main"\} (\d+)$/m.exec((await call('/metrics', key)).text)![1]);
    const steward = await keyOf('settings:write');
    const before = await entries();
    expect(await call('/v1/pretend/reset', steward, { system: 'other' })).toEqual({
      status: 200,
      text: '{"done":true}',
    });
    expect(JSON.parse((await call('/v1/pretend', key)).text).n).toBe(0);
    expect(await entries()).toBe(before + 1);
    const metrics = (await call('/metrics', key)).text;
    expect(metrics).toMatch(/^tribune_pretend_swept \d+$/m);
    expect(metrics).toMatch(/^tribune_job_last_run_seconds\{job="pretend-sweep"\} \d/m);
    // The follower takes the entry of the act in its own time.
    await expect
      .poll(async () => (await call('/metrics', key)).text, { timeout: 20_000 })
      .toMatch(/^tribune_follower_lag\{name="pretend"\} 0$/m);
    const description = JSON.parse((await call('/openapi.json', key)).text);
    expect(Object.keys(description.paths)).toEqual(expect.arrayContaining(['/v1/pretend', '/v1/pretend/reset']));
  }, 120_000);
});
