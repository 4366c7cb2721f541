import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import {
  keysOnlyPolicy,
  parseOpening,
  parseVerifierKey,
  verifyLog,
  verifyReceipt,
} from '../../src/core/ledger/index.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { runningService } from './support/running.js';
import { all, json, ndjson, newId, openTestService, reader, record, sender } from './support/service.js';
import { openTestStore } from './support/store.js';

const running = runningService();

const policy = () => keysOnlyPolicy([parseVerifierKey(running.service.log.verifierKey('main'))]);

describe('taking decisions', () => {
  it('accepts a batch and gives each record back as it was sent', async () => {
    const records = [record(), record({ attributes: undefined }), record({ metadata: { note: 'ü€😀' } })];
    const { answer } = await running.service.ingest.decisions(ndjson(records), sender);
    expect(answer).toEqual({ accepted: 3, duplicates: 0, conflicts: [], rejected: [] });
    for (const sent of records) {
      const view = await running.service.reading.decision(sent.id as string, all, reader);
      const { attributes = null, ...rest } = sent;
      expect(view?.record).toEqual(attributes === null ? rest : { ...rest, attributes: null });
      expect(view?.attributes).toEqual(attributes);
    }
  });

  it('takes one object and an array as well, and gives an id to a record without', async () => {
    const one = await running.service.ingest.decisions(json(record({ id: undefined })), { ...sender, form: 'json' });
    expect(one.answer.assigned).toHaveLength(1);
    const { id, line } = one.answer.assigned![0]!;
    expect(line).toBe(1);
    expect((await running.service.reading.decision(id, all, reader))?.id).toBe(id);
    const two = await running.service.ingest.decisions(json([record(), record()]), { ...sender, form: 'json' });
    expect(two.answer.accepted).toBe(2);
  });

  it('takes the good records of a batch and names each bad one by its line', async () => {
    const lines = [
      JSON.stringify(record()),
      '{"cut',
      JSON.stringify(record({ deployment: 'x/y' })),
      JSON.stringify(record()),
    ];
    const { answer } = await running.service.ingest.decisions(new TextEncoder().encode(lines.join('\n')), sender);
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map(({ line, code }) => [line, code])).toEqual([
      [2, 'RECORD_JSON'],
      [3, 'DEPLOYMENT_UNKNOWN'],
    ]);
  });

  it('counts the same content as a duplicate, whatever its spelling', async () => {
    const sent = record();
    await running.service.ingest.decisions(ndjson([sent]), sender);
    const other = JSON.stringify(Object.fromEntries(Object.entries(sent).toReversed()), null, 1).replaceAll('\n', ' ');
    const { answer } = await running.service.ingest.decisions(new TextEncoder().encode(other), sender);
    expect(answer).toMatchObject({ accepted: 0, duplicates: 1, conflicts: [] });
  });

  it('keeps other content under a known id as an integrity event and never overwrites', async () => {
    const sent = record();
    await running.service.ingest.decisions(ndjson([sent]), sender);
    const { answer } = await running.service.ingest.decisions(ndjson([record(), { ...sent, outcome: 0 }]), sender);
    expect(answer).toMatchObject({ accepted: 1, conflicts: [{ line: 2, id: sent.id }] });
    expect((await running.service.reading.decision(sent.id as string, all, reader))?.record).toMatchObject({
      outcome: 1,
    });
    const [event] = await running.service.reading.integrityEvents(1);
    expect(event).toMatchObject({ type: 'conflict', source: 'key-1' });
  });

  it('tells duplicate and conflict apart within one batch', async () => {
    const sent = record();
    const { answer } = await running.service.ingest.decisions(ndjson([sent, sent, { ...sent, outcome: 0 }]), sender);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1, conflicts: [{ line: 3, id: sent.id }] });
  });

  it('takes a record once when many requests bring it at the same time', async () => {
    const shared = Array.from({ length: 20 }, () => record());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => running.service.ingest.decisions(ndjson(shared), sender)),
    );
    expect(answers.reduce((sum, { answer }) => sum + answer.accepted, 0)).toBe(20);
    expect(answers.reduce((sum, { answer }) => sum + answer.duplicates, 0)).toBe(180);
  });

  it('repeats the first answer to an idempotency key and refuses another body under it', async () => {
    const body = ndjson([record(), record()]);
    const keyed = { ...sender, idempotencyKey: newId() };
    const first = await running.service.ingest.decisions(body, keyed);
    const again = await running.service.ingest.decisions(body, keyed);
    expect(again).toEqual({ answer: first.answer, replayed: true });
    await expect(running.service.ingest.decisions(ndjson([record()]), keyed)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect((await running.service.ingest.decisions(body, { ...keyed, source: 'key-2' })).replayed).toBe(false);
  });

  it('fills in version and cutoff of the deployment and says so', async () => {
    const [plain, own] = [record(), record({ cutoff: 0.6 })];
    await running.service.ingest.decisions(ndjson([plain, own]), sender);
    const entry = async (sent: Record<string, unknown>) =>
      (await running.service.reading.decision(sent.id as string, all, reader))?.entry;
    expect(await entry(plain)).toMatchObject({ cutoff: { value: 0.5, from: 'deployment' } });
    expect(await entry(own)).toMatchObject({ cutoff: { value: 0.6, from: 'record' } });
  });

  it('refuses a body that is no batch', async () => {
    await expect(running.service.ingest.decisions(new Uint8Array(), sender)).rejects.toMatchObject({
      code: 'BODY_INVALID',
    });
  });
});

