import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeService } from './support/fake-service.js';

const examples = resolve(import.meta.dirname, '../../examples/logging');
const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', '']).status === 0);

let service: FakeService;
let folder: string;
beforeEach(async () => {
  service = new FakeService();
  await service.start();
  folder = mkdtempSync(join(tmpdir(), 'tribune-logging-'));
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(command: string, words: string[], cwd?: string): ChildProcess {
  const environment = {
    TRIBUNE_URL: service.url,
    TRIBUNE_API_KEY: 'k',
    TRIBUNE_SPOOL: join(folder, 'spool'),
    PORT: '0',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return spawn(command, words, { env: { ...process.env, ...environment }, ...(cwd === undefined ? {} : { cwd }) });
}

async function finished(child: ChildProcess): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

describe('the examples of logging', () => {
  it('a script logs its file, and a second run stores nothing twice', async () => {
    service.misbehave.push({ kind: 'status', status: 503 });
    const words = [join(examples, 'script.mjs'), join(examples, 'decisions.ndjson')];
    expect(await finished(start(process.execPath, words))).toEqual({ code: 0, out: '3 stored, 0 not\n', err: '' });
    expect(await finished(start(process.execPath, words))).toMatchObject({ code: 0, out: '3 stored, 0 not\n' });
    expect(service.stored.size).toBe(3);
  });

  it.each(['server.mjs', 'express.mjs'])(
    '%s answers a decision only when it is recorded, and ends on SIGTERM',
    async (file) => {
      const child = start(process.execPath, [join(examples, file)]);
      const [line] = (await once(child.stdout!, 'data')) as [Buffer];
      const url = /http:\S+/.exec(line.toString('utf8'))![0];
      const headers = { 'content-type': 'application/json' };
      const post = (body: string) => fetch(url, { method: 'POST', headers, body });
      const body = JSON.stringify({ subject: 'case-1', income: 40_000, debts: 1 });
      const answer = (await (await post(body)).json()) as { id: string; outcome: number };
      expect(answer.outcome).toBe(1);
      expect(JSON.parse(service.stored.get(answer.id)!)).toMatchObject({ subject: 'case-1', outcome: 1 });
      expect((await post('{')).status).toBe(400);
      service.misbehave.push({ kind: 'status', status: 401 });
      expect((await post(body)).status).toBe(503);
      const ended = finished(child);
      child.kill('SIGTERM');
      expect((await ended).code).toBe(0);
    },
  );

  it.skipIf(python === undefined)(
    'Python gives up a batch that the service fails on or refuses, and says so',
    async () => {
      for (const status of [500, 500, 500, 500, 500, 500, 500, 500, 400])
        service.misbehave.push({ kind: 'status', status });
      const words = ['-c', 'import time; time.sleep = lambda _: None; import log_decisions as l; l.send([{}])'];
      for (const wanted of [/RuntimeError: 500/, /RuntimeError: 400/]) {
        const child = start(python!, words, examples);
        expect(await finished(child)).toMatchObject({ code: 1, err: expect.stringMatching(wanted) });
      }
      expect(service.received).toHaveLength(9);
    },
  );

  it.skipIf(python === undefined)('Python sends a batch through every passing fault, once', async () => {
    service.misbehave.push(
      { kind: 'status', status: 503, headers: { 'retry-after': '0' } },
      { kind: 'reset', taken: true },
      { kind: 'truncate', taken: true },
      { kind: 'garble', body: '<html>', taken: true },
    );
    const { code, out, err } = await finished(start(python!, [join(examples, 'log_decisions.py')]));
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain("'accepted': 100");
    expect(service.stored.size).toBe(100);
  });
});
