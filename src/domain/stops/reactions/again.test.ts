import { describe, expect, it } from 'vitest';
import type { Canary } from '../canaries/index.js';
import type { Stop } from '../model/index.js';
import { AGAIN_EVIDENCE, againCondition, endsOf, lastEndsOf } from './again.js';
import type { DoneReaction } from './ports.js';
import { isDueIn, roundsOf } from './rounds.js';

const DAY_MS = 86_400_000;
const rates = { kind: 'rates', compare: 'difference', bound: { max: 0.1 } } as const;
const done = (more: Partial<DoneReaction>): DoneReaction =>
  ({ change: 1, position: 0, does: 'stop', stop: null, canary: null, problem: null, ...more }) as DoneReaction;
const step = (atMs: number, isHeld: boolean) => ({ atMs, isHeld, share: 0.1, by: 'a', reason: 'test' });
const gathered = (logs: readonly number[]) => ({ untilMs: 9, past: [], logs });

describe('what a policy set off and persons ended', () => {
  const ends = endsOf({
    stops: {
      inForce: async () => [{ id: 'holds' } as Stop],
      find: async (id) => (id === 'ended' ? ({ id, end: { atMs: 7 } } as Stop) : null),
    },
    canaries: {
      inForce: async () => [
        { id: 'held', steps: [step(1, false), step(2, true)] } as unknown as Canary,
        { id: 'released', steps: [step(1, false), step(2, true), step(5, false), step(8, false)] } as unknown as Canary,
        { id: 'never held', steps: [step(1, false)] } as unknown as Canary,
      ],
    },
  });

  it.each<[string, Partial<DoneReaction>, number | null]>([
    ['a stop that holds', { stop: 'holds' }, null],
    ['a stop that was resumed', { stop: 'ended' }, 7],
    ['a stop that is gone', { stop: 'gone' }, null],
    ['a canary that is held', { canary: 'held' }, null],
    ['a canary that was let go on, and given another share since', { canary: 'released' }, 5],
    ['a canary that is over', { canary: 'over' }, null],
    ['a canary that nobody held', { canary: 'never held' }, null],
    ['what is asked of people', { does: 'audit' }, null],
  ])('%s', async (_what, more, endedMs) => {
    expect(await ends(done(more))).toBe(endedMs);
  });

  it('counts from the last resume, also for an alert that had set off an earlier stop only, and asks for each stop once', async () => {
    const asked: string[] = [];
    const switched = endsOf({
      stops: {
        inForce: async () => [],
        async find(id) {
          asked.push(id);
          return { id, end: { atMs: id === 'first' ? 7 : 20 } } as Stop;
        },
      },
      canaries: { inForce: async () => [] },
    });
    const of = (more: Partial<DoneReaction>) => done({ deployment: 'm/prod', policy: 'p', stop: 'first', ...more });
    const all = [of({}), of({ change: 2, stop: 'second' }), of({ change: 3, deployment: 'n/prod' }), of({ change: 4 })];
    const last = lastEndsOf(all, switched);
    expect(await Promise.all(all.map(last))).toEqual([20, 20, 7, 20]);
    expect(asked).toEqual(['first', 'second']);
    const other = [of({}), of({ change: 2, stop: 'second', does: 'throttle' }), of({ change: 3, stop: null })];
    expect(await Promise.all(other.map(lastEndsOf(other, switched)))).toEqual([7, 20, null]);
  });

  it('is due in a round of its own, counted on from the last one', async () => {
    const table = [{ do: 'stop' }, { do: 'audit' }, { do: 'review' }] as const;
    const all = [done({ stop: 'ended', round: 2 }), done({ position: 1, does: 'audit' })];
    expect(await roundsOf(table, { done: all, endOf: ends })).toEqual([
      { position: 0, reaction: table[0], round: 3, endedMs: 7, again: 'resumed' },
      { position: 2, reaction: table[2], round: 0, endedMs: null, again: null },
    ]);
  });

  it('is due anew where people could not take it, counted on from where it was', async () => {
    const table = [{ do: 'review', staffedFor: 9 }] as const;
    const refused = { stop: null, round: 2, refused: 'staffing', problem: 'too many' } as const;
    for (const endedMs of [null, 7]) {
      const all = [done({ ...refused, endedMs })];
      const [round] = await roundsOf(table, { done: all, endOf: lastEndsOf(all, ends) });
      expect(round).toEqual({ position: 0, reaction: table[0], round: 3, endedMs, again: 'staffed' });
    }
    expect(await roundsOf(table, { done: [done({ ...refused, refused: undefined })], endOf: ends })).toEqual([]);
  });

  it('asks for evidence from then on where the requirement is about rates, and for a day of the alert where it is not', () => {
    expect(againCondition({}, { isOfRates: true })).toMatchObject({ evidence: AGAIN_EVIDENCE, after: undefined });
    expect(againCondition({ evidence: 20, after: '6h' }, { isOfRates: true })).toMatchObject({
      evidence: 20,
      after: '6h',
    });
    expect(againCondition({ after: '6h' }, { isOfRates: false })).toEqual({ after: '6h', beyond: undefined });
    const round = { reaction: { do: 'stop' as const }, endedMs: DAY_MS };
    const at = (nowMs: number, watch: typeof rates | null, logs: readonly number[] = []) =>
      isDueIn(
        round,
        { firedAtMs: 0, nowMs, line: null, watch },
        { sinceFired: gathered([99]), sinceEnded: new Map(logs.length === 0 ? [] : [[DAY_MS, gathered(logs)]]) },
      );
    expect([at(9 * DAY_MS, rates), at(DAY_MS + 1, rates, [4.6]), at(DAY_MS + 1, rates, [4.61])]).toEqual([
      false,
      false,
      true,
    ]);
    expect([at(2 * DAY_MS - 1, null), at(2 * DAY_MS, null)]).toEqual([false, true]);
  });
});
