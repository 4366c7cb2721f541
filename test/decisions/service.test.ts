import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeMachine } from '../../src/adapters/store/machine.js';
import type { Store } from '../../src/adapters/store/open-store.js';
import {
  keysOnlyPolicy,
  parseOpening,
  parseVerifierKey,
  verifyLog,
  verifyReceipt,
} from '../../src/core/ledger/index.js';
import type { DecisionService } from '../../src/domain/decisions/service-api.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { all, json, ndjson, newId, openTestService, reader, record, sender } from './support/service.js';
import { dataFolder, openTestStore } from './support/store.js';

const folder = dataFolder();
let store: Store;
let service: DecisionService;

beforeAll(async () => {
  store = await openTestStore(folder.path);
  service = await openTestService(store);
});

afterAll(async () => {
  await service.close();
  await store.close();
  folder.remove();
});

const policy = () => keysOnlyPolicy([parseVerifierKey(service.verifierKey('main'))]);

describe('taking decisions', () => {
  it('accepts a batch and gives each record back as it was sent', async () => {
    const records = [record(), record({ attributes: undefined }), record({ metadata: { note: 'ü€😀' } })];
    const { answer } = await service.ingest(ndjson(records), sender);
    expect(answer).toEqual({ accepted: 3, duplicates: 0, conflicts: [], rejected: [] });
    for (const sent of records) {
      const view = await service.decision(sent.id as string, all, reader);
      const { attributes = null, ...rest } = sent;
      expect(view?.record).toEqual(attributes === null ? rest : { ...rest, attributes: null });
      expect(view?.attributes).toEqual(attributes);
    }
  });

  it('takes one object and an array as well, and gives an id to a record without', async () => {
    const one = await service.ingest(json(record({ id: undefined })), { ...sender, form: 'json' });
    expect(one.answer.assigned).toHaveLength(1);
    const { id, line } = one.answer.assigned![0]!;
    expect(line).toBe(1);
    expect((await service.decision(id, all, reader))?.id).toBe(id);
    const two = await service.ingest(json([record(), record()]), { ...sender, form: 'json' });
    expect(two.answer.accepted).toBe(2);
  });

  it('takes the good records of a batch and names each bad one by its line', async () => {
    const lines = [
      JSON.stringify(record()),
      '{"cut',
      JSON.stringify(record({ deployment: 'x/y' })),
      JSON.stringify(record()),
    ];
    const { answer } = await service.ingest(new TextEncoder().encode(lines.join('\n')), sender);
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map(({ line, code }) => [line, code])).toEqual([
      [2, 'RECORD_JSON'],
      [3, 'DEPLOYMENT_UNKNOWN'],
    ]);
  });

  it('counts the same content as a duplicate, whatever its spelling', async () => {
    const sent = record();
    await service.ingest(ndjson([sent]), sender);
    const other = JSON.stringify(Object.fromEntries(Object.entries(sent).toReversed()), null, 1).replaceAll('\n', ' ');
    const { answer } = await service.ingest(new TextEncoder().encode(other), sender);
    expect(answer).toMatchObject({ accepted: 0, duplicates: 1, conflicts: [] });
  });

  it('keeps other content under a known id as an integrity event and never overwrites', async () => {
    const sent = record();
    await service.ingest(ndjson([sent]), sender);
    const { answer } = await service.ingest(ndjson([record(), { ...sent, outcome: 0 }]), sender);
    expect(answer).toMatchObject({ accepted: 1, conflicts: [{ line: 2, id: sent.id }] });
    expect((await service.decision(sent.id as string, all, reader))?.record).toMatchObject({ outcome: 1 });
    const [event] = await service.integrityEvents(1);
    expect(event).toMatchObject({ type: 'conflict', source: 'key-1' });
  });

  it('tells duplicate and conflict apart within one batch', async () => {
    const sent = record();
    const { answer } = await service.ingest(ndjson([sent, sent, { ...sent, outcome: 0 }]), sender);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1, conflicts: [{ line: 3, id: sent.id }] });
  });

  it('takes a record once when many requests bring it at the same time', async () => {
    const shared = Array.from({ length: 20 }, () => record());
    const answers = await Promise.all(Array.from({ length: 10 }, () => service.ingest(ndjson(shared), sender)));
    expect(answers.reduce((sum, { answer }) => sum + answer.accepted, 0)).toBe(20);
    expect(answers.reduce((sum, { answer }) => sum + answer.duplicates, 0)).toBe(180);
  });

  it('repeats the first answer to an idempotency key and refuses another body under it', async () => {
    const body = ndjson([record(), record()]);
    const keyed = { ...sender, idempotencyKey: newId() };
    const first = await service.ingest(body, keyed);
    const again = await service.ingest(body, keyed);
    expect(again).toEqual({ answer: first.answer, replayed: true });
    await expect(service.ingest(ndjson([record()]), keyed)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect((await service.ingest(body, { ...keyed, source: 'key-2' })).replayed).toBe(false);
  });

  it('fills in version and cutoff of the deployment and says so', async () => {
    const [plain, own] = [record(), record({ cutoff: 0.6 })];
    await service.ingest(ndjson([plain, own]), sender);
    const entry = async (sent: Record<string, unknown>) =>
      (await service.decision(sent.id as string, all, reader))?.entry;
    expect(await entry(plain)).toMatchObject({ cutoff: { value: 0.5, from: 'deployment' } });
    expect(await entry(own)).toMatchObject({ cutoff: { value: 0.6, from: 'record' } });
  });

  it('refuses a body that is no batch', async () => {
    await expect(service.ingest(new Uint8Array(), sender)).rejects.toMatchObject({ code: 'BODY_INVALID' });
  });
});

