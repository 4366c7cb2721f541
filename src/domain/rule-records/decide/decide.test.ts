import { describe, expect, it } from 'vitest';
import type { CanaryInForce, GateInForce, StopInForce } from '../../../core/stops/index.js';
import { RuleView } from '../../rule-door/index.js';
import type { DecidingRule } from '../view/index.js';
import { decideBody } from './index.js';

const AT = '2026-12-01T10:00:00.000Z';
const [OLD, NEW] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`];
const RULE: DecidingRule = {
  ...{ id: 'r', digest: `sha256:${'9'.repeat(64)}`, mode: 'enforce', fromMs: 0, untilMs: null },
  decide: () => ({ outcome: 1, chance: 1, draw: null, key: null, reason: null }),
};
const RULES = new RuleView(new Map([['credit/prod', [RULE]]]));
const NOTHING = { stops: [] as StopInForce[], canaries: [] as CanaryInForce[], gates: [] as GateInForce[] };

/** The code by which a record is not decided; null where it is. */
function codeOf(fields: object, state: Partial<typeof NOTHING>): string | null {
  const given = { id: 'a', deployment: 'credit/prod', subject: 'p1', decidedAt: AT, score: 0.7 };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...given, ...fields }));
  const made = decideBody(bytes, 'ndjson', { rules: RULES, switch: { ...NOTHING, ...state } });
  expect(made.decided.length + made.undecided.length).toBe(1);
  return made.undecided[0]?.code ?? null;
}

const gate = (fields: Partial<GateInForce> = {}): { gates: GateInForce[] } => ({
  gates: [{ deployment: 'credit/prod', mode: 'enforce', places: null, open: [], ...fields }],
});
const OPEN = { version: OLD, from: '2026-12-01T00:00:00.000Z', until: '2026-12-02T00:00:00.000Z', isServing: true };

describe('deciding by a rule', () => {
  it('is for people behind a closed gate, for other versions and places as well', () => {
    expect(codeOf({}, {})).toBeNull();
    expect(codeOf({}, gate())).toBe('GATE_CLOSED');
    expect(codeOf({}, gate({ mode: 'observe' }))).toBeNull();
    expect(codeOf({}, gate({ open: [OPEN] }))).toBeNull();
    expect(codeOf({ decidedAt: OPEN.until }, gate({ open: [OPEN] }))).toBe('GATE_CLOSED');
    expect(codeOf({ version: NEW }, gate({ open: [OPEN] }))).toBe('GATE_CLOSED');
    const inEurope = gate({ open: [OPEN], places: ['EU'] });
    expect(codeOf({ jurisdiction: 'EU-FR' }, inEurope)).toBeNull();
    expect(codeOf({}, inEurope)).toBe('GATE_CLOSED');
    // An attribute of the person is not the place of the decision.
    expect(codeOf({ attributes: { jurisdiction: 'EU' } }, inEurope)).toBe('GATE_CLOSED');
  });

  it('is not for whoever may be of a group or a place that is stopped', () => {
    const stopped = (where: Record<string, string[]>): { stops: StopInForce[] } => ({
      stops: [
        {
          ...{ id: 's', mode: 'review', fallback: { kind: 'human-queue' }, since: AT, drill: false },
          reach: { deployments: 'all', where },
        },
      ],
    });
    const women = stopped({ sex: ['f'] });
    expect(codeOf({ attributes: { sex: 'm' } }, women)).toBeNull();
    for (const attributes of [{ sex: 'f' }, { sex: null }, {}])
      expect(codeOf({ attributes }, women), JSON.stringify(attributes)).toBe('DECISION_STOPPED');
    const there = stopped({ jurisdiction: ['EU'] });
    expect(codeOf({ jurisdiction: 'US' }, there)).toBeNull();
    expect(codeOf({ attributes: { jurisdiction: 'US' } }, there)).toBe('DECISION_STOPPED');
  });

  it('is by the score of the version that is to decide while another one is tried out', () => {
    const canary = { id: 'c', deployment: 'credit/prod', version: NEW, incumbent: OLD, share: 1 };
    const tried = { canaries: [{ ...canary, isHeld: false }] };
    expect(codeOf({}, tried)).toBe('DECISION_STOPPED');
    expect(codeOf({ version: OLD }, tried)).toBe('DECISION_STOPPED');
    expect(codeOf({ version: NEW }, tried)).toBeNull();
    // A version that is held decides for nobody.
    const held = { canaries: [{ ...canary, isHeld: true }] };
    expect(codeOf({ version: NEW }, held)).toBe('DECISION_STOPPED');
    expect(codeOf({ version: OLD }, held)).toBeNull();
  });
});
