import { describe, expect, it } from 'vitest';
import { clockedRuntime } from '../../../apps/testing/clock.js';
import { memoryAuditStore } from '../../../apps/testing/stores/memory-audit-store.js';
import { MemoryDecisionLog } from '../../../apps/testing/stores/memory-decision-log.js';
import { MemoryOutbox } from '../../../apps/testing/stores/memory-stores.js';
import type { AuditResult } from '../result/result.js';
import { digestOfResult, StoredAudits } from './stored-audits.js';

const POLICY = 'tribune: policy/v1\nname: p\n';
const RESULT = { schemaVersion: '1', verdict: 'fail', groups: [{ n: 3, left: undefined }] } as unknown as AuditResult;
const READER = { actor: 'eve', purpose: 'why' };
const FACTS = { deployment: 'compas/prod', by: 'ann', sight: 'persons', size: 42 } as const;

function room() {
  const texts = new Map<string, string>();
  const reads: object[] = [];
  const outbox = new MemoryOutbox(new MemoryDecisionLog());
  const runtime = clockedRuntime(Date.UTC(2026, 10, 28));
  const audits = new StoredAudits({
    store: memoryAuditStore(outbox, texts),
    log: { flushEvents: async () => undefined },
    runtime,
    noteRead: async (read) => void reads.push(read),
  });
  return { audits, outbox, texts, runtime, reads };
}

describe('audits that were made', () => {
  it('are kept with their policy and an entry that names both by digest', async () => {
    const { audits, outbox } = room();
    const kept = await audits.keep(RESULT, POLICY, FACTS);
    expect(kept).toMatchObject({ ...FACTS, verdict: 'fail', madeAtMs: Date.UTC(2026, 10, 28) });
    const [event] = await outbox.pending();
    expect(event).toMatchObject({
      log: 'main',
      type: 'audit.run',
      payload: { audit: kept.id, policy: kept.policyDigest, result: kept.resultDigest, by: 'ann', size: 42 },
    });
    const read = await audits.read(kept.id, 'persons', READER);
    expect(read).toMatchObject({ audit: kept, policy: POLICY });
    expect(digestOfResult(read.result)).toBe(kept.resultDigest);
    expect(digestOfResult({ groups: [{ n: 3 }], verdict: 'fail', schemaVersion: '1' })).toBe(kept.resultDigest);
  });

  it('are refused by name when a text was changed, and mended when the same audit is kept again', async () => {
    const { audits, texts } = room();
    const { id, resultDigest, policyDigest } = await audits.keep(RESULT, POLICY, FACTS);
    texts.set(resultDigest, texts.get(resultDigest)!.replace('fail', 'pass'));
    await expect(audits.read(id, 'persons', READER)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining(`the result of audit ${id}`),
    });
    texts.delete(resultDigest);
    await expect(audits.read(id, 'persons', READER)).rejects.toMatchObject({ code: 'STORE_INVALID' });
    texts.set(policyDigest, 'another');
    await audits.keep(RESULT, POLICY, FACTS);
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
    const { audits, runtime } = room();
    const ids: string[] = [];
    for (const deployment of ['a', 'b', 'a']) {
      runtime.advance(1000);
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
