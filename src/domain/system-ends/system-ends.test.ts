import { describe, expect, it } from 'vitest';
import type { Dependents } from './index.js';
import { KnownEnds, type SystemEnd, SystemEnds, type SystemEndsDeps } from './index.js';

const AUDIT = { id: 'audit-1', atMs: 1 };
const NOTHING: Dependents = {
  dependents: [{ kind: 'deployment', n: 1, isMore: false, some: ['credit/prod'] }],
  lastAudit: AUDIT,
};
const open = (kind: 'case' | 'incident' | 'offer' | 'rule', n = 1, isMore = false): Dependents => ({
  dependents: [{ kind, n, isMore, some: n === 0 ? [] : [`${kind}-1`] }],
  lastAudit: AUDIT,
});
const wanted = (more: object = {}) => ({
  ...{ system: 'credit', decisionsUntilMs: 100, successor: null, reason: 'replaced', told: 'by letter', ...more },
});

function world() {
  let ends: readonly SystemEnd[] = [];
  const state = { nowMs: 10, dependents: NOTHING, changed: 0 };
  const entries: { readonly type: string; readonly payload: object }[] = [];
  const store = {
    lock: async () => undefined,
    all: async () => ends,
    save: async (all: readonly SystemEnd[]) => {
      ends = all;
    },
    watch: () => () => undefined,
  };
  /** What another act does just before one's own begins. */
  const during = { begins: (): void => undefined };
  const acts = {
    async run(_: unknown, work: (tx: object) => Promise<unknown>) {
      during.begins();
      return work({ systemEnds: store, enter: (event: (typeof entries)[number]) => entries.push(event) });
    },
  } as unknown as SystemEndsDeps['acts'];
  const systems = [{ id: 'credit' }, { id: 'credit-2' }] as unknown as Awaited<
    ReturnType<SystemEndsDeps['registry']>
  >['systems'];
  const made = new SystemEnds({
    ...{ acts, store, registry: async () => ({ systems }), dependents: async () => state.dependents },
    onChange: () => {
      state.changed++;
    },
    nowMs: () => state.nowMs,
  });
  const types = (): string[] => entries.map(({ type }) => type);
  const takenUntil = async (): Promise<number | undefined> =>
    (await new KnownEnds({ store, nowMs: () => state.nowMs }).current()).get('credit');
  return { made, state, during, entries, types, takenUntil };
}

