import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clockedRuntime } from '../../apps/testing/clock.js';
import { fakeClock } from '../../apps/testing/fake-clock.js';
import { MemoryArtifactStore } from '../../apps/testing/stores/memory-artifact-store.js';
import { MemoryDecisionLog } from '../../apps/testing/stores/memory-decision-log.js';
import { memoryModelBytes } from '../../apps/testing/stores/memory-model-bytes.js';
import { MemoryOutbox } from '../../apps/testing/stores/memory-outbox.js';
import { memoryTransactions } from '../../apps/testing/stores/memory-transactions.js';
import { utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import { Acts } from '../acts/index.js';
import { modelStore } from '../model-store/index.js';
import { Artifacts, artifactActs, artifactCheckJob, artifactRetentionJob } from './index.js';
import type { ArtifactClass } from './ports.js';

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text);
}

function house() {
  const kept = new Map<string, Uint8Array>();
  const place = memoryModelBytes(kept);
  const store = new MemoryArtifactStore();
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  const entries: unknown[] = [];
  const clock = fakeClock(1000);
  const acts = new Acts({
    transactions: memoryTransactions(outbox, { artifacts: store }),
    log: {
      isSaved: async (event) => outbox.waits(event),
      async flushEvents() {
        for (const { id, type, payload } of await outbox.pending()) {
          entries.push({ type, ...payload });
          await outbox.done(id);
        }
      },
    },
    runtime: { ...clockedRuntime(0), nowMs: () => clock.nowMs(), after: clock.after.bind(clock) },
    acts: artifactActs,
  });
  const models = modelStore({ bytes: place, newSha256: () => createHash('sha256') });
  const artifacts = new Artifacts({ models, store, acts, nowMs: () => clock.nowMs() });
  const put = (text: string, by = 'anna', kind?: ArtifactClass) =>
    artifacts.put(digestOf(text), pieces(text), { by, class: kind });
  return { artifacts, kept, store, entries, put, place };
}

