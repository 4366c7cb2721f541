import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSigner } from '../../src/adapters/data-folder/signing-keys.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import { TribuneError } from '../../src/core/base/errors.js';
import {
  keysOnlyPolicy,
  parseReceipt,
  parseVerifierKey,
  readCheckpoint,
  verifyLog,
  verifyReceipt,
} from '../../src/core/ledger/index.js';
import { type DecisionServices, openDecisionService, type ServiceOptions } from '../../src/domain/decisions/service.js';
import type { LogSigner, PendingEvent } from '../../src/domain/log/ports/index.js';
import { retireKeys } from '../../src/domain/log/publish/rotate.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import { registryEvent } from '../../src/domain/registry/events/index.js';
import type { RegistryChange } from '../../src/domain/registry/types.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { clockedRuntime, ndjson, newId, record, registryDocument, sender } from './support/service.js';

let folder: string;
let stores: ReturnType<typeof memoryStores>;
let service: DecisionServices | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-care-'));
  stores = memoryStores();
});
afterEach(async () => {
  await service?.close().catch(() => undefined);
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const keyFile = (): string => join(folder, 'main.key');

async function open(options: Partial<ServiceOptions> = {}): Promise<DecisionServices> {
  await service?.close().catch(() => undefined);
  const signers = {
    main: await openSigner(keyFile(), { name: 'ledger.test/main', mayCreate: true }),
    reads: await openSigner(join(folder, 'reads.key'), { name: 'ledger.test/reads', mayCreate: true }),
  };
  await applyRegistry(stores.registry, registryDocument, 0);
  const runtime = clockedRuntime();
  service = await openDecisionService({ stores, registry: stores.registry, signers, runtime, ...options });
  return service;
}

async function accepted(on: DecisionServices): Promise<string> {
  const one = record();
  expect((await on.ingest.decisions(ndjson([one]), sender)).answer.accepted).toBe(1);
  return one.id as string;
}

async function receiptOf(on: DecisionServices, id: string): Promise<string> {
  await on.log.publish();
  const answer = await on.reading.receipt(id);
  if (answer.status !== 'ready') throw new Error(`the receipt is ${answer.status}`);
  return answer.text;
}

const eventsIn = async (): Promise<number> =>
  (await stores.decisions.readFrom('main', 0, 99)).filter(({ kind }) => kind === 'event').length;

describe('events that are kept with what they tell of', () => {
  const created: RegistryChange = { type: 'system.created', id: 'x', fields: [] };
  const event = (change = created): PendingEvent => ({ ...registryEvent(change, 'test'), id: newId(), log: 'main' });

  it('become entries at the next start when a crash came between', async () => {
    const changed = { ...registryDocument, systems: [{ ...registryDocument.systems![0]!, owner: 'else@example.org' }] };
    await open();
    await stores.transactions.run(async ({ stores: within, saveEvent }) => {
      for (const change of await applyRegistry(within.registry, changed, 0)) await saveEvent(event(change));
    });
    expect(await stores.outbox.pending()).toHaveLength(1);
    expect(await eventsIn()).toBe(0);
    await open();
    expect(await stores.outbox.pending()).toEqual([]);
    expect(await eventsIn()).toBe(1);
  });

  it('become one entry when the crash came before they were crossed out, and when asked twice at once', async () => {
    const on = await open();
    const one = event();
    await stores.outbox.add(one);
    vi.spyOn(stores.outbox, 'done').mockRejectedValueOnce(new Error('crash'));
    await expect(on.log.flush()).rejects.toThrow('crash');
    await Promise.all([on.log.flush(), on.log.flush()]);
    await open();
    expect([await eventsIn(), await stores.outbox.pending()]).toEqual([1, []]);
  });
});

describe('a new signing key', () => {
  it('signs beside the old one, and the statement leads from one to the other', async () => {
    const on = await open();
    const before = await receiptOf(on, await accepted(on));
    const { oldKey, newKey, statement } = await on.log.rotateKey('main', { by: 'test' });
    expect(on.log.verifierKey('main')).toBe(newKey);
    const after = await receiptOf(on, await accepted(on));
    for (const key of [oldKey, newKey]) {
      const policy = keysOnlyPolicy([parseVerifierKey(key)]);
      expect((await verifyReceipt({ receipt: after, trust: policy, crypto: nodeCrypto })).overall).toBe('unwitnessed');
    }
    const old = keysOnlyPolicy([parseVerifierKey(oldKey)]);
    for (const receipt of [before, after]) {
      const checked = await verifyReceipt({ receipt, trust: old, rotations: statement, crypto: nodeCrypto });
      expect([checked.overall, checked.steps[2]?.id]).toEqual(['unwitnessed', 'key-rotations']);
    }
    const log = await verifyLog({ read: (path) => on.log.file('main', path), trust: old, crypto: nodeCrypto });
    expect(log.steps.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(await eventsIn()).toBe(1);
  });

  it('is not lost, and one event tells of it, when a crash comes after the statement and before it signs', async () => {
    const on = await open();
    await receiptOf(on, await accepted(on));
    vi.spyOn(stores.ledger, 'saveRotation').mockImplementationOnce(async (rotation, event) => {
      await stores.ledger.saveRotation(rotation, event);
      throw new Error('crash');
    });
    await expect(on.log.rotateKey('main', { by: 'test' })).rejects.toThrow('crash');
    const [{ statement } = { statement: '' }] = await stores.ledger.rotations('main');
    const again = await open();
    expect(statement).toContain(`new ${again.log.verifierKey('main')}`);
    const { checkpoint } = parseReceipt(await receiptOf(again, await accepted(again)));
    expect(readCheckpoint(checkpoint).note.signatures).toHaveLength(2);
    expect(await eventsIn()).toBe(1);
    expect(new TextDecoder().decode((await again.log.file('main', 'rotations'))!)).toBe(statement);
  });

  it('is made anew when the crash came before the statement: it never signed anything', async () => {
    const on = await open();
    const key = on.log.verifierKey('main');
    vi.spyOn(stores.ledger, 'saveRotation').mockRejectedValueOnce(new Error('crash'));
    await expect(on.log.rotateKey('main', { by: 'test' })).rejects.toThrow('crash');
    const again = await open();
    expect(again.log.verifierKey('main')).toBe(key);
    expect((await again.log.rotateKey('main', { by: 'test' })).oldKey).toBe(key);
  });

  it('is alone once the overlap is over, and the old one is not on the disk any more', async () => {
    const on = await open();
    await on.log.rotateKey('main', { by: 'test', overlapMs: 1000 });
    const signer: LogSigner = await openSigner(keyFile(), { name: 'ledger.test/main', mayCreate: false });
    const deps = { log: 'main', ledger: stores.ledger, signer } as const;
    const [rotation] = await stores.ledger.rotations('main');
    expect(await retireKeys(deps, rotation!.retiresAtMs - 1)).toEqual([]);
    expect(await retireKeys(deps, rotation!.retiresAtMs)).toHaveLength(1);
    expect(readFileSync(keyFile(), 'utf8').trim().split('\n')).toHaveLength(1);
    expect(await retireKeys(deps, rotation!.retiresAtMs)).toEqual([]);
  });
});

describe('the check of every entry', () => {
  it('finds nothing in a log that is as it was signed', async () => {
    const on = await open();
    await receiptOf(on, await accepted(on));
    await on.log.check();
    expect(on.log.fault).toBe(null);
    expect(on.metrics().ledger.checks).toMatchObject([
      { log: 'main', ok: true, entries: 1 },
      { log: 'reads', ok: true, entries: 0 },
    ]);
  });

  it('stops signing when a row was changed behind the service, and tells which root was found', async () => {
    const problems: Error[] = [];
    const on = await open({ onProblem: (cause) => problems.push(cause) });
    await receiptOf(on, await accepted(on));
    const [batch] = await stores.decisions.readFrom('main', 0, 1);
    (batch!.leaves as Uint8Array)[5]! ^= 1;
    await on.log.check();
    expect(on.log.fault).toMatchObject({ code: 'LEDGER_INVALID', message: expect.stringContaining('signed was') });
    expect(on.metrics().ledger).toMatchObject({ halted: true, checks: [{ log: 'main', ok: false }, { ok: true }] });
    expect(problems).toHaveLength(1);
    const later = await accepted(on);
    await expect(on.log.publish()).rejects.toMatchObject({ code: 'LEDGER_INVALID' });
    expect(await on.reading.receipt(later)).toEqual({ status: 'pending' });
  });
});

describe('a log that was found not to be what was signed', () => {
  const quiet = { onProblem: () => undefined };
  const unchecked = { ...quiet, ledger: { checkIntervalMs: 0 } };
  /** A log of one signed entry whose row was changed, found by the check. */
  async function halted(): Promise<{ flip: () => void; message: string; id: string }> {
    const on = await open(unchecked);
    const id = await accepted(on);
    await receiptOf(on, id);
    const [batch] = await stores.decisions.readFrom('main', 0, 1);
    const flip = (): void => {
      (batch!.leaves as Uint8Array)[5]! ^= 1;
    };
    flip();
    await on.log.check();
    return { flip, message: on.log.fault!.message, id };
  }

  it('signs nothing after a restart either, with the same message, at once and after the check', async () => {
    const { message } = await halted();
    const again = await open(unchecked);
    expect(again.log.fault).toMatchObject({ code: 'LEDGER_INVALID', message });
    const size = again.log.checkpoint('main')!.size;
    await accepted(again);
    await expect(again.log.publish()).rejects.toMatchObject({ message });
    await again.log.check();
    await again.close();
    const third = await open(unchecked);
    expect([third.log.fault?.message, third.log.checkpoint('main')!.size]).toEqual([message, size]);
  });

  it('signs again, all that was committed meanwhile, when a restored database verifies', async () => {
    const { flip, id } = await halted();
    const again = await open(unchecked);
    const later = await accepted(again);
    flip();
    await again.log.check();
    expect(again.log.fault).toBe(null);
    for (const one of [id, later]) expect(await receiptOf(again, one)).toContain('c2sp.org/tlog-proof');
    await again.close();
    expect(await stores.ledger.loadFault('main')).toBe(null);
    expect((await open(quiet)).log.fault).toBe(null);
  });
});

describe('a public log', () => {
  const sizeShown = async (on: DecisionServices): Promise<number> =>
    readCheckpoint((await on.log.file('main', 'checkpoint'))!).checkpoint.size;

  it('shows a head at its time and not when something comes in, and nothing beyond it', async () => {
    const runtime = clockedRuntime();
    const on = await open({ runtime, ledger: { isPublic: true, publicIntervalMs: 300 } });
    const shown = await vi.waitFor(async () => {
      const id = await accepted(on);
      await on.log.publish();
      const size = await sizeShown(on);
      expect(size).toBeGreaterThan(0);
      expect((await on.reading.receipt(id)).status).toBe('pending');
      return size;
    }, 30_000);
    expect(on.log.checkpoint('main')!.size).toBeGreaterThan(shown);
    expect(await on.log.file('main', `tile/0/000.p/${shown}`)).not.toBe(null);
    expect(await on.log.file('main', `tile/0/000.p/${shown + 1}`)).toBe(null);
    expect(await on.log.file('main', `tile/entries/000.p/${shown + 1}`)).toBe(null);
    await vi.waitFor(async () => expect(await sizeShown(on)).toBe(on.log.checkpoint('main')!.size), 30_000);
  });

  it('shows heads at once again when it is closed to the public', async () => {
    const on = await open({ ledger: { isPublic: true, publicIntervalMs: 3_600_000 } });
    const id = await accepted(on);
    await on.log.publish();
    expect((await on.reading.receipt(id)).status).toBe('pending');
    expect(on.metrics().ledger.showsWithinMs.main).toBe(3_600_000);
    on.log.setPublic(false);
    expect(on.metrics().ledger.showsWithinMs.main).toBe(0);
    await on.log.publish();
    expect((await on.reading.receipt(id)).status).toBe('ready');
  });
});

describe('a stop while no head can be kept', () => {
  it('lets go of everything, publishes the other log, and tells it once; the next start publishes the rest', async () => {
    const problems: Error[] = [];
    const on = await open({ publishIntervalMs: 3_600_000, onProblem: (cause) => problems.push(cause) });
    const id = await accepted(on);
    await on.reading.decision(id, { payload: true, attributes: true }, { actor: 'a', purpose: 'p' });
    const { saveCheckpoint } = stores.ledger;
    const away = vi.spyOn(stores.ledger, 'saveCheckpoint').mockImplementation((head) => {
      if (head.log === 'reads') return saveCheckpoint.call(stores.ledger, head);
      return Promise.reject(new TribuneError('STORE_UNAVAILABLE', 'gone', { remedy: 'Wait.' }));
    });
    await expect(on.close()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('under a checkpoint yet: 1'),
    });
    expect([on.log.checkpoint('main')?.size, on.log.checkpoint('reads')?.size, problems]).toEqual([0, 1, []]);
    away.mockRestore();
    const again = await open();
    expect(again.log.checkpoint('main')?.size).toBe(1);
    expect((await again.reading.receipt(id)).status).toBe('ready');
  });
});

describe('the head kept apart from the database', () => {
  const head = { log: 'main', note: '' } as const;

  it('is the last one signed', async () => {
    const on = await open();
    await receiptOf(on, await accepted(on));
    expect(await stores.ledger.pinnedCheckpoint('main')).toEqual(on.log.checkpoint('main'));
  });

  it('keeps a database of an earlier time from being served, and says how to go on', async () => {
    const on = await open();
    await receiptOf(on, await accepted(on));
    await stores.ledger.pinCheckpoint({ ...head, size: 9, root: new Uint8Array(32) });
    await expect(open()).rejects.toMatchObject({
      code: 'LEDGER_INVALID',
      message: expect.stringContaining('a checkpoint of 9 was signed'),
      remedy: expect.stringContaining('accept-rollback'),
    });
  });

  it('keeps a database of an earlier time that grew again from being served', async () => {
    const on = await open();
    for (let i = 0; i < 3; i++) await receiptOf(on, await accepted(on));
    await stores.ledger.pinCheckpoint({ ...head, size: 2, root: new Uint8Array(32) });
    await expect(open()).rejects.toThrow('the first 2 entries of log main are not those');
  });
});
