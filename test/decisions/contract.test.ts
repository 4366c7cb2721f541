import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import type { DecisionStores, ErasurePlan, ErasureRecord, TagRun } from '../../src/domain/decisions/ports/index.js';
import type { PendingEvent, SealedBatch, SignedCheckpoint } from '../../src/domain/log/ports/index.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import type { RegistryStore } from '../../src/domain/registry/ports.js';
import { newId, registryDocument, version } from './support/service.js';
import { dataFolder, openTestStore } from './support/store.js';

type Stores = DecisionStores & { readonly registry: RegistryStore };

const folder = dataFolder();
let postgres: Store | undefined;

afterAll(async () => {
  await postgres?.close();
  folder.remove();
});

const openers: Record<string, () => Promise<Stores>> = {
  memory: async () => memoryStores(),
  PostgreSQL: async () => {
    postgres = await openTestStore(folder.path);
    return postgres;
  },
};

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);

function batch(seq: number, more: Partial<SealedBatch> = {}): SealedBatch {
  return {
    log: 'main',
    seq,
    kind: 'decision',
    firstIndex: 2 * seq,
    n: 2,
    receivedAtMs: 1000 + seq,
    ids: bytes(32, seq),
    leaves: bytes(64, seq),
    payload: { page: 0, slot: seq, bytes: bytes(50, seq) },
    attributes: seq % 2 === 0 ? null : { page: 0, slot: seq, bytes: bytes(20, seq) },
    erased: seq % 3 === 0 ? null : bytes(seq % 3 === 1 ? 0 : 1, 2),
    ...more,
  };
}

const hex = (content: Uint8Array): string => Buffer.from(content).toString('hex');

/** A batch with its bytes as text, so that Buffer and Uint8Array compare equal. */
function plain(value: SealedBatch | null): unknown {
  if (value === null) return null;
  const { ids, leaves, payload, attributes, erased } = value;
  const parts = {
    payload: { ...payload, bytes: hex(payload.bytes) },
    attributes: attributes && { ...attributes, bytes: hex(attributes.bytes) },
  };
  return { ...value, ids: hex(ids), leaves: hex(leaves), erased: erased && hex(erased), ...parts };
}

/** Stores keep events of any type: which are declared is asked where they become entries. */
const event = (n: number): PendingEvent =>
  ({ id: newId(), log: 'main', type: `test.${n}`, payload: { n } }) as Partial<PendingEvent> as PendingEvent;

const alone = (batches: SealedBatch[]) => ({ batches, answers: [], integrityEvents: [] });

