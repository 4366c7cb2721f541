import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationJsonSchema, readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { cli, root } from '../e2e/support.js';
import { type RunningProgram, startProgram } from './support/processes.js';
import { dataFolder } from './support/real.js';

const example = join(root, 'examples/service/tribune.yaml');
const folder = dataFolder();
let running: RunningProgram | undefined;
let dir = '';
let n = 0;

beforeEach(() => {
  dir = join(folder.dir, String(++n));
  mkdirSync(dir);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => folder.remove());

/** What `tribune serve` says where it starts nothing, in this process: a process of its own would load the whole service each time. */
async function serve(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [before, cwd] = [{ ...process.env }, process.cwd()];
  process.chdir(dir);
  Object.assign(process.env, env);
  try {
    const { code: status, out, err } = await cli(['serve', ...words]);
    return { status, out, err };
  } finally {
    process.chdir(cwd);
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
const write = (text: string, name = 'tribune.yaml'): string => {
  const path = join(dir, name);
  writeFileSync(path, `tribune: service/v1\n${text}`);
  return path;
};

describe('the schema of tribune.yaml', () => {
  it('is joined from the sections of the rooms, and the one in docs is current', async () => {
    const sections = sectionsOf(await loadRooms());
    const kept = JSON.parse(readFileSync(join(root, 'docs/reference/service.schema.json'), 'utf8'));
    expect(kept).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema(sections))));
  });
});

