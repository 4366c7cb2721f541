import { expect, it } from 'vitest';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import type { CaseRecord } from '../../../core/oversight/index.js';
import { clocksFrom } from '../law/index.js';
import type { StoredCase } from '../model/index.js';
import { endIfErased, enterMissed } from './change-case.js';
import type { OversightDeps } from './deps.js';

const DAY = 86_400_000;
const OPENED_MS = Date.parse('2026-11-30T09:00:00Z');

/** One appeal whose decision is as `material` says, some days after it was opened; after 200 of them all its clocks ran out. */
function world(material: OversightDeps['material'], days = 200) {
  const record: CaseRecord = {
    ...{ id: 'case-1', revision: 1, decision: 'decision-1', deployment: 'd/prod', system: 's', origin: 'appeal' },
    ...{
      queue: 'appeal',
      isHighImpact: false,
      stage: 'waiting',
      openedAtMs: OPENED_MS,
      openedBy: 'subject',
      excluded: [],
    },
    clocks: clocksFrom(['DE'], OPENED_MS),
    ...{ resumesTo: null, reads: [], settlement: null, applied: null, notice: null },
  };
  let stored: StoredCase = { record, sealed: new Uint8Array([1]) };
  const entered: string[] = [];
  const incidents: object[] = [];
  const tx = {
    cases: {
      lock: async () => stored,
      save: async (now: StoredCase) => {
        stored = now;
      },
    },
    enter: ({ type }: { type: string }) => void entered.push(type),
  };
  const deps = {
    ...{ material, crypto: nodeRuntime, nowMs: () => OPENED_MS + days * DAY },
    acts: { run: (_act: unknown, work: (of: object) => unknown) => work(tx) },
    incidents: { open: async (one: object) => void incidents.push(one) },
  } as unknown as OversightDeps;
  return { deps, entered, incidents, found: stored, now: () => stored };
}
const erased = async () => ({ view: {} as never, key: null });

it('a case whose decision was erased while it was opened ends at once', async () => {
  const { deps, entered, now } = world(erased, 0);
  await expect(endIfErased(deps, now().record)).rejects.toMatchObject({ reason: 'case.decision-erased' });
  expect([now().record.stage, now().sealed.length, entered]).toEqual(['closed', 0, ['case.erased']]);
});

it('one whose decision stands, or cannot be looked at now, goes on', async () => {
  for (const material of [
    async () => ({ view: {} as never, key: new Uint8Array(32) }),
    async () => Promise.reject(new Error('away')),
  ]) {
    const { deps, entered, now } = world(material);
    await endIfErased(deps, now().record);
    expect([now().record.stage, entered]).toEqual(['waiting', []]);
  }
});

it('a clock of a case that an erasure missed opens no incident about nobody, and ends the case', async () => {
  const missed = world(erased);
  expect((await enterMissed(missed.deps, missed.found))?.record.stage).toBe('closed');
  // That its clocks ran out while it stood is entered all the same.
  expect([missed.entered.at(-1), missed.incidents]).toEqual(['case.erased', []]);
  const late = world(async () => ({ view: {} as never, key: new Uint8Array(32) }));
  await enterMissed(late.deps, late.found);
  expect([new Set(late.entered), late.incidents.length]).toEqual([new Set(['case.clock-missed']), 1]);
  expect(late.now().record.stage).toBe('waiting');
});