describe('labels and attributes that come later', () => {
  it('join the decision they name', async () => {
    const sent = record({ attributes: undefined });
    await service.ingest(ndjson([sent]), sender);
    const knownAt = '2026-11-22T11:00:00Z';
    const labels = ndjson([
      { decision: sent.id, label: 1, knownAt },
      { decision: newId(), label: 0, knownAt },
    ]);
    const { answer } = await service.ingestLabels(labels, sender);
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ line: 2, code: 'DECISION_UNKNOWN' }] });
    await service.ingestAttributes(ndjson([{ decision: sent.id, attributes: { sex: 'Female' } }]), sender);
    const view = await service.decision(sent.id as string, all, reader);
    expect(view?.labels).toMatchObject([{ label: 1, knownAt }]);
    expect(view?.attributes).toEqual({ sex: 'Female' });
  });
});

describe('what a caller may see', () => {
  it('is neither payload nor attributes without the role', async () => {
    const sent = record();
    await service.ingest(ndjson([sent]), sender);
    const view = await service.decision(sent.id as string, { payload: false, attributes: false }, reader);
    expect(view).toMatchObject({ record: null, attributes: null, erased: false });
    expect(JSON.stringify(view)).not.toMatch(/case-4711|Caucasian|"age"/);
  });

  it('is logged in the log of reads', async () => {
    const before = service.metrics().logSize.reads;
    const sent = record();
    await service.ingest(ndjson([sent]), sender);
    await service.decision(sent.id as string, all, reader);
    await service.opening(sent.id as string, all, reader);
    expect(service.metrics().logSize.reads).toBe(before + 2);
  });
});

