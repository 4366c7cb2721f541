import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DATABASE_OPTIONS, readDatabaseUrl } from '../../src/apps/cli/service/database-url.js';
import { databaseBehindNetwork } from './support/network.js';
import { type RunningProgram, startProgram } from './support/processes.js';
import { dataFolder } from './support/real.js';

const SECRET = 'correct-horse';
const URL_WITH = `postgres://tribune:${SECRET}@127.0.0.1:5432/postgres`;

describe('the address of a PostgreSQL', () => {
  const folder = dataFolder();
  const file = join(folder.dir, 'database');
  afterAll(() => folder.remove());
  afterEach(() => {
    delete process.env.TRIBUNE_DATABASE_URL;
  });

  function read(options: Partial<Record<keyof typeof DATABASE_OPTIONS, string>>) {
    let err = '';
    const args = { options, positionals: [] } as unknown as Parameters<typeof readDatabaseUrl>[0];
    const url = readDatabaseUrl(args, { err: (text) => (err += text) });
    return { url, err };
  }

  it('is that of the option, the file or the variable; without any the embedded one is meant', () => {
    expect(read({})).toEqual({ url: undefined, err: '' });
    const bare = 'postgres://tribune@primary/tribune';
    expect(read({ database: bare })).toEqual({ url: bare, err: '' });
    writeFileSync(file, `${URL_WITH}\n`, { mode: 0o600 });
    expect(read({ 'database-file': file })).toEqual({ url: URL_WITH, err: '' });
    process.env.TRIBUNE_DATABASE_URL = URL_WITH;
    expect(read({})).toEqual({ url: URL_WITH, err: '' });
    expect(read({ database: bare }).url).toBe(bare);
  });

  it('with a password on the command line is taken with a warning that does not show it', () => {
    for (const database of [URL_WITH, `postgres://tribune@h/d?password=${SECRET}`]) {
      const { url, err } = read({ database });
      expect(url).toBe(database);
      expect(err).toMatch(/list of processes/);
      expect(err).not.toContain(SECRET);
    }
  });

  it('is refused without showing it: others can read the file, no address, two of them', () => {
    const refused = (options: Parameters<typeof read>[0], code: string): void => {
      let thrown: unknown;
      try {
        read(options);
      } catch (cause) {
        thrown = cause;
      }
      expect(thrown).toMatchObject({ code });
      expect(`${(thrown as Error).message} ${(thrown as { remedy: string }).remedy}`).not.toContain(SECRET);
    };
    refused({ database: URL_WITH, 'database-file': file }, 'USAGE');
    refused({ 'database-file': join(folder.dir, 'none') }, 'USAGE');
    writeFileSync(file, SECRET);
    refused({ 'database-file': file }, 'USAGE');
    writeFileSync(file, '');
    refused({ 'database-file': file }, 'USAGE');
    refused({ database: `mysql://${SECRET}@h/d` }, 'USAGE');
    chmodSync(file, 0o640);
    refused({ 'database-file': file }, 'KEY_MISSING');
  });
});

describe('serve reaches a PostgreSQL by URL', () => {
  const folder = dataFolder();
  let database: Awaited<ReturnType<typeof databaseBehindNetwork>>;
  let program: RunningProgram | undefined;
  beforeAll(async () => {
    database = await databaseBehindNetwork(folder.dir);
  }, 60_000);
  afterEach(async () => {
    await program?.stop();
    program = undefined;
  });
  afterAll(async () => {
    await database.network.close();
    await database.postgres.stop();
    folder.remove();
  });

  /** Where the password is, and how it is said. */
  const ways: Record<string, (url: URL) => { words: string[]; env: Record<string, string> }> = {
    TRIBUNE_DATABASE_URL: ({ href }) => ({ words: [], env: { TRIBUNE_DATABASE_URL: href } }),
    '--database-file': ({ href }) => {
      const file = join(folder.dir, 'url');
      writeFileSync(file, href, { mode: 0o600 });
      return { words: ['--database-file', file], env: {} };
    },
    PGPASSWORD: (url) => ({ words: ['--database', without(url)], env: { PGPASSWORD: url.password } }),
    PGPASSFILE: (url) => {
      const file = join(folder.dir, 'pgpass');
      writeFileSync(file, `127.0.0.1:${url.port}:*:tribune:${url.password}\n`, { mode: 0o600 });
      return { words: ['--database', without(url)], env: { PGPASSFILE: file } };
    },
  };
  const without = ({ username, host, pathname }: URL): string => `postgres://${username}@${host}${pathname}`;

  it.each(Object.keys(ways))(
    'with the password from %s, which nobody sees in the list of processes',
    async (name) => {
      const url = new URL(database.databaseUrl);
      const { words, env } = ways[name]!(url);
      program = await startProgram(
        ['serve', '--data', join(folder.dir, 'data'), '--port', '0', ...words],
        /Ledger key/,
        env,
      );
      const [, address] = /listens on (\S+)/.exec(program.out())!;
      expect(await (await fetch(`${address}/readyz`)).json()).toEqual({ status: 'ready' });
      if (process.platform === 'linux') {
        expect(readFileSync(`/proc/${program.child.pid}/cmdline`, 'utf8')).not.toContain(url.password);
      }
      expect(program.err()).not.toContain('list of processes');
    },
    120_000,
  );
});
