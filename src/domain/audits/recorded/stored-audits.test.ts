import { describe, expect, it } from 'vitest';
import { clockedRuntime } from '../../../apps/testing/clock.js';
import { fakeClock } from '../../../apps/testing/fake-clock.js';
import { memoryAuditStore } from '../../../apps/testing/stores/memory-audit-store.js';
import { MemoryDecisionLog } from '../../../apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../../apps/testing/stores/memory-outbox.js';
import { MemoryKeyring, MemoryKeyStore } from '../../../apps/testing/stores/memory-stores.js';
import { memoryTransactions, SAVE, saveMaps } from '../../../apps/testing/stores/memory-transactions.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Acts } from '../../acts/index.js';
import type { WaitingEvent } from '../../log/ports/index.js';
import { KeyPages } from '../../log/seal/index.js';
import { SealedResults } from '../../sealed-results/index.js';
import type { AuditResult } from '../result/result.js';
import { auditActs } from './acts.js';
import type { BegunAudit, FollowedAudit } from './ports.js';
import { digestOfResult, StoredAudits } from './stored-audits.js';

const POLICY = 'tribune: policy/v1\nname: p\n';
const RESULT = {
  schemaVersion: '1',
  verdict: 'fail',
  data: { rows: 3 },
  groups: [{ n: 3, left: undefined }],
} as unknown as AuditResult;
const READER = { actor: 'eve', purpose: 'why' };
const FACTS = { deployment: 'compas/prod', by: 'ann', sight: 'persons', size: 42, mark: 0 } as const;

const away = (): TribuneError => new TribuneError('STORE_UNAVAILABLE', 'the database is away', { remedy: 'Wait.' });

function room() {
  const texts = new Map<string, string>();
  const reads: object[] = [];
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  const store = memoryAuditStore(texts);
  const clock = fakeClock(Date.UTC(2026, 10, 28));
  const runtime = { ...clockedRuntime(0), nowMs: () => clock.nowMs(), after: clock.after.bind(clock) };
  /** What the database does at the next commit. */
  const commit: { answers: 'always' | 'lost' | 'undone' } = { answers: 'always' };
  const ended = new Map<string, BegunAudit>();
  const begunAudits = { save: async (run: BegunAudit) => void ended.set(run.id, run), [SAVE]: () => saveMaps([ended]) };
  const dueAudits = { save: async () => undefined, [SAVE]: () => saveMaps([]) };
  const whole = memoryTransactions(outbox, { audits: store, begunAudits, dueAudits });
  const transactions: typeof whole = {
    async run(work) {
      const result = await whole.run(async (transaction) => {
        const done = await work(transaction);
        if (commit.answers === 'undone') throw away();
        return done;
      });
      if (commit.answers === 'lost') throw away();
      return result;
    },
  };
  const log = { flushEvents: async () => undefined, isSaved: (event: WaitingEvent) => outbox.waits(event) };
  const keys = { store: new MemoryKeyStore(), keyring: new MemoryKeyring(0), runtime };
  const results = new SealedResults({ store, pages: new KeyPages('result', keys), runtime });
  const audits = new StoredAudits({
    store,
    results,
    acts: new Acts({ transactions, log, runtime, acts: auditActs }),
    runtime,
    noteRead: async (read) => void reads.push(read),
  });
  return { audits, outbox, texts, clock, reads, commit, results, ended };
}

