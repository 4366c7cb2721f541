import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDecisionClient } from '../../src/apps/client/client.js';
import type { ClientOptions, DecisionClient, DecisionRecord, Outcome } from '../../src/apps/client/types.js';
import { FakeService } from './support/fake-service.js';

let service: FakeService;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-spool-'));
  service = new FakeService();
  await service.start();
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const decision = (n: number, more: Partial<DecisionRecord> = {}): DecisionRecord => ({
  id: `0193f7c2-6a55-7d1e-9f10-${String(n).padStart(12, '0')}`,
  deployment: 'lending/prod',
  subject: `case-${n}`,
  decidedAt: '2026-11-22T10:00:00.000Z',
  outcome: 1,
  ...more,
});

const clientOf = (options: Partial<ClientOptions> = {}): DecisionClient =>
  createDecisionClient({
    url: service.url,
    key: 'trb_secret',
    spool: join(folder, 'spool'),
    batchWaitMs: 1,
    retryBaseMs: 1,
    retryCapMs: 4,
    ...options,
  });

const spooled = (under = ''): string[] =>
  readdirSync(join(folder, 'spool', 'v1-decisions', under)).filter((name) => name.endsWith('.ndjson'));

/** A client that is closed while the service does not answer, as if its process had ended. */
async function leaveBehind(...records: DecisionRecord[]): Promise<void> {
  service.misbehave.push(...records.map(() => ({ kind: 'hang' }) as const));
  const client = clientOf({ batchRecords: 1, onOutcome: () => undefined, inFlight: records.length });
  for (const record of records) void client.log(record);
  await service.requests(service.received.length + records.length);
  await client.close({ timeoutMs: 1 });
}

describe('the spool', () => {
  it('holds a batch, whole and readable by its owner only, until it is accepted', async () => {
    service.misbehave.push({ kind: 'hang' });
    // Long enough for a busy machine to look at the file before the request is given up.
    const client = clientOf({ timeoutMs: 1000 });
    const logged = client.log(decision(1));
    await service.requests(1);
    const [name] = spooled();
    const path = join(folder, 'spool', 'v1-decisions', name!);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...decision(1), route: 'automatic' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await logged;
    await client.close();
    expect(spooled()).toEqual([]);
  });

  it('a batch is on disk before it is sent', async () => {
    const seen: number[] = [];
    const client = clientOf({
      fetch: (input, init) => {
        seen.push(spooled().length);
        return fetch(input, init);
      },
    });
    await client.log(decision(1));
    expect(seen).toEqual([1]);
    await client.close();
  });

  it('what a process left goes out at the next start, under the same key, and every record is told', async () => {
    await leaveBehind(decision(1), decision(2));
    expect(spooled()).toHaveLength(2);
    const keys = service.received.map(({ key }) => key);
    const outcomes: Outcome[] = [];
    const next = clientOf({ onOutcome: (outcome) => outcomes.push(outcome) });
    await next.flush();
    expect(outcomes.map(({ id, stored }) => [id, stored?.status]).toSorted()).toEqual([
      [decision(1).id, 'accepted'],
      [decision(2).id, 'accepted'],
    ]);
    expect(
      service.received
        .slice(2)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(keys.toSorted());
    expect(spooled()).toEqual([]);
    await next.close();
  });

  it('what was stored but not answered is not stored twice after a restart', async () => {
    service.misbehave.push({ kind: 'truncate', taken: true }, { kind: 'hang' });
    const client = clientOf({ onOutcome: () => undefined });
    void client.log(decision(1));
    await service.requests(2);
    await client.close({ timeoutMs: 1 });
    const next = clientOf();
    await next.flush();
    expect([service.stored.size, service.replays, spooled().length]).toEqual([1, 1, 0]);
    await next.close();
  });

  it('tells the caller that the record is kept when the client closes', async () => {
    service.misbehave.push({ kind: 'hang' });
    const client = clientOf();
    const open = client.log(decision(1)).catch((error: unknown) => error);
    await service.requests(1);
    await client.close({ timeoutMs: 1 });
    expect(await open).toMatchObject({ code: 'CLOSED', keptInSpool: true });
  });

  it('keeps the batch when the key is refused, for the next start with another key', async () => {
    service.misbehave.push({ kind: 'status', status: 401 });
    const client = clientOf();
    expect(await client.log(decision(1)).catch((error: unknown) => error)).toMatchObject({
      status: 401,
      keptInSpool: true,
    });
    await client.close();
    expect(spooled()).toHaveLength(1);
    const next = clientOf({ key: 'another' });
    await next.flush();
    expect(service.stored.size).toBe(1);
    await next.close();
  });

  it('sets aside the records that the service will never take, and only those', async () => {
    const client = clientOf({ batchWaitMs: 5, onOutcome: () => undefined });
    void client.log(decision(1));
    void client.log(decision(2, { deployment: 'unknown' }));
    await client.close();
    expect(spooled()).toEqual([]);
    const [name] = spooled('failed');
    const aside = readFileSync(join(folder, 'spool', 'v1-decisions', 'failed', name!), 'utf8');
    expect(
      aside
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).id),
    ).toEqual([decision(2).id]);
  });

  it('halves of a batch that is too large replace it', async () => {
    await leaveBehind(decision(1));
    service.maxBytes = 2 * JSON.stringify({ ...decision(1), route: 'automatic' }).length;
    const client = clientOf({ batchWaitMs: 5 });
    await Promise.all([2, 3, 4].map((n) => client.log(decision(n))));
    await client.close();
    expect([service.stored.size, spooled().length]).toEqual([4, 0]);
  });

  it('an unusable folder is told with each record, not swallowed', async () => {
    writeFileSync(join(folder, 'spool'), 'a file');
    const problems: Error[] = [];
    const client = clientOf({ onProblem: (problem) => problems.push(problem) });
    const error = await client.log(decision(1)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'SPOOL_UNUSABLE', id: decision(1).id });
    await client.close();
    expect(problems[0]).toMatchObject({ code: 'SPOOL_UNUSABLE' });
  });

  it('leaves files of others alone', async () => {
    await leaveBehind(decision(1));
    const stranger = join(folder, 'spool', 'v1-decisions', 'notes.txt');
    writeFileSync(stranger, 'mine');
    const next = clientOf();
    await next.close();
    expect(readFileSync(stranger, 'utf8')).toBe('mine');
    expect(service.stored.size).toBe(1);
  });
});
