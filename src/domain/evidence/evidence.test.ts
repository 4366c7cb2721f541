import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import { utf8 } from '../../core/base/bytes.js';
import type { CaseRecord } from '../../core/oversight/index.js';
import type { NoticeRecord } from '../notices/index.js';
import { Evidence, type EvidenceDeps } from './index.js';
import type { StoredEvidence } from './model/index.js';

const NOTICE = { id: 'n', decision: 'd' } as NoticeRecord;
type About = { readonly record: Pick<CaseRecord, 'origin' | 'settlement' | 'stage'> };
/** An appeal that waits, or that was closed at a moment. */
const appeal = (atMs: number | null): About => ({
  record:
    atMs === null
      ? { origin: 'appeal', stage: 'waiting', settlement: null }
      : { origin: 'appeal', stage: 'closed', settlement: { atMs } as CaseRecord['settlement'] },
});

/** Files in memory, at the moment 10. `meanwhile` has the cases that others make between the look before an act and the act. */
function files() {
  const kept = new Map<string, StoredEvidence>();
  const world = { meanwhile: [] as readonly About[] };
  let about: readonly About[] = [];
  const evidence = {
    insert: async (stored: StoredEvidence) => void kept.set(stored.record.id, stored),
    find: async (id: string) => kept.get(id) ?? null,
    ofDecision: async () => [...kept.values()],
    remove: async (id: string) => void kept.delete(id),
  };
  const tx = { evidence, cases: { ofDecision: async () => about }, enter: () => undefined };
  const deps = {
    acts: {
      run: async (_: unknown, work: (one: typeof tx) => Promise<unknown>) => {
        about = world.meanwhile;
        return work(tx);
      },
    },
    store: evidence,
    oversight: {
      appealOf: async () => about.at(-1)?.record ?? null,
      decision: async () => ({ key: new Uint8Array(32), decided: { places: [], decidedAtMs: 0 } }),
    },
    ...{ crypto: nodeRuntime, nowMs: () => 10, newId: () => `file-${kept.size}` },
  } as unknown as EvidenceDeps;
  const add = () => new Evidence(deps).add(NOTICE, { name: 'pay.txt', bytes: utf8('I earn 1,234.') });
  return { world, kept, add, remove: (id: string) => new Evidence(deps).remove(NOTICE, id) };
}

describe('a file that a person hands in', () => {
  it('is taken back before it is sent', async () => {
    const { add, remove, kept } = files();
    await remove((await add()).id);
    expect(kept.size).toBe(0);
  });

  it('stays where the appeal is sent while it is taken back', async () => {
    const { world, add, remove, kept } = files();
    const { id } = await add();
    world.meanwhile = [appeal(null)];
    await expect(remove(id)).rejects.toMatchObject({ reason: 'evidence.sent' });
    expect(kept.size).toBe(1);
  });

  it('is not taken where the appeal with which it would count as sent is decided meanwhile', async () => {
    const { world, add, kept } = files();
    // One that was decided before waits for the next appeal.
    world.meanwhile = [appeal(9)];
    await add();
    world.meanwhile = [appeal(11)];
    await expect(add()).rejects.toMatchObject({ reason: 'evidence.late' });
    expect(kept.size).toBe(1);
  });
});
