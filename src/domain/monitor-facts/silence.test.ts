import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SilenceShown } from './fact-change.js';
import { type FactChange, factJson, factText, planFacts, readFacts, startFacts } from './index.js';
import { listen, passBlock, type SilenceFact, type SilenceState } from './silence.js';

const HOUR = 3_600_000;
const facts = planFacts({ block: '1h', quality: { silence: '6h' } });
const [fact] = facts as [SilenceFact];
const told = (changes: readonly FactChange[]) => changes.map(({ condition, atMs }) => [condition, atMs / HOUR]);

describe('silence', () => {
  it('begins by the clock after longer than is allowed, once, and ends when a decision came', () => {
    const [state] = startFacts(facts, 0) as [SilenceState];
    const hear = (heardMs: number, untilMs: number | null) => told(listen(fact, state, { heardMs, untilMs }));
    expect(hear(0, 6 * HOUR)).toEqual([]);
    expect(hear(0, 6 * HOUR + 1)).toHaveLength(1);
    expect(hear(0, 30 * HOUR)).toEqual([]);
    expect(hear(31 * HOUR, null)).toEqual([['resolved', 31]]);
    expect(hear(31 * HOUR, 36 * HOUR)).toEqual([]);
    // Two silences between which nobody looked.
    expect(hear(31 * HOUR, 38 * HOUR)).toEqual([['firing', 38]]);
    expect(hear(40 * HOUR, 50 * HOUR)).toEqual([
      ['resolved', 40],
      ['firing', 50],
    ]);
    expect(state.alarms).toBe(3);
  });

  it('is never judged by what is not all read', () => {
    const [state] = startFacts(facts, 0) as [SilenceState];
    expect(listen(fact, state, { heardMs: 0, untilMs: null })).toEqual([]);
    expect(state.condition).toBe('watching');
  });

  it('is corrected where what was decided meanwhile came late, and says nothing where nothing was', () => {
    for (const late of [0, 120]) {
      const [state] = startFacts(facts, 0) as [SilenceState];
      listen(fact, state, { heardMs: 1.5 * HOUR, untilMs: 9 * HOUR });
      // The block in which it began is no whole block of it, and neither is that in which it ends.
      expect(passBlock(fact, state, { from: HOUR, to: 2 * HOUR, decisions: 50 })).toEqual([]);
      listen(fact, state, { heardMs: 10.5 * HOUR, untilMs: null });
      for (let hour = 2; hour < 10; hour++)
        expect(passBlock(fact, state, { from: hour * HOUR, to: (hour + 1) * HOUR, decisions: late / 8 })).toEqual([]);
      const settled = passBlock(fact, state, { from: 10 * HOUR, to: 11 * HOUR, decisions: 50 });
      expect(settled.map(({ shown }) => (shown as SilenceShown).madeMeanwhile)).toEqual(late === 0 ? [] : [120]);
      expect(readFacts(facts, JSON.parse(JSON.stringify([factJson(state)])))).toEqual([state]);
      if (late > 0)
        expect(factText(settled[0]!.shown, 'watching')).toBe(
          'a decision came at 1970-01-01 10:30, 9 h after the one before; 120 decisions made meanwhile came late: it was cut off, and not idle',
        );
    }
  });

  it('does not say how many came late of a silence that holds no whole block', () => {
    const [long] = planFacts({ block: '1d', quality: { silence: '6h' } }) as [SilenceFact];
    const [state] = startFacts(facts, 0) as [SilenceState];
    listen(long, state, { heardMs: 0.5 * HOUR, untilMs: 9 * HOUR });
    listen(long, state, { heardMs: 10 * HOUR, untilMs: null });
    passBlock(long, state, { from: 0, to: 24 * HOUR, decisions: 50 });
    expect(state).toMatchObject({ condition: 'resolved', decisions: 0, isSettled: true });
    expect(readFacts(facts, [{ ...factJson(state), alarms: -1 }])).toBeNull();
  });

  it('fires exactly in pauses that are too long, whoever looks and when', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (pauses, everyHours) => {
          const [state] = startFacts(facts, 0) as [SilenceState];
          let [heard, now, fired] = [0, 0, 0];
          const count = (changes: readonly FactChange[]): void => {
            fired += changes.filter(({ condition }) => condition === 'firing').length;
          };
          for (const pause of pauses) {
            const next = heard + pause * HOUR;
            for (now += everyHours * HOUR; now < next; now += everyHours * HOUR)
              count(listen(fact, state, { heardMs: heard, untilMs: now }));
            // Looked at just before the next decision, too.
            count(listen(fact, state, { heardMs: heard, untilMs: next - 1 }));
            heard = next;
            now = next;
            count(listen(fact, state, { heardMs: heard, untilMs: null }));
            expect(state.condition).not.toBe('firing');
          }
          expect(fired).toBe(pauses.filter((pause) => pause > 6).length);
        },
      ),
    );
  });
});