describe('the end of a system', () => {
  it('is announced, frozen by the time alone, and retired once nothing that is open depends on it', async () => {
    const { made, state, types, entries, takenUntil } = world();
    expect(await made.view('credit')).toMatchObject({ state: null, open: ['no end of it was announced'] });
    expect(await takenUntil()).toBeUndefined();
    await made.announce(wanted({ successor: 'credit-2' }), 'ann');
    expect(await made.view('credit')).toMatchObject({ state: 'announced', open: ['decisions of it are still taken'] });
    expect(await takenUntil()).toBe(100);
    state.nowMs = 100;
    expect(await made.view('credit')).toMatchObject({ state: 'frozen', open: [] });
    await made.retire('credit', 'ann');
    expect(await made.view('credit')).toMatchObject({
      state: 'retired',
      end: { retiredAtMs: 100, retiredBy: 'ann', lastAudit: 'audit-1' },
    });
    expect(await takenUntil()).toBe(Number.NEGATIVE_INFINITY);
    expect(types()).toEqual(['system.end-announced', 'system.retired']);
    expect(entries[0]!.payload).toMatchObject({ successor: 'credit-2', decisionsUntil: '1970-01-01T00:00:00.100Z' });
    expect(state.changed).toBe(2);
  });

  it.each([
    [open('case', 3), '3 appeals and reviews that are not decided (case-1, ...)'],
    // Of more than were looked at some may be its own: that is no nothing.
    [open('case', 0, true), 'at least 0 appeals and reviews that are not decided'],
    [open('incident'), '1 incidents that are not closed (incident-1)'],
    [open('offer', 2, true), 'at least 2 changes that were offered to people and still hold (offer-1, ...)'],
    [open('rule'), '1 rules by which its deployments decide (rule-1)'],
    [{ ...NOTHING, lastAudit: null }, 'no audit of it was made'],
  ])('is not reached while something is open, which the refusal names (%#)', async (dependents, named) => {
    const { made, state, types } = world();
    await made.announce(wanted(), 'ann');
    state.nowMs = 100;
    state.dependents = dependents;
    await expect(made.retire('credit', 'ann')).rejects.toThrow(named);
    expect(types()).toEqual(['system.end-announced']);
    state.dependents = NOTHING;
    await made.retire('credit', 'ann');
  });

  it('sees what came to depend on the system until the act itself', async () => {
    const { made, state, during, types } = world();
    await made.announce(wanted({ decisionsUntilMs: 10 }), 'ann');
    during.begins = () => {
      state.dependents = open('case');
    };
    await expect(made.retire('credit', 'ann')).rejects.toThrow('appeals and reviews that are not decided (case-1)');
    expect(types()).toEqual(['system.end-announced']);
  });

  it('announced for a moment ago begins now: what was taken meanwhile stays', async () => {
    const { made, takenUntil } = world();
    await made.announce(wanted({ decisionsUntilMs: 9 }), 'ann');
    expect([await takenUntil(), (await made.view('credit')).state]).toEqual([10, 'frozen']);
  });

  it('has no successor that has ended itself', async () => {
    const { made, state, types } = world();
    await made.announce(wanted({ system: 'credit-2' }), 'ann');
    await made.announce(wanted({ successor: 'credit-2' }), 'ann');
    state.nowMs = 100;
    await made.withdraw('credit', 'anew', 'ann');
    const again = wanted({ decisionsUntilMs: 200, successor: 'credit-2' });
    await expect(made.announce(again, 'ann')).rejects.toThrow('credit-2 is frozen itself');
    expect(types()).toHaveLength(3);
  });

  it('needs no audit of a system that never served', async () => {
    const { made, state, entries } = world();
    state.dependents = { dependents: [], lastAudit: null };
    await made.announce(wanted({ decisionsUntilMs: 10 }), 'ann');
    await made.retire('credit', 'ann');
    expect(entries.at(-1)!.payload).toMatchObject({ lastAudit: null });
  });

  it('is not reached before its day, nor unannounced, nor twice', async () => {
    const { made, state } = world();
    await expect(made.retire('credit', 'ann')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await made.announce(wanted(), 'ann');
    state.nowMs = 99;
    await expect(made.retire('credit', 'ann')).rejects.toThrow('decisions of it are still taken');
    state.nowMs = 100;
    await made.retire('credit', 'ann');
    for (const again of [made.retire('credit', 'ann'), made.announce(wanted({ decisionsUntilMs: 500 }), 'ann')])
      await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(made.withdraw('credit', 'late', 'ann')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('has another day while it is announced, and no other once it is frozen, unless it is taken back', async () => {
    const { made, state, types, takenUntil } = world();
    await made.announce(wanted(), 'ann');
    await made.announce(wanted({ decisionsUntilMs: 200 }), 'ann');
    expect(await takenUntil()).toBe(200);
    state.nowMs = 200;
    await expect(made.announce(wanted({ decisionsUntilMs: 300 }), 'ann')).rejects.toThrow('credit is frozen already');
    await made.withdraw('credit', 'the successor is late', 'bo');
    expect(await takenUntil()).toBeUndefined();
    await made.announce(wanted({ decisionsUntilMs: 300 }), 'ann');
    expect(types().slice(2)).toEqual(['system.end-withdrawn', 'system.end-announced']);
    await expect(made.withdraw('credit-2', 'none', 'bo')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    [{ system: 'credits' }, /no system "credits" is registered/],
    [{ successor: 'credit' }, /cannot take its own place/],
    [{ successor: 'credit-3' }, /no system "credit-3"/],
    [{ decisionsUntilMs: -60_000 }, /decisionsUntil is past/],
  ])('is refused with %j', async (more, message) => {
    const { made, types } = world();
    await expect(made.announce(wanted(more), 'ann')).rejects.toThrow(message);
    expect(types()).toEqual([]);
  });
});
