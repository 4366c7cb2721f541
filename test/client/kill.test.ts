import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecisionClient } from '../../src/apps/client/client.js';
import { FakeService } from './support/fake-service.js';

const script = resolve(import.meta.dirname, 'support/log-forever.mjs');
const ROUNDS = 3;

describe('a producer killed with SIGKILL while it logs', () => {
  const service = new FakeService();
  const folder = mkdtempSync(join(tmpdir(), 'tribune-kill-'));
  beforeAll(() => service.start());
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`loses nothing that was sent or accepted over ${ROUNDS} rounds, and stores nothing twice`, async () => {
    const accepted: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = service.received.length;
      service.misbehave.push({ kind: 'reset', taken: true }, { kind: 'status', status: 503 }, { kind: 'hang' });
      const producer = spawn(process.execPath, [script, service.url, folder, String(round * 1_000_000)]);
      producer.stderr.pipe(process.stderr);
      const told = collect(producer, accepted);
      await service.requests(before + 8 + 3 * round);
      producer.kill('SIGKILL');
      await told;
    }
    const last = createDecisionClient({ url: service.url, spool: folder, key: 'k' });
    await last.close();
    const sent = new Set(service.received.flatMap(({ lines }) => lines.map((line) => JSON.parse(line).id as string)));
    expect(accepted.filter((line) => line.startsWith('lost'))).toEqual([]);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.filter((id) => !service.stored.has(id))).toEqual([]);
    expect([...sent].filter((id) => !service.stored.has(id))).toEqual([]);
    expect(last.stats().failed).toBe(0);
  }, 120_000);
});

/** Whole lines of the standard output; the kill may cut the last. */
async function collect(child: ChildProcess, into: string[]): Promise<void> {
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  await once(child, 'close');
  into.push(...text.split('\n').slice(0, -1));
}