describe('tribune serve --config', () => {
  it('starts by the example, says which file it read, and a flag goes before it', async () => {
    const file = join(dir, 'tribune.yaml');
    copyFileSync(example, file);
    running = await startProgram(['serve', '--config', file, '--port', '0'], /Ledger key/);
    expect(running.err()).toContain(`Configuration: ${file}\n`);
    const [, address] = /listens on (\S+)/.exec(running.out())!;
    expect(await (await fetch(`${address}/readyz`)).json()).toEqual({ status: 'ready' });
    expect(running.out()).toContain('Ledger key: tribune.example/main+');
    expect(readFileSync(join(dir, 'tribune-data/keys/ledger-main.key'), 'utf8')).not.toBe('');
  }, 60_000);

  it('reads what is commented out in the example as well', async () => {
    const all = readFileSync(example, 'utf8').replaceAll(
      /^(\s*)# (?=\s*[a-zA-Z-]+:|\s*- \{)(?! ?yaml-language)/gm,
      '$1',
    );
    process.env.TRIBUNE_OPENID_SECRET = 'hush';
    const sections = sectionsOf(await loadRooms());
    const read = () => readConfiguration(sections, { path: join(dir, 'tribune.yaml'), text: all });
    // All that is wrong with it are the key of a witness that nobody has and a secret that is not on this machine.
    expect(read).toThrow(
      /^The configuration has 2 mistakes:\n.*tribune-database-url does not exist.*\n.*ledger\.witnesses\[0\]\.key/,
    );
    delete process.env.TRIBUNE_OPENID_SECRET;
  });

  it('prints what is in force and starts nothing; without a file those are the defaults', async () => {
    const bare = await serve(['--print-config']);
    expect([bare.status, bare.err]).toEqual([0, '']);
    expect(bare.out).toContain('  port: 8080 # default\n');
    write(`http:\n  port: 81\ndatabase: { url: "\${file:secret}" }\n`);
    writeFileSync(join(dir, 'secret'), 'postgres://u:correct-horse@h/d', { mode: 0o600 });
    const env = { TRIBUNE_ROOT_KEY: 'ab'.repeat(32) };
    const found = await serve(['--print-config', '--host', '0.0.0.0'], env);
    expect(found.err).toBe(`Configuration: ${join(dir, 'tribune.yaml')}\n`);
    expect(found.out).toContain('  port: 81 # line 3\n');
    expect(found.out).toContain('  host: 0.0.0.0 # --host\n');
    expect(found.out).toContain(`\${file:secret} # line 4\n`);
    expect(found.out).toContain('rootKey: (from TRIBUNE_ROOT_KEY) # TRIBUNE_ROOT_KEY\n');
    expect(found.out).not.toMatch(/correct-horse|abab/);
  });

  it('takes from a flag what it took before there was a file', async () => {
    const from = (...words: string[]) => serve(['--print-config', ...words]);
    const key = 'auditor.example/w1+df1c0a35+BIE5';
    expect((await from('--witness', `${key},https://w1.example`)).err).toContain('--witness: ledger.witnesses[0].key');
    expect((await from('--witness', key)).err).toContain('not VKEY,URL');
    expect((await from('--witness-quorum', '1')).err).toContain(
      '--witness-quorum: ledger.quorum is 1: it cannot exceed',
    );
    expect((await from('--public-interval', '0.2', '--check-interval', '0')).out).toMatch(
      /publicInterval: 0\.2 s # --public-interval\n {2}checkInterval: 0 h # --check-interval/,
    );
    expect((await from('--check-interval', '9000')).err).toContain('expected 0 h to 365 d');
    expect((await from('--port', '99999')).err).toContain('--port: http.port is 99999: at most 65535 is expected');
    expect((await from('--allow-origin', 'https://a', '--allow-origin', 'https://b')).out).toMatch(
      /- https:\/\/a # --allow/,
    );
    expect((await from('--database', 'postgres://u:hush@h/d')).out).toContain('url: (from --database) # --database');
  });

  it('is refused with every mistake, exit code 2 and no stack', async () => {
    const file = write('http: { prot: 1 }\nlegder: {}\nrootKey: { key: abc }\n');
    const { status, out, err } = await serve(['--config', file]);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(`${file}:2:9 error: http has no key "prot". Did you mean "port"?`);
    expect(err).toContain(`${file}:3:1 error: the configuration has no key "legder". Did you mean "ledger"?`);
    expect(err).toContain(`${file}:4:17 error: the secret rootKey.key stands in the file`);
    expect(err).not.toMatch(/abc|\n {4}at /);
  });

  it('names the place that gave a root key that cannot be had: the line of the file, or the flag before it', async () => {
    const file = write('rootKey: { command: "exit 3" }\n');
    const fails = async (...more: string[]) => (await serve(['--config', file, ...more])).err;
    expect(await fails()).toContain('the command of rootKey.command (line 2 of the configuration) failed (3)');
    expect(await fails('--root-key-command', 'exit 4')).toContain('the command of --root-key-command failed (4)');
    expect(await fails('--root-key-command', 'echo no')).toContain('the output of --root-key-command is not a key');
    writeFileSync(join(dir, 'secret'), 'no key', { mode: 0o600 });
    write(`rootKey: { key: "\${file:secret}" }\n`);
    expect(await fails()).toContain('rootKey.key (line 2 of the configuration) is not a key');
  });

  it.each<[string, (file: string) => void, RegExp]>([
    ['that everybody may write', (file) => chmodSync(file, 0o666), /everybody may write it/],
    ['that is of another kind', (file) => writeFileSync(file, 'tribune: policy/v1\n'), /tribune is "policy\/v1"/],
    ['that is binary', (file) => writeFileSync(file, Buffer.from([0, 255, 7])), /configuration/],
    ['that is huge', (file) => writeFileSync(file, 'x'.repeat(2_000_000)), /it has 2000000 bytes/],
  ])('refuses a file %s', async (_what, spoil, message) => {
    const file = write('');
    spoil(file);
    const { status, err } = await serve(['--config', file, '--print-config']);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });

  it('refuses a file that is not there, and a folder', async () => {
    expect((await serve(['--config', join(dir, 'none.yaml')])).err).toContain('it does not exist');
    expect((await serve(['--config', dir])).err).toContain('it is no file');
  });
});
