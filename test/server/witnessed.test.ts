import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cli } from '../e2e/support.js';
import { type RunningProgram, startProgram } from './support/processes.js';
import { dataFolder, ndjson, REGISTRY, record } from './support/real.js';

const folder = dataFolder();
const at = (name: string): string => join(folder.dir, name);
const data = at('data');
const state = at('witness');
const SCOPES = 'decisions:write,decisions:read,ledger:read';
const PATIENCE = { timeout: 20_000, interval: 100 };

let service: RunningProgram;
let witness: RunningProgram | undefined;
let url: string;
let key: string;
let logKey: string;
let witnessKey: string;
let witnessUrl: string;

beforeAll(async () => {
  witnessKey = (await cli(['witness', '--data', state, '--make', 'auditor.example/w1'])).out.trim();
  witnessUrl = `http://127.0.0.1:${await freePort()}`;
  service = await startService();
  writeFileSync(at('registry.json'), JSON.stringify(REGISTRY));
  expect((await cli(['admin', 'apply', at('registry.json'), '--data', data])).code).toBe(0);
  key = (await cli(['admin', 'key', '--data', data, '--scopes', SCOPES])).out.trim();
  writeFileSync(at('api.key'), key, { mode: 0o600 });
  logKey = /^Ledger key: (.+)$/m.exec(service.out())![1]!;
}, 60_000);

afterAll(async () => {
  await witness?.stop();
  await service?.stop();
  folder.remove();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

async function startService(): Promise<RunningProgram> {
  const started = await startProgram(
    ['serve', '--data', data, '--port', '0', '--origin', 'ledger.test', '--witness-interval', '0.2'],
    /Ledger key/,
    { TRIBUNE_WITNESSES: `${witnessKey},${witnessUrl}` },
  );
  url = /listens on (\S+)/.exec(started.out())![1]!;
  return started;
}

const startWitness = (): Promise<RunningProgram> =>
  startProgram(['witness', '--data', state, '--log', logKey, '--port', new URL(witnessUrl).port], /listens/);

const get = async (path: string): Promise<string> =>
  (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })).text();

async function send(): Promise<string> {
  const one = record();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const answer = await fetch(`${url}/v1/decisions`, { method: 'POST', headers, body: ndjson(one) });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  return one.id as string;
}

/** The receipt in a file, as soon as there is one. */
async function receiptOf(id: string): Promise<string> {
  return vi.waitFor(async () => {
    const receipt = await get(`/v1/decisions/${id}/receipt`);
    expect(receipt).toContain('tlog-proof');
    writeFileSync(at('receipt.txt'), receipt);
    return at('receipt.txt');
  }, PATIENCE);
}

const verify = (...words: string[]) =>
  cli(['verify', '--key', logKey, '--api-key-file', at('api.key'), '--quiet', ...words]);

/** Fetches the receipt until the witness has signed its checkpoint. */
const witnessed = (id: string): Promise<void> =>
  vi.waitFor(async () => {
    const { code, out } = await verify('--receipt', await receiptOf(id), '--witness', witnessKey);
    expect([code, out]).toEqual([0, expect.stringMatching(/^verified$/m)]);
  }, PATIENCE);

describe('a service with a witness', () => {
  it('gives receipts while the witness is away, and says that they are unwitnessed', async () => {
    const receipt = await receiptOf(await send());
    expect(await verify('--receipt', receipt)).toMatchObject({ code: 0, out: expect.stringContaining('unwitnessed') });
    expect((await verify('--receipt', receipt, '--witness', witnessKey)).code).toBe(1);
    expect(await get('/metrics')).toMatch(
      /tribune_witness_failures_total\{log="main",witness="auditor.example.w1"\} [1-9]/,
    );
    expect(service.err()).toContain('did not sign log main');
  }, 120_000);

  it('gets signatures once the witness is there, for the checkpoint that is shown already, too', async () => {
    witness = await startWitness();
    const id = await send();
    await witnessed(id);
    const log = await verify('--log', `${url}/ledger/main`, '--witness', witnessKey, '--receipt', at('receipt.txt'));
    expect([log.code, log.out]).toEqual([0, expect.stringContaining('auditor.example/w1 at')]);
  }, 60_000);

  it('goes on where the witness stands after both were started again', async () => {
    await Promise.all([witness?.stop('SIGKILL'), service.stop('SIGKILL')]);
    [service, witness] = await Promise.all([startService(), startWitness()]);
    await witnessed(await send());
  }, 60_000);

  it('is watched by a monitor that asks for the witness', async () => {
    const watch = ['ledger', 'monitor', '--log', `${url}/ledger/main`, '--key', logKey, '--data', at('seen'), '--once'];
    const done = await cli([...watch, '--api-key-file', at('api.key'), '--witness', witnessKey]);
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('first look') });
  });

  it('refuses a second witness on the same state', async () => {
    const second = await cli(['witness', '--data', state, '--log', logKey, '--port', '0']);
    expect([second.code, second.err]).toEqual([2, expect.stringContaining('STORE_LOCKED')]);
  });

  it('hands its log over to a new key while it runs, and verifiers follow', async () => {
    const rotated = await cli(['ledger', 'rotate-key', '--data', data]);
    expect(rotated.code).toBe(0);
    const newKey = rotated.out.trim();
    const receipt = await receiptOf(await send());
    const both = readFileSync(receipt, 'utf8').match(/^\u2014 ledger\.test\/main /gm);
    expect(both).toHaveLength(2);
    expect((await cli(['verify', '--receipt', receipt, '--key', newKey])).code).toBe(0);
    const followed = await verify('--log', `${url}/ledger/main`, '--receipt', receipt);
    expect([followed.code, followed.out]).toEqual([0, expect.stringContaining('handed over to its present key')]);
    writeFileSync(at('rotations'), await get('/ledger/main/rotations'));
    expect((await verify('--receipt', receipt, '--rotations', at('rotations'))).code).toBe(0);
    await witnessed(await send());
    await service.stop();
    const copy = await cli(['verify', '--log', join(data, 'ledger/main'), '--key', logKey, '--witness', witnessKey]);
    expect([copy.code, copy.out]).toEqual([0, expect.stringMatching(/^verified$/m)]);
    service = await startService();
    expect(service.out()).toContain(`Ledger key: ${newKey}`);
    await witnessed(await send());
  }, 60_000);

  it('raises an alarm when the witness saw more of the log than there is', async () => {
    await witness?.stop();
    const [file] = readdirSync(state).filter((name) => name.endsWith('.json'));
    const seen = JSON.parse(readFileSync(join(state, file!), 'utf8')) as { size: number };
    writeFileSync(join(state, file!), JSON.stringify({ ...seen, size: seen.size + 1000 }));
    witness = await startWitness();
    await send();
    await vi.waitFor(() => expect(service.err()).toContain('ALARM: witness auditor.example/w1'), PATIENCE);
    expect(await get('/metrics')).toContain('tribune_witness_alarm{log="main",witness="auditor.example/w1"} 1');
  }, 60_000);
});