describe('an artifact', () => {
  it('is stored once, with an entry that says who did, however many put it at once', async () => {
    const { artifacts, entries, put } = house();
    const outcomes = await Promise.all(['anna', 'bert', 'cleo'].map((by) => put('model', by)));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['held', 'held', 'stored']);
    const [first] = outcomes.filter(({ outcome }) => outcome === 'stored');
    expect(entries).toEqual([{ type: 'artifact.stored', digest: digestOf('model'), size: 5, by: first!.artifact.by }]);
    expect(outcomes.every(({ artifact }) => artifact.by === first!.artifact.by)).toBe(true);
    expect(artifacts.totals).toEqual({ artifacts: 1, bytes: 5 });
  });

  it('of another digest leaves no row, no entry and no bytes', async () => {
    const { artifacts, entries, kept } = house();
    await expect(artifacts.put(digestOf('model'), pieces('mod', 'em'), { by: 'anna' })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
    expect([entries, kept.size, await artifacts.list({ limit: 10 })]).toEqual([[], 0, []]);
  });

  it('whose bytes lie there without a row, as after a crash, counts as not held until it is put', async () => {
    const { artifacts, kept, put, entries } = house();
    kept.set(digestOf('model'), utf8('model'));
    await expect(artifacts.open(digestOf('model'))).rejects.toMatchObject({ reason: 'artifact.not-held' });
    expect((await put('model')).outcome).toBe('stored');
    expect(entries).toHaveLength(1);
    expect((await artifacts.open(digestOf('model'))).size).toBe(5);
  });

  it('that is gone or changed is named as such, and put back without an entry', async () => {
    const { artifacts, kept, put, entries } = house();
    for (const text of ['one', 'two', 'three']) await put(text);
    kept.delete(digestOf('one'));
    kept.set(digestOf('two'), utf8('tow'));
    await expect(artifacts.open(digestOf('one'))).rejects.toMatchObject({
      code: 'STORE_INVALID',
      reason: 'artifact.gone',
    });
    await expect(artifacts.open(digestOf('two'))).rejects.toMatchObject({ reason: 'artifact.changed' });
    const { checked, bytes, damaged } = await artifacts.check();
    expect([checked, bytes, damaged.map(({ digest }) => digest)]).toEqual([
      3,
      5,
      [digestOf('one'), digestOf('two')].toSorted(),
    ]);
    await expect(artifactCheckJob(artifacts, 1000).run()).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringMatching(/^2 of 3 artifacts are damaged/),
    });
    expect((await put('one')).outcome).toBe('replaced');
    expect(artifacts.lastCheck!.damaged.map(({ digest }) => digest)).toEqual([digestOf('two')]);
    expect((await put('two')).outcome).toBe('replaced');
    expect(entries).toHaveLength(3);
    expect(await artifactCheckJob(artifacts, 1000).run()).toBeUndefined();
  });

  it('is not called damaged while its place does not answer', async () => {
    const { artifacts, put, place } = house();
    await put('model');
    (place as { open: unknown }).open = () =>
      Promise.reject(new TribuneError('STORE_UNAVAILABLE', 'away', { remedy: 'Wait.' }));
    await expect(artifacts.check()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(artifacts.lastCheck).toBeNull();
  });

  it('is checked page by page, each once', async () => {
    const { artifacts, put } = house();
    for (let i = 0; i < 250; i++) await put(`model ${i}`);
    expect((await artifacts.check()).checked).toBe(250);
  });

  it('that holds persons is known as such from whoever says so first on, and nobody takes that back', async () => {
    const { put, entries } = house();
    await put('people');
    expect((await put('people', 'bert', 'background')).artifact.class).toBe('background');
    expect((await put('people', 'cleo', 'model')).artifact.class).toBe('background');
    expect(entries.at(-1)).toEqual({
      type: 'artifact.classed',
      digest: digestOf('people'),
      class: 'background',
      by: 'bert',
    });
  });

  it('that is erased is gone, is no damage, and is not taken again; bytes left behind go with the next check', async () => {
    const { artifacts, kept, put, entries } = house();
    await put('people', 'anna', 'background');
    const digest = digestOf('people');
    for (let i = 0; i < 2; i++)
      expect((await artifacts.erase(digest, { basis: 'Art. 17', by: 'lea' })).erasedAtMs).toBe(1000);
    expect(entries.slice(1)).toEqual([
      { type: 'artifact.erased', digest, class: 'background', basis: 'Art. 17', by: 'lea' },
    ]);
    expect([kept.size, artifacts.totals]).toEqual([0, { artifacts: 0, bytes: 0 }]);
    await expect(artifacts.open(digest)).rejects.toMatchObject({ reason: 'artifact.erased' });
    await expect(put('people')).rejects.toMatchObject({ reason: 'artifact.erased' });
    kept.set(digest, utf8('people'));
    expect(await artifacts.check()).toMatchObject({ checked: 0, damaged: [] });
    expect(kept.size).toBe(0);
  });

  it('whose row somebody changed stops neither the check nor the erasing of the others', async () => {
    const { artifacts, store, kept, put } = house();
    for (const text of ['one', 'two', 'three']) await put(text, 'anna', 'background');
    const all = store.storedRows.bind(store);
    store.storedRows = async (query) =>
      (await all(query)).map((row) => (row.digest === digestOf('one') ? { ...row, artifact: null } : row));
    const { checked, damaged } = await artifacts.check();
    expect([checked, damaged.map(({ digest }) => digest)]).toEqual([3, [digestOf('one')]]);
    const nothing = { systems: [], models: [], versions: [], deployments: [] };
    const retention = artifactRetentionJob({
      ...{ artifacts, registry: async () => nothing, triedOut: async () => [], nowMs: () => 2000, keepMs: 500 },
    });
    await expect(retention.run()).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringMatching(/^1 row of artifacts/),
    });
    expect([...kept.keys()]).toEqual([digestOf('one')]);
  });

  it('whose erasure was cut short before its bytes were gone loses them at the next start', async () => {
    const { artifacts, kept, put } = house();
    await put('people', 'anna', 'background');
    await put('model');
    await artifacts.erase(digestOf('people'), { basis: 'Art. 17', by: 'lea' });
    kept.set(digestOf('people'), utf8('people'));
    await artifacts.finishErasures();
    expect([...kept.keys()]).toEqual([digestOf('model')]);
  });
});
