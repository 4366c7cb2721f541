import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSigner } from '../../src/adapters/data-folder/signing-keys.js';
import { printVerifierKey } from '../../src/core/ledger/index.js';
import { Acts, defineAct } from '../../src/domain/acts/index.js';
import type { ErasureCertificate } from '../../src/domain/decisions/api/service-api.js';
import { recordKeys } from '../../src/domain/decisions/read/record-keys.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import { registryEvent, registryEvents } from '../../src/domain/registry/events/index.js';
import { type Mortality, mortality } from './support/mortal.js';
import { json, ndjson, newId, reader, record, registryDocument, sender } from './support/service.js';

import { typedRegistry } from './support/typed.js';
import { type Process, removeWorlds, World } from './support/world.js';

afterEach(removeWorlds);

const BASIS = { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo@example.org' };
const DAY_MS = 86_400_000;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const applyAct = defineAct('registry.apply', { enters: registryEvents });
const knownAt = '2026-11-22T11:00:00Z';

interface Act {
  /** What is there before. */
  readonly before: (process: Process) => Promise<void>;
  readonly act: (process: Process) => Promise<unknown>;
  /** Asked again by whoever got no answer; before it, act and entry agree already. */
  readonly agree: (world: World) => Promise<void>;
  readonly after: (process: Process, answer: unknown) => Promise<void>;
}

const subjects = ['gone', 'kept', 'gone', 'kept', 'gone', 'gone', 'kept'];

/** Seven decisions of two people in three batches, each with a label. */
async function twoPeople({ world, service }: Process): Promise<void> {
  const records = subjects.map((subject, i) => record({ subject, ...(i % 2 ? { attributes: undefined } : {}) }));
  world.ids.push(...records.map(({ id }) => id as string));
  await service.ingest.decisions(ndjson(records), sender);
  await service.ingest.labels(ndjson(world.ids.map((decision) => ({ decision, label: 1, knownAt }))), sender);
}

/** Each certificate has its one entry with the same numbers, and each entry its certificate. */
async function erasuresAgree(world: World): Promise<void> {
  const erasures = await world.stores.erasures.erasures();
  const entries = (await world.entries()).filter(
    ({ type }) => type === 'subject.erased' || type === 'retention.expired',
  );
  expect(entries.map(({ index, payload }) => [payload.erasure, payload.records, payload.batches, index])).toEqual(
    erasures.map(({ id, nRecords, nBatches, entryIndex }) => [id, nRecords, nBatches, entryIndex]),
  );
  expect(erasures.filter(({ plan }) => plan !== null)).toEqual([]);
}

const goneAt = subjects.flatMap((subject, i) => (subject === 'gone' ? [i] : []));

async function onlyGoneAreErased({ world, service }: Process): Promise<void> {
  const views = await Promise.all(
    world.ids.map((id) => service.reading.decision(id, { payload: true, attributes: true }, reader)),
  );
  expect(views.flatMap((view, i) => (view!.erased ? [i] : []))).toEqual(goneAt);
  expect(views.map((view) => view!.labels.length)).toEqual(subjects.map((subject) => (subject === 'gone' ? 0 : 1)));
}

const erasing: Act = {
  before: twoPeople,
  act: ({ service }) => service.subjects.erase('gone', BASIS),
  async agree(world) {
    await erasuresAgree(world);
    const n = (await world.stores.erasures.erasures()).length;
    expect(await world.left('gone')).toBe(n === 0 ? goneAt.length : 0);
  },
  async after(process, answer) {
    const { world, service } = process;
    const { id, records } = answer as ErasureCertificate;
    // One certificate for all; only where nothing but the answer was lost the request that comes again finds nothing left.
    const all = await world.stores.erasures.erasures();
    expect(all.filter(({ nRecords }) => nRecords > 0).map(({ nRecords }) => nRecords)).toEqual([2 * goneAt.length]);
    if (all.length === 1) expect(all[0]!.id).toBe(id);
    else expect([all.length, records]).toEqual([2, 0]);
    expect((await service.subjects.certificate(id))?.ledgerIndex).toBeTypeOf('number');
    await onlyGoneAreErased(process);
  },
};

const ACTS: Record<string, Act> = {
  'an erasure': erasing,
  'an erasure of candidates of lists': {
    async before(process) {
      const { world, service } = process;
      await applyRegistry(world.stores.registry, typedRegistry, 0);
      await service.reloadRegistry();
      const candidate = { deployment: 'compas/search', listSize: 2, cutoff: undefined, version: undefined };
      const candidates = [
        { subject: 'gone', list: 'one', outcome: 1 },
        { subject: 'kept', list: 'one', outcome: 2 },
        { subject: 'gone', list: 'one', outcome: null },
        { subject: 'gone', list: 'two', outcome: 1 },
      ].map((one) => record({ ...candidate, ...one }));
      const { answer } = await service.ingest.decisions(ndjson(candidates), sender);
      expect(answer.accepted).toBe(candidates.length);
    },
    act: erasing.act,
    agree: erasuresAgree,
    async after({ world }) {
      const { listKey } = recordKeys(world.runtime, world.stores.keyring.indexKey());
      const keys = ['one', 'two'].map((list) => listKey({ deployment: 'compas/search', list }));
      const counts = await world.stores.erasedLists!.countsOf(keys, NO_LIMIT);
      expect(keys.map((key) => counts.get(key))).toEqual([1, 1]);
      expect(await world.left('gone')).toBe(0);
      expect(await world.left('kept')).toBe(1);
    },
  },
  'an expiry': {
    ...erasing,
    act: async ({ world, service }) => {
      const { erasures } = service;
      const places = await erasures.placesOf('gone');
      if (places.length === 0) return (await world.stores.erasures.erasures()).at(-1);
      const one = { id: 'c', class: 'c', source: 's', basis: 'b' } as never;
      const due = places.map((place) => ({ ...place, subject: 'gone', deployment: 'compas/prod' }));
      return (await erasures.expire(due, { keep: '1y', classOf: new Map([['compas/prod', one]]) })).certificate;
    },
    async after(process, answer) {
      expect(answer).toMatchObject({ basis: 'kept for 1y: s' });
      expect((await process.world.stores.erasures.erasures()).map(({ nRecords }) => nRecords)).toEqual([
        2 * goneAt.length,
      ]);
      await onlyGoneAreErased(process);
    },
  },
  'a hold': {
    before: twoPeople,
    act: ({ service }) =>
      service.subjects.setHold('gone', { owner: 'legal', reason: 'claim 17', reviewAt: '2027-06-01T00:00:00Z' }),
    async agree(world) {
      const holds = await world.stores.erasures.holds();
      expect((await world.entriesOf('hold.set')).map(({ hold }) => hold)).toEqual(holds.map(({ id }) => id));
    },
    async after({ service }) {
      await expect(service.subjects.erase('gone', BASIS)).rejects.toMatchObject({ code: 'HOLD_ACTIVE' });
    },
  },
  'a release': {
    async before(process) {
      await twoPeople(process);
      await process.service.subjects.setHold('gone', {
        owner: 'legal',
        reason: 'claim',
        reviewAt: '2027-06-01T00:00:00Z',
      });
    },
    async act({ world, service }) {
      const [hold] = await world.stores.erasures.holds();
      return hold!.releasedAtMs === null ? service.subjects.releaseHold(hold!.id, 'legal') : hold;
    },
    async agree(world) {
      const released = (await world.stores.erasures.holds()).filter(({ releasedAtMs }) => releasedAtMs !== null);
      expect((await world.entriesOf('hold.released')).map(({ hold }) => hold)).toEqual(released.map(({ id }) => id));
    },
    async after({ service }) {
      expect((await service.subjects.erase('gone', BASIS)).records).toBe(2 * goneAt.length);
    },
  },
  'a turn of the epoch': {
    async before(process) {
      await twoPeople(process);
      await process.service.subjects.erase('gone', BASIS);
      process.world.runtime.advance(DAY_MS);
    },
    act: ({ service }) => service.subjects.turnEpoch(),
    async agree(world) {
      const done = (await world.stores.erasures.erasures()).filter(({ status }) => status === 'complete');
      expect((await world.entriesOf('erasure.completed')).map(({ erasure }) => erasure)).toEqual(
        done.map(({ id }) => id),
      );
      expect(world.stores.keyring.epochs()).toHaveLength(1);
      expect(done.length === 1).toBe(world.stores.keyring.currentEpoch() > 1);
    },
    async after(process) {
      expect((await process.world.stores.erasures.erasures()).map(({ status }) => status)).toEqual(['complete']);
      await onlyGoneAreErased(process);
    },
  },
  'a new signing key': {
    before: twoPeople,
    act: ({ service }) => service.log.rotateKey('main', { by: 'test', overlapMs: DAY_MS }),
    async agree(world) {
      const rotations = await world.stores.ledger.rotations('main');
      expect((await world.entriesOf('ledger.key-rotated')).map(({ statement }) => statement)).toEqual(
        rotations.map(({ statement }) => statement),
      );
      const signer = await openSigner(join(world.folder, 'main.key'), { name: 'ledger.test/main', mayCreate: false });
      const last = rotations.at(-1);
      if (last !== undefined) expect(last.statement).toContain(printVerifierKey(signer.key));
    },
    async after({ service }) {
      await service.log.publish();
    },
  },
  'the end of an old signing key': {
    async before({ world, service }) {
      await service.log.rotateKey('main', { by: 'test', overlapMs: 1000 });
      world.runtime.advance(DAY_MS);
    },
    act: ({ service }) => (service.log as unknown as { maintain: () => Promise<void> }).maintain(),
    async agree(world) {
      const signer = await openSigner(join(world.folder, 'main.key'), { name: 'ledger.test/main', mayCreate: false });
      const told = (await world.entriesOf('ledger.key-retired')).length;
      expect(told).toBeLessThanOrEqual(1);
      if (signer.keys!.all().length === 1) expect(told).toBe(1);
    },
    async after({ world }) {
      const signer = await openSigner(join(world.folder, 'main.key'), { name: 'ledger.test/main', mayCreate: false });
      expect(signer.keys!.all()).toHaveLength(1);
      expect(await world.entriesOf('ledger.key-retired')).toHaveLength(1);
    },
  },
  'a change of the registry': {
    before: async () => undefined,
    async act({ stores, service, world }) {
      const systems = [{ ...registryDocument.systems![0]!, owner: 'other@example.org' }];
      const { runtime } = world;
      const acts = new Acts({ transactions: stores.transactions, log: service.log, runtime, acts: [applyAct] });
      await acts.run(applyAct, async (tx) => {
        const changes = await applyRegistry(tx.registry, { systems }, runtime.nowMs());
        for (const change of changes) tx.enter(registryEvent(change, 'test'));
      });
    },
    async agree(world) {
      const [system] = (await world.stores.registry.load()).systems;
      const isChanged = system!.owner === 'other@example.org';
      expect(await world.entriesOf('system.changed')).toHaveLength(isChanged ? 1 : 0);
    },
    after: async () => undefined,
  },
  'a label': {
    before: twoPeople,
    act: ({ world, service }) =>
      service.ingest.labels(json({ decision: world.ids[0], label: 0, knownAt }), { form: 'json', source: 'key-1' }),
    agree: async () => undefined,
    async after({ world, service }) {
      const view = await service.reading.decision(world.ids[0]!, { payload: true, attributes: true }, reader);
      expect(view!.labels.map(({ label }) => label)).toEqual([1, 0]);
    },
  },
  'a decision with an idempotency key': {
    async before({ world }) {
      world.ids.push(newId());
    },
    act: ({ world, service }) =>
      service.ingest.decisions(json(record({ id: world.ids[0] })), {
        form: 'json',
        source: 'key-1',
        idempotencyKey: 'k',
      }),
    agree: async () => undefined,
    async after({ world, service }) {
      expect(await service.reading.decision(world.ids[0]!, { payload: true, attributes: true }, reader)).toMatchObject({
        index: 0,
      });
      expect(service.metrics().logSize.main).toBe(1);
    },
  },
};

async function prepared({ before }: Act, life?: Mortality): Promise<Process> {
  const world = new World();
  await applyRegistry(world.stores.registry, registryDocument, 0);
  const process = await world.start(life);
  await before(process);
  return process;
}

describe.each(Object.keys(ACTS))('%s that is cut short', (name) => {
  const one = ACTS[name]!;

  it('before or after any of its writes is whole or never was, with its entry, once the service is up again', async () => {
    const life = mortality();
    const whole = await prepared(one, life);
    const from = life.writes;
    await one.after(whole, await one.act(whole));
    await one.agree(whole.world);
    const writes = life.writes - from;
    expect(writes).toBeGreaterThan(0);
    for (let n = 1; n <= writes; n++) {
      for (const when of ['before', 'after'] as const) {
        const mortal = mortality();
        const dying = await prepared(one, mortal);
        const { world } = dying;
        const slots = await world.slots();
        mortal.dieAt(n, when);
        const answer = await one.act(dying).catch(() => null);
        await dying.service.close().catch(() => undefined);
        const again = await world.start();
        await one.agree(world);
        await one.after(again, await one.act(again));
        await one.agree(world);
        expect(await world.stores.outbox.pending(), `${n} ${when}, answered ${answer !== null}`).toEqual([]);
        const now = await world.slots();
        for (const [i, { payload }] of slots.entries()) {
          const isNew = now[i]!.payload.page !== payload.page || now[i]!.payload.slot !== payload.slot;
          expect(await world.isThere(payload), `${n} ${when}: old key of batch ${i}`).toBe(!isNew);
        }
        await again.service.close();
      }
    }
  });
});

describe('an erasure that failed and is asked for again in the same process', () => {
  it('takes away what was said in between about decisions that were still there, and counts it', async () => {
    const world = new World();
    await applyRegistry(world.stores.registry, registryDocument, 0);
    const { service } = await world.start();
    const records = Array.from({ length: 6 }, () => record({ subject: 'ann' }));
    await service.ingest.decisions(ndjson(records), sender);
    const whole = world.stores.decisions.replaceParts.bind(world.stores.decisions);
    let writes = 0;
    // The first of the two batches is sealed anew, the second is not.
    world.stores.decisions.replaceParts = (...given) =>
      ++writes === 2 ? Promise.reject(new Error('the store went away')) : whole(...given);
    await expect(service.subjects.erase('ann', BASIS)).rejects.toThrow('the store went away');
    const labels = records.map(({ id }) => ({ decision: id, label: 1, knownAt }));
    const { answer } = await service.ingest.labels(ndjson(labels), sender);
    expect([answer.accepted, answer.rejected.length]).toEqual([3, 3]);
    const certificate = await service.subjects.erase('ann', BASIS);
    expect(certificate.records).toBe(records.length + answer.accepted);
    const left = (await world.opened()).filter(({ batch }) => batch.kind !== 'event');
    expect(left.flatMap(({ payload }) => payload.contents).filter((content) => content !== null)).toEqual([]);
    expect((await world.entriesOf('subject.erased')).map((payload) => payload.records)).toEqual([certificate.records]);
    await service.log.publish();
    await service.log.verify();
    await service.close();
  });
});

describe('a hold on a subject whose erasure was cut short', () => {
  const HOLD = { owner: 'legal', reason: 'claim 17', reviewAt: '2027-06-01T00:00:00Z' };

  it.each(['an erasure', 'an expiry'])('is refused by name until %s is finished, and taken then', async (kind) => {
    const world = new World();
    await applyRegistry(world.stores.registry, registryDocument, 0);
    const process = await world.start();
    await twoPeople(process);
    const { service } = process;
    const whole = world.stores.decisions.replaceParts.bind(world.stores.decisions);
    let writes = 0;
    world.stores.decisions.replaceParts = (...given) =>
      ++writes === 2 ? Promise.reject(new Error('the store went away')) : whole(...given);
    await expect(ACTS[kind]!.act(process)).rejects.toThrow('the store went away');
    await expect(service.subjects.setHold('gone', HOLD)).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'erasure.begun',
      message: expect.stringContaining('an erasure of this subject has begun'),
    });
    // Nobody else's hold waits for it.
    expect((await service.subjects.setHold('kept', HOLD)).releasedAtMs).toBeNull();
    await service.erasures.resume();
    await onlyGoneAreErased(process);
    expect((await service.subjects.setHold('gone', HOLD)).releasedAtMs).toBeNull();
    await erasuresAgree(world);
    await service.close();
  });
});