describe.each(Object.keys(openers))('stores of the decision service: %s', (name) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await openers[name]!();
  });

  it('an empty log begins at zero', async () => {
    expect(await stores.decisions.size('main')).toEqual({ nextSeq: 0, size: 0 });
    expect(await stores.decisions.readAt('main', 0)).toBe(null);
  });

  it('gives back what was appended, by number, by entry and in order', async () => {
    await stores.decisions.append(alone([batch(0), batch(1), batch(2)]));
    expect(await stores.decisions.size('main')).toEqual({ nextSeq: 3, size: 6 });
    expect(await stores.decisions.size('reads')).toEqual({ nextSeq: 0, size: 0 });
    expect(plain(await stores.decisions.read('main', 1))).toEqual(plain(batch(1)));
    expect(plain(await stores.decisions.readAt('main', 4))).toEqual(plain(batch(2)));
    expect(await stores.decisions.readAt('main', 6)).toBe(null);
    expect((await stores.decisions.readFrom('main', 1, 1)).map(({ seq }) => seq)).toEqual([1]);
  });

  it('takes a commit as a whole or not at all', async () => {
    await expect(stores.decisions.append(alone([batch(3), batch(1)]))).rejects.toThrow();
    expect(await stores.decisions.size('main')).toEqual({ nextSeq: 3, size: 6 });
    await stores.decisions.append(alone([batch(3)]));
  });

  it('gives leaves from the batch that holds an entry on', async () => {
    const ranges = await stores.decisions.leavesFrom('main', 3, 2);
    expect(ranges.map(({ firstIndex }) => firstIndex)).toEqual([2, 4]);
  });

  it('gives ids by time of receipt', async () => {
    const seqs: number[] = [];
    for await (const { seq } of stores.decisions.idsSince('main', 1002)) seqs.push(seq);
    expect(seqs).toEqual([2, 3]);
  });

  it('replaces parts only of the row that was read', async () => {
    const old = (await stores.decisions.read('main', 1))!;
    const sealedAnew = {
      ...old,
      payload: { page: 9, slot: 9, bytes: bytes(5, 9) },
      attributes: { page: 9, slot: 8, bytes: bytes(6, 9) },
      erased: bytes(1, 3),
    };
    expect(await stores.decisions.replaceParts(sealedAnew, old)).toBe(true);
    expect(await stores.decisions.replaceParts(sealedAnew, old)).toBe(false);
    expect(plain(await stores.decisions.read('main', 1))).toEqual(plain(sealedAnew));
  });

  it('finds what speaks about a decision', async () => {
    const ids = new Uint8Array([...bytes(16, 7), ...bytes(16, 8)]);
    await stores.decisions.append(alone([batch(4, { kind: 'label', ids }), batch(5, { kind: 'attributes', ids })]));
    expect(await stores.decisions.refsOf('main', bytes(16, 8))).toEqual([
      { kind: 'label', seq: 4, position: 1 },
      { kind: 'attributes', seq: 5, position: 1 },
    ]);
    expect(await stores.decisions.refsOf('main', bytes(16, 1))).toEqual([]);
  });

  it('keeps the first answer to a key, and forgets old ones', async () => {
    const answer = { scope: 's', key: 'k', bodyDigest: bytes(32, 1), answer: '{"a":1}', receivedAtMs: 10 };
    const later = { ...answer, key: 'later', receivedAtMs: 20 };
    await stores.decisions.append({ batches: [], answers: [answer, later], integrityEvents: [] });
    await stores.decisions.append({ batches: [], answers: [{ ...answer, answer: '{"a":2}' }], integrityEvents: [] });
    expect((await stores.decisions.idempotentAnswer('s', 'k'))?.answer).toBe('{"a":1}');
    expect(await stores.decisions.idempotentAnswer('other', 'k')).toBe(null);
    expect(await stores.decisions.answerKeysSince(15)).toEqual([{ scope: 's', key: 'later' }]);
    await stores.decisions.dropAnswersBefore(15);
    expect(await stores.decisions.idempotentAnswer('s', 'k')).toBe(null);
  });

  it('keeps integrity events, newest first, and forgets their digests', async () => {
    const event = {
      log: 'main',
      detectedAtMs: 1,
      type: 'conflict',
      firstIndex: 0,
      otherDigest: bytes(32, 5),
      source: 'x',
    } as const;
    const events = [1, 2].map((fill) => ({ ...event, decision: bytes(16, fill) }));
    await stores.decisions.append({ batches: [], answers: [], integrityEvents: events });
    expect((await stores.decisions.integrityEvents('main', 1))[0]?.decision[0]).toBe(2);
    await stores.decisions.forgetDigests('main', [bytes(16, 2)]);
    expect((await stores.decisions.integrityEvents('main', 9)).map(({ otherDigest }) => otherDigest.length)).toEqual([
      0, 32,
    ]);
  });

  it('keeps heads that grow and refuses one that contradicts', async () => {
    const head = { log: 'main', size: 5, root: bytes(32, 1), note: 'a' } as const;
    await stores.ledger.saveCheckpoint(head);
    await stores.ledger.saveCheckpoint({ ...head, note: 'cosigned' });
    expect((await stores.ledger.lastCheckpoint('main'))?.note).toBe('cosigned');
    for (const bad of [
      { ...head, size: 4 },
      { ...head, root: bytes(32, 2) },
    ]) {
      await expect(stores.ledger.saveCheckpoint(bad)).rejects.toMatchObject({ code: 'LEDGER_INVALID' });
    }
    await stores.ledger.saveCheckpoint({ ...head, size: 6, root: bytes(32, 3) });
    expect(await stores.ledger.lastCheckpoint('reads')).toBe(null);
  });

  it('keeps the last head apart, the newest with witnesses, and hand-overs with the events that tell of them', async () => {
    const { ledger, outbox } = stores;
    const note = `ledger.test/reads\n7\n${Buffer.alloc(32, 4).toString('base64')}\n\n\u2014 ledger.test/reads AAAAAAA=\n`;
    const head = { log: 'reads', size: 7, root: bytes(32, 4), note } as const;
    const plainHead = async (kept: Promise<SignedCheckpoint | null>) => {
      const found = await kept;
      return found && { ...found, root: hex(found.root) };
    };
    expect([await ledger.pinnedCheckpoint('reads'), await ledger.cosignedCheckpoint('reads')]).toEqual([null, null]);
    await ledger.pinCheckpoint(head);
    await ledger.saveCosignedCheckpoint({ ...head, size: 6 });
    await ledger.saveCosignedCheckpoint(head);
    for (const kept of [ledger.pinnedCheckpoint('reads'), ledger.cosignedCheckpoint('reads')]) {
      expect(await plainHead(kept)).toEqual({ ...head, root: hex(head.root) });
    }
    const rotation = { log: 'reads', fromSize: 7, statement: 's', rotatedAtMs: 1, retiresAtMs: 2 } as const;
    const told: PendingEvent = { ...event(1), log: 'reads' };
    await ledger.saveRotation(rotation, told);
    expect(await ledger.rotations('reads')).toEqual([rotation]);
    expect(await ledger.rotations('main')).toEqual([]);
    const later = event(2);
    await outbox.add(later);
    const { nextSeq } = await stores.decisions.size('main');
    expect(await outbox.pending()).toEqual([
      { ...told, afterSeq: 0 },
      { ...later, afterSeq: nextSeq },
    ]);
    await outbox.done(told.id);
    await outbox.done(later.id);
    expect(await outbox.pending()).toEqual([]);
  });

  it('keeps what was found in a log apart from others, until it is taken back', async () => {
    const { ledger } = stores;
    expect(await ledger.loadFault('main')).toBe(null);
    await ledger.saveFault('main', 'entry 3 is another');
    await ledger.saveFault('main', 'entry 4 is another');
    expect([await ledger.loadFault('main'), await ledger.loadFault('reads')]).toEqual(['entry 4 is another', null]);
    for (let i = 0; i < 2; i++) await ledger.saveFault('main', null);
    expect(await ledger.loadFault('main')).toBe(null);
  });

  it('keeps files by path and clears those of one log', async () => {
    const file = { path: 'tile/0/000', bytes: bytes(3, 1) };
    await stores.ledger.writeFiles('main', [file]);
    await stores.ledger.writeFiles('reads', [file]);
    expect(await stores.ledger.readFile('main', 'tile/0/000')).toEqual(file.bytes);
    expect(await stores.ledger.readFile('main', 'tile/0/001')).toBe(null);
    await stores.ledger.clearFiles('main');
    expect(await stores.ledger.readFile('main', 'tile/0/000')).toBe(null);
    expect(await stores.ledger.readFile('reads', 'tile/0/000')).toEqual(file.bytes);
  });

  it('keeps key pages by part and finds those of other epochs', async () => {
    expect(await stores.keys.nextPage('payload')).toBe(0);
    for (const page of [0, 1]) await stores.keys.insertPage({ part: 'payload', page, epoch: 1, bytes: bytes(9, page) });
    expect(await stores.keys.nextPage('payload')).toBe(2);
    expect(await stores.keys.nextPage('attributes')).toBe(0);
    await stores.keys.replacePage({ part: 'payload', page: 0, epoch: 2, bytes: bytes(9, 7) });
    expect((await stores.keys.pagesOutside('payload', 2, 9)).map(({ page }) => page)).toEqual([1]);
    expect((await stores.keys.readPage('payload', 0))?.epoch).toBe(2);
    await expect(stores.keys.insertPage({ part: 'payload', page: 0, epoch: 1, bytes: bytes(1, 1) })).rejects.toThrow();
  });

  it('makes keys for epochs and destroys them for good', async () => {
    const { keyring } = stores;
    const [first, old] = [keyring.currentEpoch(), keyring.key(keyring.currentEpoch()).slice()];
    await keyring.begin(first + 1, 99);
    expect(keyring.currentEpoch()).toBe(first + 1);
    expect(keyring.epochStartedAtMs()).toBe(99);
    expect(keyring.key(first + 1)).not.toEqual(old);
    await keyring.destroy(first);
    expect(() => keyring.key(first)).toThrow(expect.objectContaining({ code: 'KEY_MISSING' }));
    expect(keyring.epochs()).toEqual([first + 1]);
    expect(keyring.indexKey()).toHaveLength(32);
  });

  it('keeps runs of tags by bucket', async () => {
    const buckets = Array.from({ length: 256 }, (_, i) => (i === 3 ? bytes(16, 3) : new Uint8Array()));
    const run: TagRun = { log: 'main', kind: 'subject', firstSeq: 0, lastSeq: 4, buckets };
    await stores.tags.insertRuns([run]);
    expect(await stores.tags.runs('main', 'subject')).toEqual([{ firstSeq: 0, lastSeq: 4 }]);
    expect(await stores.tags.indexedTo('main', 'subject')).toBe(5);
    expect(await stores.tags.indexedTo('main', 'id')).toBe(0);
    const [found] = await stores.tags.bucket('main', 'subject', 3);
    expect(found?.firstSeq).toBe(0);
    expect([...found!.bytes]).toEqual([...bytes(16, 3)]);
    expect(await stores.tags.bucket('main', 'subject', 4)).toEqual([]);
    await stores.tags.replaceBucket('main', 'subject', { firstSeq: 0, bucket: 3 }, bytes(32, 4));
    expect((await stores.tags.bucket('main', 'subject', 3))[0]?.bytes).toHaveLength(32);
  });

  it('keeps erasures and holds', async () => {
    const id = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
    const plan: ErasurePlan = {
      entry: id,
      afterSeq: 3,
      type: 'subject.erased',
      payload: { basis: 'b' },
      bucket: 7,
      seal: 'ab',
      batches: [{ seq: 1, own: [0], later: [], payload: { page: 0, slot: 1 }, attributes: null }],
    };
    const erasure: ErasureRecord = {
      id,
      requestedAtMs: 1,
      subjectTag: bytes(32, 1),
      basis: 'b',
      requestedBy: 'r',
      nRecords: 2,
      nBatches: 1,
      epoch: 1,
      status: 'pending',
      completedAtMs: null,
      entryIndex: null,
      isUntold: false,
      plan,
    };
    await stores.erasures.insertErasure(erasure);
    expect(await stores.erasures.erasures('pending')).toEqual([erasure]);
    await stores.erasures.updateErasure({
      ...erasure,
      status: 'complete',
      subjectTag: null,
      completedAtMs: 5,
      plan: null,
    });
    expect(await stores.erasures.erasures('pending')).toEqual([]);
    expect((await stores.erasures.erasure(id))?.completedAtMs).toBe(5);
    const hold = {
      id,
      subjectTag: bytes(32, 2),
      owner: 'o',
      reason: 'r',
      reviewAtMs: 9,
      setAtMs: 1,
      releasedAtMs: null,
    };
    await stores.erasures.insertHold(hold);
    expect(await stores.erasures.holds(bytes(32, 2))).toEqual([hold]);
    expect(await stores.erasures.holds(bytes(32, 3))).toEqual([]);
    await stores.erasures.updateHold({ ...hold, releasedAtMs: 4 });
    expect((await stores.erasures.holds())[0]?.releasedAtMs).toBe(4);
  });

  it('registers what a document says, once, and adds activations at the end', async () => {
    const changes = await applyRegistry(stores.registry, registryDocument, 500);
    expect(changes.map(({ type }) => type)).toEqual([
      'system.created',
      'model.created',
      'version.registered',
      'deployment.activated',
    ]);
    expect(await applyRegistry(stores.registry, registryDocument, 600)).toEqual([]);
    const [deployment] = registryDocument.deployments!;
    await applyRegistry(stores.registry, { deployments: [{ ...deployment!, cutoff: 0.6 }] }, 700);
    const { deployments, systems } = await stores.registry.load();
    expect(systems).toEqual(registryDocument.systems);
    expect(deployments[0]?.activations).toEqual([
      { fromMs: 0, version, cutoff: 0.5, policyDigest: null },
      { fromMs: 700, version, cutoff: 0.6, policyDigest: null },
    ]);
  });

  it.each([
    ['a model of no system', { models: [{ id: 'm', system: 'nowhere', description: '' }] }],
    ['a digest that is none', { versions: [{ model: 'compas', digest: 'sha256:1', label: '' }] }],
    [
      'an unknown version',
      { deployments: [{ id: 'compas/x', model: 'compas', environment: 'x', version: `sha256:${'00'.repeat(32)}` }] },
    ],
    ['a bad name', { systems: [{ ...registryDocument.systems![0]!, id: '../x' }] }],
    ['no owner', { systems: [{ ...registryDocument.systems![0]!, id: 'y', owner: ' ' }] }],
  ])('refuses %s before anything is written', async (_, document) => {
    const before = await stores.registry.load();
    await expect(applyRegistry(stores.registry, document, 900)).rejects.toMatchObject({ code: 'REGISTRY_INVALID' });
    expect(await stores.registry.load()).toEqual(before);
  });
});