describe('the ledger', () => {
  it('gives a receipt and an opening that verify, apart from each other', async () => {
    const sent = record();
    await service.ingest(ndjson([sent]), sender);
    await service.publish();
    const receipt = await service.receipt(sent.id as string);
    const opening = await service.opening(sent.id as string, all, reader);
    if (receipt.status !== 'ready' || opening.status !== 'ready') throw new Error('not ready');
    const result = await verifyReceipt({
      receipt: receipt.text,
      opening: opening.text,
      policy: policy(),
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
    await service.publish();
    for (const log of ['main', 'reads'] as const) {
      const key = parseVerifierKey(service.verifierKey(log));
      const read = (path: string) => service.ledgerFile(log, path);
      const { overall, checkpoint } = await verifyLog({ read, policy: keysOnlyPolicy([key]), crypto: nodeCrypto });
      expect(overall).toBe('unwitnessed');
      expect(checkpoint?.size).toBe(service.metrics().logSize[log]);
    }
    await service.verify();
  });

  it('holds nothing but commitments', async () => {
    await service.publish();
    const bundle = await service.ledgerFile('main', 'tile/entries/000.p/40').catch(() => null);
    const raw = Buffer.from(bundle ?? (await service.ledgerFile('main', 'checkpoint'))!).toString('latin1');
    expect(raw).not.toContain('case-4711');
  });

  it.each(['../keys/keyring.json', 'tile/../../x', '/etc/passwd', 'checkpoint.new', 'tile/0/000%2f', ''])(
    'gives no file for the path %j',
    async (path) => {
      expect(await service.ledgerFile('main', path)).toBe(null);
    },
  );
});

describe('after a restart', () => {
  it('knows every id, every head and every idempotency key again', async () => {
    const sent = record();
    const keyed = { ...sender, idempotencyKey: newId() };
    const first = await service.ingest(ndjson([sent]), keyed);
    await service.close();
    const head = service.head('main');
    await store.close();
    store = await openTestStore(folder.path);
    service = await openTestService(store);
    expect(service.head('main')).toEqual(head);
    expect((await service.ingest(ndjson([sent]), sender)).answer).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await service.ingest(ndjson([sent]), keyed)).toEqual({ answer: first.answer, replayed: true });
    expect((await service.decision(sent.id as string, all, reader))?.record).toMatchObject({ outcome: 1 });
  });

  it('derives lost tiles anew and gets the signed root', async () => {
    await service.close();
    await store.ledger.clearFiles('main');
    service = await openTestService(store, { onProblem: () => undefined });
    await service.verify();
    const read = (path: string) => service.ledgerFile('main', path);
    expect((await verifyLog({ read, policy: policy(), crypto: nodeCrypto })).overall).toBe('unwitnessed');
  });

  it('makes tiles anew that a loss of power left empty', async () => {
    await service.ingest(ndjson(Array.from({ length: 300 }, () => record())), sender);
    await service.close();
    const file = join(folder.path, 'ledger/main/tile/entries/000');
    const whole = readFileSync(file);
    writeFileSync(file, '');
    const problems: string[] = [];
    service = await openTestService(store, { onProblem: ({ message }) => problems.push(message) });
    expect(readFileSync(file)).toEqual(whole);
    expect(problems.join()).toMatch(/tile\/entries\/000/);
  });

  it('refuses to go on from an older copy of the database than it has shown', async () => {
    const older = service.head('main')!;
    await service.ingest(ndjson([record()]), sender);
    await service.close();
    const now = service.head('main')!;
    const set = 'update ledger_head set size = $1, root = $2, note = $3 where log = $4';
    await store.sql.query(set, [older.size, Buffer.from(older.root), older.note, 'main']);
    await expect(openTestService(store, { onProblem: () => undefined })).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
    });
    await store.sql.query(set, [now.size, Buffer.from(now.root), now.note, 'main']);
    service = await openTestService(store);
  });

  it('refuses to serve when rows were changed in the database', async () => {
    await service.close();
    await store.sql.query(
      "update batch set leaves = overlay(leaves placing '\\x00'::bytea from 1 for 1) where log = 'main' and seq = 0",
    );
    await store.ledger.clearFiles('main');
    await expect(openTestService(store, { onProblem: () => undefined })).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
    });
    await store.sql.query(
      "delete from batch where log = 'main' and seq = (select max(seq) from batch where log = 'main')",
    );
    await expect(openTestService(store, { onProblem: () => undefined })).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
    });
  });
});

it('machine: seals and opens, and refuses a changed bit', () => {
  const [key, aad, plain] = [
    nodeMachine.randomBytes(32),
    new Uint8Array([1]),
    new TextEncoder().encode('x'.repeat(99)),
  ];
  const sealed = nodeMachine.seal(key, aad, plain);
  expect(nodeMachine.open(key, aad, sealed)).toEqual(plain);
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    expect(() => nodeMachine.open(key, aad, changed)).toThrow();
  }
  expect(() => nodeMachine.open(key, new Uint8Array([2]), sealed)).toThrow();
});
