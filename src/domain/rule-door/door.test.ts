import { describe, expect, it } from 'vitest';
import type { RecordFault } from '../records/index.js';
import { RuleDoor } from './door.js';
import { type RuleMode, RuleView } from './rule-view.js';

const DIGEST = `sha256:${'9'.repeat(64)}`;
const MARK = (kept: boolean | null): string => `,"rule":${JSON.stringify({ digest: DIGEST, kept })}`;

/** The mark of a record with an outcome where the rule says another, or the code by which it is refused. */
function passed(outcome: unknown, says: 0 | 1 | null, mode: RuleMode, route = 'automatic'): string {
  const reason = says === null ? 'no score' : null;
  const rule = { digest: DIGEST, mode, fromMs: 10, untilMs: 20, decide: () => ({ outcome: says, reason }) };
  const door = new RuleDoor(new RuleView(new Map([['credit/prod', [rule]]])));
  const bytes = new TextEncoder().encode(JSON.stringify({ subject: 'p', score: 0.7, outcome }));
  try {
    return door.pass({ deployment: 'credit/prod', decidedAtMs: 10, route: route as 'automatic' }, bytes, 1);
  } catch (fault) {
    return (fault as RecordFault).code;
  }
}

describe('a record at the door of a rule', () => {
  it('is the rule\u2019s own, or refused, or marked', () => {
    expect(passed(0, 0, 'enforce')).toBe(MARK(true));
    expect(passed(1, 0, 'enforce')).toBe('RULE_OTHERWISE');
    expect(passed(1, 0, 'observe')).toBe(MARK(false));
    expect(passed(1, 0, 'enforce', 'reviewed')).toBe(MARK(null));
  });

  it('is held against the rule of its date, whenever it comes', () => {
    const rule = (digest: string, fromMs: number, untilMs: number | null, says: 0 | 1) =>
      ({ digest, mode: 'enforce', fromMs, untilMs, decide: () => ({ outcome: says, reason: null }) }) as const;
    const view = new RuleView(new Map([['credit/prod', [rule('first', 10, 20, 0), rule('second', 20, null, 1)]]]));
    const door = new RuleDoor(view);
    const bytes = new TextEncoder().encode(JSON.stringify({ subject: 'p', score: 0.7, outcome: 0 }));
    const at = (decidedAtMs: number): string =>
      door.pass({ deployment: 'credit/prod', decidedAtMs, route: 'automatic' }, bytes, 1);
    expect([9, 10, 19].map(at)).toEqual(['', ...[1, 2].map(() => ',"rule":{"digest":"first","kept":true}')]);
    expect(() => at(20)).toThrow('decides otherwise');
  });

  it('in which nothing was decided is not the 0 of the rule', () => {
    expect(passed(null, 0, 'observe')).toBe(MARK(false));
    expect(passed(null, 0, 'enforce')).toBe('RULE_OTHERWISE');
    expect(passed(null, null, 'observe')).toBe(MARK(false));
  });
});