describe('labels and attributes that come later', () => {
  it('join the decision they name', async () => {
    const sent = record({ attributes: undefined });
    await running.service.ingest.decisions(ndjson([sent]), sender);
    const knownAt = '2026-11-22T11:00:00Z';
    const labels = ndjson([
      { decision: sent.id, label: 1, knownAt },
      { decision: newId(), label: 0, knownAt },
    ]);
    const { answer } = await running.service.ingest.labels(labels, sender);
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ line: 2, code: 'DECISION_UNKNOWN' }] });
    await running.service.ingest.attributes(ndjson([{ decision: sent.id, attributes: { sex: 'Female' } }]), sender);
    const view = await running.service.reading.decision(sent.id as string, all, reader);
    expect(view?.labels).toMatchObject([{ label: 1, knownAt }]);
    expect(view?.attributes).toEqual({ sex: 'Female' });
  });
});

describe('what a caller may see', () => {
  it('is neither payload nor attributes without the role', async () => {
    const sent = record();
    await running.service.ingest.decisions(ndjson([sent]), sender);
    const view = await running.service.reading.decision(
      sent.id as string,
      { payload: false, attributes: false },
      reader,
    );
    expect(view).toMatchObject({ record: null, attributes: null, erased: false });
    expect(JSON.stringify(view)).not.toMatch(/case-4711|Caucasian|"age"/);
  });

  it('is logged in the log of reads', async () => {
    const before = running.service.metrics().logSize.reads;
    const sent = record();
    await running.service.ingest.decisions(ndjson([sent]), sender);
    await running.service.reading.decision(sent.id as string, all, reader);
    await running.service.reading.opening(sent.id as string, all, reader);
    expect(running.service.metrics().logSize.reads).toBe(before + 2);
  });
});

describe('decisions of which something is made', () => {
  it('come batch by batch, no batch is read twice, and unknown ids are left out', async () => {
    const [one, two] = [
      [record(), record(), record()],
      [record(), record()],
    ];
    for (const batch of [one, two]) await running.service.ingest.decisions(ndjson(batch), sender);
    const ids = [one[2], two[0], one[0], two[1], one[1]].map((made) => String(made!.id));
    const read = vi.spyOn(running.store.decisions, 'read');
    const found: string[][] = [];
    for await (const batch of running.service.reading.materials([...ids, newId(), 'no UUID'])) {
      found.push(batch.map(({ id }) => id));
      for (const { id, open } of batch)
        expect(await open()).toMatchObject({
          view: { id, record: { id }, erased: false },
          key: expect.any(Uint8Array),
        });
    }
    const seqs = read.mock.calls.map(([, seq]) => seq);
    read.mockRestore();
    expect(found).toEqual([
      [ids[0], ids[2], ids[4]],
      [ids[1], ids[3]],
    ]);
    expect(seqs.length).toBeGreaterThanOrEqual(2);
    expect(seqs).toEqual([...new Set(seqs)]);
  });
});

describe('the ledger', () => {
  it('gives a receipt and an opening that verify, apart from each other', async () => {
    const sent = record();
    await running.service.ingest.decisions(ndjson([sent]), sender);
    await running.service.log.publish();
    const receipt = await running.service.reading.receipt(sent.id as string);
    const opening = await running.service.reading.opening(sent.id as string, all, reader);
    if (receipt.status !== 'ready' || opening.status !== 'ready') throw new Error('not ready');
    const result = await verifyReceipt({
      receipt: receipt.text,
      opening: opening.text,
      trust: policy(),
      crypto: nodeCrypto,
    });
    expect(result).toMatchObject({ overall: 'unwitnessed', content: 'verified' });
    const { parts, entry } = parseOpening(opening.text);
    const text = new TextDecoder().decode(parts.get('payload')!.content);
    expect(text).toBe(JSON.stringify(sent).replace(JSON.stringify(sent.attributes), 'null'));
    expect(new TextDecoder().decode(parts.get('attributes')!.content)).toBe(JSON.stringify(sent.attributes));
    expect(new TextDecoder().decode(entry)).not.toMatch(/case-4711|Caucasian/);
  });

  it('verifies as a whole, from the folder and from the database', async () => {
    await running.service.log.publish();
    for (const log of ['main', 'reads'] as const) {
      const key = parseVerifierKey(running.service.log.verifierKey(log));
      const read = (path: string) => running.service.log.file(log, path);
      const { overall, checkpoint } = await verifyLog({ read, trust: keysOnlyPolicy([key]), crypto: nodeCrypto });
      expect(overall).toBe('unwitnessed');
      expect(checkpoint?.size).toBe(running.service.metrics().logSize[log]);
    }
    await running.service.log.verify();
  });

  it('holds nothing but commitments', async () => {
    await running.service.log.publish();
    const bundle = await running.service.log.file('main', 'tile/entries/000.p/40').catch(() => null);
    const raw = Buffer.from(bundle ?? (await running.service.log.file('main', 'checkpoint'))!).toString('latin1');
    expect(raw).not.toContain('case-4711');
  });

  it.each(['../keys/keyring.json', 'tile/../../x', '/etc/passwd', 'checkpoint.new', 'tile/0/000%2f', ''])(
    'gives no file for the path %j',
    async (path) => {
      expect(await running.service.log.file('main', path)).toBe(null);
    },
  );
});

