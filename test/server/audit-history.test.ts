import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../e2e/support.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

const folder = dataFolder();
const files = mkdtempSync(join(tmpdir(), 'tribune-history-'));
const policyFile = join(files, 'policy.yaml');
let real: Awaited<ReturnType<typeof realServer>>;
let auditor: string;
/** May also read the ledger while it is not public. */
let verifier: string;

const POLICY = `tribune: policy/v1
name: history
version: 1.0.0
data:
  label: truth
  prediction: flagged
  favourable: 0
  minGroupSize: 1
  attributes:
    race: {}
requirements:
  - id: spread
    metric: favourable_rate
    compare: difference
    by: [race]
    max: 1
    evidence: point
    severity: warn
    basis: { kind: ours, source: a test }
`;

interface Answer {
  tally: { cells: { label: number | null; rows: number }[] };
  log: { size: number; root: string; erased: number; recorded: number; repeats: Record<string, unknown> };
  read: { segments: number; batches: number };
}

const post = async (path: string, body: string | object, key = real.server.localKey): Promise<Response> =>
  real.call(path, { key, method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const send = async (path: string, ...records: object[]): Promise<Record<string, unknown>> =>
  (await (await post(path, ndjson(...records))).json()) as Record<string, unknown>;
async function audited(more: object = {}): Promise<Answer> {
  const answer = await post('/v1/audits', { deployment: 'compas/prod', policy: POLICY, ...more });
  const body = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return body as Answer;
}
const person = (race: string, n: number, more: object = {}): object[] =>
  Array.from({ length: n }, (_, i) => record({ subject: `${race}-${i}`, attributes: { race }, ...more }));
const rowsOf = ({ tally }: Answer, label?: number | null): number =>
  tally.cells.filter((cell) => label === undefined || cell.label === label).reduce((sum, { rows }) => sum + rows, 0);
/** So few people are shown only to who may see each of them. */
const SCOPES = ['audit:read', 'decisions:read', 'attributes:read'] as const;
const start = async (windowMs?: number): Promise<void> => {
  real = await realServer(folder.dir, windowMs === undefined ? {} : { service: { windowMs } });
  auditor = await real.key(...SCOPES);
  verifier = await real.key(...SCOPES, 'ledger:read');
};
const keyFile = (key: string): string => {
  const path = join(files, `key-${key.slice(-6)}`);
  writeFileSync(path, key, { mode: 0o600 });
  return path;
};
const command = (url: string, key: string, ...more: string[]) =>
  cli([
    ...['audit', '--service', url, '--deployment', 'compas/prod', '--policy', policyFile],
    ...['--key-file', keyFile(key), ...more],
  ]);

beforeAll(async () => {
  writeFileSync(policyFile, POLICY);
  await start();
}, 60_000);
afterAll(async () => {
  await real.server.close();
  folder.remove();
  rmSync(files, { recursive: true, force: true });
});

describe('the root of an audit', () => {
  it('is held against the checkpoint that everybody reads, its signature by --key', async () => {
    await send('/v1/decisions', ...person('A', 6), ...person('B', 4));
    const vkey = real.server.plane.deps.log.verifierKey('main');
    const { err, out } = await command(real.server.url, verifier, '--key', vkey, '--json');
    const { log } = JSON.parse(out).data.sources[0];
    expect(log.checkpoint).toMatchObject({ status: 'equal', from: 'ledger', signature: 'verified', size: log.size });
    expect(err).toContain('0 of 10 rows erased');
    expect(err).toContain('signature verified');
  });

  it('is held against the checkpoint of the answer where the key may not read the ledger', async () => {
    const { out } = await command(real.server.url, auditor, '--json');
    expect(JSON.parse(out).data.sources[0].log.checkpoint).toMatchObject({
      from: 'answer',
      signature: 'not checked',
    });
  });

  it('is refused under a key that did not sign it', async () => {
    const other = real.server.plane.deps.log.verifierKey('reads');
    const { code, err } = await command(real.server.url, verifier, '--key', other);
    expect(code).toBe(2);
    expect(err).toContain('LEDGER_INVALID');
  });

  it('is refused when the service answers from other records than it signed', async () => {
    const liar = await lyingProxy(real.server.url);
    try {
      for (const key of [verifier, auditor]) {
        const { code, err } = await command(liar.url, key);
        expect(code).toBe(2);
        expect(err).toContain('LEDGER_INVALID');
      }
    } finally {
      liar.server.close();
    }
  });
});

/** Passes everything on, but names another root in answers to audits. */
async function lyingProxy(target: string): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization: request.headers.authorization ?? '' },
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const isAudit = request.url === '/v1/audits' && answer.ok;
    const lie = (): string => {
      const body = JSON.parse(bytes.toString()) as { log: { root: string } };
      const root = Buffer.from(body.log.root, 'base64').map((byte) => byte ^ 1);
      return JSON.stringify({ ...body, log: { ...body.log, root: Buffer.from(root).toString('base64') } });
    };
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(isAudit ? lie() : bytes);
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('an audit made again at an older size of the log', () => {
  it('has the same tally, bit for bit, whatever came after, from the log and from segments', async () => {
    const before = await audited();
    await send('/v1/decisions', ...person('C', 5));
    expect(rowsOf(await audited())).toBe(15);
    const again = await audited({ size: before.log.size });
    expect(again.tally).toEqual(before.tally);
    expect(again.log).toEqual(before.log);
    await post('/v1/segments', '');
    expect((await audited({ size: before.log.size })).tally).toEqual(before.tally);
    const beyond = await post('/v1/audits', { deployment: 'compas/prod', policy: POLICY, size: 10_000 });
    expect(await beyond.json()).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('is the command in `replay`; after an erasure it counts k of n and never speaks of tampering', async () => {
    const vkey = real.server.plane.deps.log.verifierKey('main');
    const then = join(files, 'then');
    await command(real.server.url, verifier, '--out', then);
    const audit = JSON.parse(readFileSync(join(then, 'audit.json'), 'utf8'));
    const { size } = audit.data.sources[0].log;
    expect(audit.replay).toContain(`--at-size ${size}`);
    await real.server.plane.deps.subjects.erase('A-0', { basis: 'GDPR Art. 17', requestedBy: 'dpo' });
    await real.server.plane.deps.subjects.turnEpoch();
    const now = join(files, 'now');
    const { code, err } = await command(
      real.server.url,
      verifier,
      '--key',
      vkey,
      '--at-size',
      String(size),
      '--out',
      now,
    );
    expect(code).toBe(0);
    expect(err).toContain('1 of 15 rows erased');
    const { log } = JSON.parse(readFileSync(join(now, 'audit.json'), 'utf8')).data.sources[0];
    expect(log).toMatchObject({ size, erased: 1, recorded: 15, checkpoint: { status: 'consistent' } });
    for (const file of ['report.html', 'summary.md']) {
      const text = readFileSync(join(now, file), 'utf8');
      expect(text).toContain('1 of 15 rows erased');
      expect(text.toLowerCase()).not.toContain('tamper');
    }
  });
});

describe('labels', () => {
  const T = (day: number): string => `2026-11-${day}T09:30:00Z`;

  it('count as they were known at the time asked, corrections included, from the log and from segments', async () => {
    const [one, two] = person('D', 2) as { id: string }[];
    await send('/v1/decisions', one!, two!);
    await send(
      '/v1/labels',
      { decision: one!.id, label: 1, knownAt: T(12) },
      { decision: two!.id, label: 1, knownAt: T(12) },
    );
    await send('/v1/labels', { decision: one!.id, label: 0, knownAt: T(15) });
    const seen = async (): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (const day of [11, 13, 16]) {
        const answer = await audited({ knownAt: T(day) });
        found.push([rowsOf(answer, 0), rowsOf(answer, 1)]);
      }
      return [...found, rowsOf(await audited(), 0)];
    };
    const expected = [[0, 0], [0, 2], [1, 1], 1];
    expect(await seen()).toEqual(expected);
    await post('/v1/segments', '');
    expect((await audited()).read).toMatchObject({ batches: 0 });
    expect(await seen()).toEqual(expected);
  });
});

describe('ids that come again after the window', () => {
  it('are found exactly when segments are sealed or audits made, shown, and the first record counts', async () => {
    const before = await audited();
    const [same, other, gone] = person('E', 3) as { id: string; outcome: number }[];
    await send('/v1/decisions', same!, other!, gone!);
    // What was sent before the start is older than this window: the ids are taken again.
    await real.server.close();
    await start(1);
    expect(await send('/v1/decisions', same!, { ...other, outcome: 0 })).toMatchObject({ accepted: 2, duplicates: 0 });
    const shown = async (): Promise<object> =>
      (await (await real.call(`/v1/decisions/${other!.id}`, { key: real.server.localKey })).json()) as object;
    // Also before anybody looked for repeats.
    expect(await shown()).toMatchObject({ outcome: 1 });
    const { log, tally } = await audited();
    expect(log).toMatchObject({
      recorded: before.log.recorded + 3,
      repeats: { found: 2, same: 1, other: 1, unknown: 0, counted: 'first' },
    });
    const events = (await (await real.call('/v1/integrity-events', { key: real.server.localKey })).json()) as {
      events: { type: string; decision: string; content: string }[];
    };
    expect(events.events.filter(({ type }) => type === 'late-repeat')).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ decision: same!.id, content: 'same' }),
        expect.objectContaining({ decision: other!.id, content: 'other' }),
      ]),
    );
    const metrics = await (await real.call('/metrics')).text();
    expect(metrics).toContain('tribune_late_repeats_total{content="same"} 1');
    expect(metrics).toContain('tribune_late_repeats_total{content="other"} 1');
    expect(await shown()).toMatchObject({ outcome: 1 });
    await post('/v1/segments', '');
    const sealed = await audited();
    expect(sealed.read).toMatchObject({ batches: 0 });
    expect(sealed.tally).toEqual(tally);
    expect(sealed.log.repeats).toEqual(log.repeats);
  });

  it('of an erased person are not compared, and are found once', async () => {
    const found = (await audited()).log.repeats.found as number;
    const sent = record({ subject: 'F-0', attributes: { race: 'F' } });
    await send('/v1/decisions', sent);
    await real.server.plane.deps.subjects.erase('F-0', { basis: 'GDPR Art. 17', requestedBy: 'dpo' });
    await real.server.close();
    await start(1);
    await send('/v1/decisions', sent);
    const { log } = await audited();
    expect(log.repeats).toMatchObject({ found: found + 1, unknown: 1 });
    expect((await audited()).log.repeats).toEqual(log.repeats);
    // Erasing the person again takes the repetition as well.
    const { records } = await real.server.plane.deps.subjects.erase('F-0', {
      basis: 'again',
      requestedBy: 'dpo',
    });
    expect(records).toBe(1);
    await real.server.plane.deps.log.verify();
  });
});