describe('audits that were made', () => {
  it('are kept with the end of the run that somebody follows, or neither is', async () => {
    const { audits, commit, ended, clock } = room();
    const run = { id: 'run', deployment: 'compas/prod', actor: 'ann', startedAtMs: 0, endedAtMs: clock.nowMs() };
    const followed: FollowedAudit = {
      onStage: () => undefined,
      keep: (stores, { id: audit }) =>
        stores.begunAudits.save({ ...run, state: 'kept', audit, problem: null, again: null }),
    };
    commit.answers = 'undone';
    await expect(audits.keep(RESULT, POLICY, { ...FACTS, followed })).rejects.toThrow('the database is away');
    expect(ended.size).toBe(0);
    commit.answers = 'always';
    const { id } = await audits.keep(RESULT, POLICY, { ...FACTS, followed });
    expect(ended.get('run')).toMatchObject({ state: 'kept', audit: id });
  });

  it('are kept with their policy and an entry that names both by digest', async () => {
    const { audits, outbox } = room();
    const kept = await audits.keep(RESULT, POLICY, FACTS);
    const { mark: _, ...facts } = FACTS;
    expect(kept).toMatchObject({ ...facts, verdict: 'fail', madeAtMs: Date.UTC(2026, 10, 28) });
    const [event] = await outbox.pending();
    expect(event).toMatchObject({
      log: 'main',
      type: 'audit.run',
      payload: { audit: kept.id, policy: kept.policyDigest, result: kept.resultDigest, by: 'ann', size: 42 },
    });
    const read = await audits.read(kept.id, 'persons', READER);
    expect(read).toMatchObject({ audit: kept, policy: POLICY });
    expect(digestOfResult(read.result)).toBe(kept.resultDigest);
    expect(digestOfResult({ groups: [{ n: 3 }], data: { rows: 3 }, verdict: 'fail', schemaVersion: '1' })).toBe(
      kept.resultDigest,
    );
  });

  it('are kept as a whole or not at all, and found out about when the answer to the commit is lost', async () => {
    const { audits, outbox, texts, commit } = room();
    commit.answers = 'undone';
    await expect(audits.keep(RESULT, POLICY, FACTS)).rejects.toThrow('the database is away');
    expect([await outbox.pending(), await audits.list({ sight: 'persons', limit: 9 }), texts.size]).toEqual([
      [],
      [],
      0,
    ]);
    commit.answers = 'lost';
    const kept = await audits.keep(RESULT, POLICY, FACTS);
    expect((await outbox.pending()).map(({ payload }) => payload.audit)).toEqual([kept.id]);
    expect((await audits.read(kept.id, 'persons', READER)).audit).toEqual(kept);
  });

  it('are refused by name when a text was changed, and mended when the same audit is kept again', async () => {
    const { audits, texts } = room();
    const groups = { ...FACTS, sight: 'groups' } as const;
    const { id, resultDigest, policyDigest } = await audits.keep(RESULT, POLICY, groups);
    texts.set(resultDigest, texts.get(resultDigest)!.replace('fail', 'pass'));
    await expect(audits.read(id, 'persons', READER)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining(`the result of audit ${id}`),
    });
    texts.delete(resultDigest);
    await expect(audits.read(id, 'persons', READER)).rejects.toMatchObject({ code: 'STORE_INVALID' });
    texts.set(policyDigest, 'another');
    await audits.keep(RESULT, POLICY, groups);
    expect((await audits.read(id, 'persons', READER)).policy).toBe(POLICY);
  });

  it('show every cell only to those who may see persons', async () => {
    const { audits, reads } = room();
    const persons = await audits.keep(RESULT, POLICY, FACTS);
    const groups = await audits.keep(RESULT, POLICY, { ...FACTS, sight: 'groups' });
    await expect(audits.read(persons.id, 'groups', READER)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await audits.read(groups.id, 'groups', READER)).audit.id).toBe(groups.id);
    expect((await audits.list({ sight: 'groups', limit: 9 })).map(({ id }) => id)).toEqual([groups.id]);
    expect((await audits.list({ sight: 'persons', limit: 9 })).length).toBe(2);
    await audits.read(persons.id, 'persons', READER);
    const noted = { ...READER, of: 'compas/prod', policy: persons.policyDigest };
    expect(reads).toEqual([
      { ...noted, payload: false, attributes: false, sight: 'groups' },
      { ...noted, payload: true, attributes: true, sight: 'persons' },
    ]);
  });

  it('are listed from the newest on, page by page, and unknown ones are not found', async () => {
    const { audits, clock } = room();
    const ids: string[] = [];
    for (const deployment of ['a', 'b', 'a']) {
      await clock.advance(1000);
      ids.push((await audits.keep(RESULT, POLICY, { ...FACTS, deployment })).id);
    }
    const newest = await audits.list({ sight: 'persons', limit: 2 });
    expect(newest.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await audits.list({ sight: 'persons', limit: 2, before: ids[1]! })).map(({ id }) => id)).toEqual([ids[0]]);
    expect((await audits.list({ sight: 'persons', limit: 9, deployment: 'a' })).length).toBe(2);
    for (const id of ['x', '0193f7c2-6a55-7d1e-9f10-3c2b1a000001'])
      await expect(audits.read(id, 'persons', READER)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