describe('after a restart', () => {
  it('knows every id, every head and every idempotency key again', async () => {
    const sent = record();
    const keyed = { ...sender, idempotencyKey: newId() };
    const first = await running.service.ingest.decisions(ndjson([sent]), keyed);
    await running.service.close();
    const head = running.service.log.checkpoint('main');
    await running.store.close();
    running.store = await openTestStore(running.path);
    running.service = await openTestService(running.store);
    expect(running.service.log.checkpoint('main')).toEqual(head);
    expect((await running.service.ingest.decisions(ndjson([sent]), sender)).answer).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
    expect(await running.service.ingest.decisions(ndjson([sent]), keyed)).toEqual({
      answer: first.answer,
      replayed: true,
    });
    expect((await running.service.reading.decision(sent.id as string, all, reader))?.record).toMatchObject({
      outcome: 1,
    });
  });

  it('derives lost tiles anew and gets the signed root', async () => {
    await running.service.close();
    await running.store.ledger.clearFiles('main');
    running.service = await openTestService(running.store, { onProblem: () => undefined });
    await running.service.log.verify();
    const read = (path: string) => running.service.log.file('main', path);
    expect((await verifyLog({ read, trust: policy(), crypto: nodeCrypto })).overall).toBe('unwitnessed');
  });

  it('makes tiles anew that a loss of power left empty', async () => {
    await running.service.ingest.decisions(ndjson(Array.from({ length: 300 }, () => record())), sender);
    await running.service.close();
    const file = join(running.path, 'ledger/main/tile/entries/000');
    const whole = readFileSync(file);
    writeFileSync(file, '');
    const problems: string[] = [];
    running.service = await openTestService(running.store, { onProblem: ({ message }) => problems.push(message) });
    expect(readFileSync(file)).toEqual(whole);
    expect(problems.join()).toMatch(/tile\/entries\/000/);
  });

  it('refuses to go on from an older copy of the database than it has shown', async () => {
    const older = running.service.log.checkpoint('main')!;
    await running.service.ingest.decisions(ndjson([record()]), sender);
    await running.service.close();
    const now = running.service.log.checkpoint('main')!;
    const set = 'update ledger_head set size = $1, root = $2, note = $3 where log = $4';
    await running.store.sql.query(set, [older.size, Buffer.from(older.root), older.note, 'main']);
    await expect(openTestService(running.store, { onProblem: () => undefined })).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
    });
    await running.store.sql.query(set, [now.size, Buffer.from(now.root), now.note, 'main']);
    running.service = await openTestService(running.store);
  });

  it('refuses to serve when rows were changed in the database', async () => {
    await running.service.close();
    await running.store.sql.query(
      "update batch set leaves = overlay(leaves placing '\\x00'::bytea from 1 for 1) where log = 'main' and seq = 0",
    );
    await running.store.ledger.clearFiles('main');
    await expect(openTestService(running.store, { onProblem: () => undefined })).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
    });
    await running.store.sql.query(
      "delete from batch where log = 'main' and seq = (select max(seq) from batch where log = 'main')",
    );
    await expect(openTestService(running.store, { onProblem: () => undefined })).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
    });
  });
});

it('machine: seals and opens, and refuses a changed bit', () => {
  const [key, aad, plain] = [
    nodeRuntime.randomBytes(32),
    new Uint8Array([1]),
    new TextEncoder().encode('x'.repeat(99)),
  ];
  const sealed = nodeRuntime.seal(key, aad, plain);
  expect(nodeRuntime.open(key, aad, sealed)).toEqual(plain);
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    expect(() => nodeRuntime.open(key, aad, changed)).toThrow();
  }
  expect(() => nodeRuntime.open(key, new Uint8Array([2]), sealed)).toThrow();
});
