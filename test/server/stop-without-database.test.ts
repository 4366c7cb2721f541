import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedServer } from '../../src/adapters/postgres/server/embedded.js';
import { readControlFile } from '../../src/apps/cli/service/control-file.js';
import { readCheckpoint } from '../../src/core/ledger/index.js';
import { databaseBehindNetwork, type Network } from './support/network.js';
import { type RunningProgram, startProgram } from './support/processes.js';
import { dataFolder, ndjson, REGISTRY, record } from './support/real.js';

const N_SENT = 50;
/** The exit code of a store that is away. */
const AWAY = 2;

let folder: ReturnType<typeof dataFolder>;
let postgres: EmbeddedServer;
let network: Network;
let databaseUrl: string;
let program: RunningProgram | undefined;

beforeEach(async () => {
  folder = dataFolder();
  ({ postgres, network, databaseUrl } = await databaseBehindNetwork(folder.dir));
});
afterEach(async () => {
  await program?.stop('SIGKILL');
  program = undefined;
  await network.close();
  await postgres.stop();
  folder.remove();
});

const data = (): string => join(folder.dir, 'data');
const serve = async (...more: string[]): Promise<RunningProgram> => {
  program = await startProgram(['serve', '--data', data(), '--port', '0', ...more], /Ledger key/);
  return program;
};

async function post(path: string, body: string): Promise<unknown> {
  const { url, key } = readControlFile(data())!;
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers: { authorization: `Bearer ${key}` } });
  return answer.json();
}

/** Decisions that were acknowledged, and most likely not signed yet. */
async function acknowledged(): Promise<void> {
  await post('/v1/registry', JSON.stringify(REGISTRY));
  const body = ndjson(...Array.from({ length: N_SENT }, () => record()));
  expect(await post('/v1/decisions', body)).toMatchObject({ accepted: N_SENT });
}

/** What SIGTERM leads to. */
async function stopped({ child, err }: RunningProgram): Promise<{ code: number | null; err: string }> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await exited) as [number | null];
  return { code, err: err() };
}

const sizeShown = (): number => readCheckpoint(readFileSync(join(data(), 'ledger/main/checkpoint'))).checkpoint.size;

/** What belongs to a running process. */
const held = (): string[] =>
  ['service.lock', 'control.json', 'admin-link', 'recent-ids'].filter((name) => existsSync(join(data(), name)));

const FOLLOWER_FAILED = /"level":"warn".*"code":"STORE_UNAVAILABLE".*"msg":"background work failed"/;

/** One error in one line, with one line that says what to do, and nothing of the inside of the program. */
function demandOneClearLine(err: string, logged: RegExp = /^$/): void {
  // Records of the log, in JSON, are no part of what the command says; only the one that is named may stand there, and that of a follower which
  // took a batch or tried again between the loss of the database and the end.
  const lines = err.slice(err.indexOf('stopping')).split('\n');
  for (const record of lines.filter((line) => line.startsWith('{') && !FOLLOWER_FAILED.test(line)))
    expect(record).toMatch(logged);
  const said = lines.filter((line) => !line.startsWith('{')).join('\n');
  expect(said.split('\n').filter((line) => line !== '')).toEqual([
    expect.stringMatching(/^stopping/),
    expect.stringMatching(/^error STORE_UNAVAILABLE: stopped while the store was away/),
    expect.stringMatching(/^ {2}Nothing acknowledged is lost: the next start/),
  ]);
}

/** The program is started again with the store within reach: what was acknowledged is under a checkpoint. */
async function demandPublished(...words: string[]): Promise<void> {
  const again = await serve(...words);
  expect(sizeShown()).toBeGreaterThanOrEqual(N_SENT);
  expect(await stopped(again)).toMatchObject({ code: 0 });
  expect(held()).toEqual([]);
}

describe('SIGTERM to a service', () => {
  it('whose database was cut off: one clear line, nothing held, and the next start publishes', async () => {
    const running = await serve('--database', databaseUrl);
    await acknowledged();
    network.cut();
    const { code, err } = await stopped(running);
    demandOneClearLine(err);
    expect(code).toBe(AWAY);
    expect(held()).toEqual([]);
    network.weather = 'fair';
    await demandPublished('--database', databaseUrl);
  });

  it('whose database was stopped, with requests that nobody answered', async () => {
    const running = await serve('--database', databaseUrl);
    await acknowledged();
    await postgres.stop();
    const refused = post('/v1/decisions', ndjson(record()));
    expect(await refused).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    const { code, err } = await stopped(running);
    demandOneClearLine(err);
    expect([code, held()]).toEqual([AWAY, []]);
  });

  it('with nothing to finish, whose network swallows even the goodbye, ends all the same', async () => {
    const running = await serve('--database', databaseUrl);
    network.weather = 'gone';
    const { code } = await stopped(running);
    expect([code, held()]).toEqual([0, []]);
  });

  it('whose embedded PostgreSQL was killed a moment before: nothing is held or lost', async () => {
    const running = await serve();
    await acknowledged();
    const postmaster = join(data(), 'postgres/data/postmaster.pid');
    const pid = Number(readFileSync(postmaster, 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    const { code, err } = await stopped(running);
    // It may be noticed before or after the stop begins that PostgreSQL ended.
    if (code !== 0) demandOneClearLine(err, /"level":"warn".*the embedded PostgreSQL ended by itself/);
    expect(held()).toEqual([]);
    expect(() => process.kill(pid, 0)).toThrow();
    await demandPublished();
  });
});
