import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coversPlace, GateView, type OpenSpan, refusalOf, subjectKey } from '../../core/gates/index.js';
import { RecordFault } from '../records/index.js';
import { GateCounts, GateDoor, type GateOutcome } from './index.js';

const subject = { version: 'v', cutoff: null, policyDigest: null };
const time = fc.integer({ min: 0, max: 12 });
const span = fc
  .tuple(time, time, fc.boolean())
  .map(([a, b, isClosed]): OpenSpan => ({ fromMs: Math.min(a, b), untilMs: Math.max(a, b), isClosed }));

it('lets pass what the rule lets pass, refuses the rest where it is enforced, and counts each under what came of it', () => {
  const place = fc.constantFrom(null, 'EU', 'US', 'US-FL');
  const record = fc.record({
    ...{ decidedAtMs: time, version: fc.constantFrom(null, 'v'), jurisdiction: place },
    route: fc.constantFrom('automatic' as const, 'reviewed' as const, 'fallback' as const),
  });
  const of = fc.record({ mode: fc.constantFrom('observe' as const, 'enforce' as const), sinceMs: time, lateMs: time });
  const places = fc.constantFrom(null, ['US'], ['EU', 'US-FL']);
  fc.assert(
    fc.property(
      of,
      places,
      fc.array(span, { maxLength: 3 }),
      time,
      fc.array(record),
      (some, listed, spans, nowMs, records) => {
        const rule = { ...some, places: listed, spans: new Map([[subjectKey(subject), spans]]) };
        const counts = new GateCounts();
        const door = new GateDoor(new GateView(new Map([['d', rule]])), nowMs, counts);
        door.next('d', subject);
        const expected: Record<string, number> = {};
        for (const one of records) {
          const refusal = refusalOf(rule, spans, { decidedAtMs: one.decidedAtMs, nowMs });
          const outcome: GateOutcome =
            one.route === 'fallback' && one.version === null
              ? 'fallback'
              : (refusal ?? (coversPlace(listed, one.jurisdiction) ? 'passed' : 'place'));
          expected[outcome] = (expected[outcome] ?? 0) + 1;
          const isRefused = rule.mode === 'enforce' && outcome !== 'passed' && outcome !== 'fallback';
          let fault: unknown = null;
          try {
            door.pass(one);
          } catch (cause) {
            fault = cause;
          }
          expect(fault instanceof RecordFault ? fault.code : fault).toBe(isRefused ? 'GATE_CLOSED' : null);
        }
        expect(Object.fromEntries(counts.read().map((each) => [each.outcome, each.records]))).toEqual(expected);
      },
    ),
  );
});

it('lets everything of a deployment without a gate pass, and counts none of it', () => {
  const counts = new GateCounts();
  const door = new GateDoor(new GateView(), 0, counts);
  door.next('d', subject);
  door.pass({ decidedAtMs: 5, version: null, jurisdiction: null, route: 'automatic' });
  expect(counts.read()).toEqual([]);
});
