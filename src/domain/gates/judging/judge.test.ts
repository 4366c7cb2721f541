import { expect, it } from 'vitest';
import type { SeenRequirement } from '../../../core/gates/index.js';
import { personsBy } from '../../identity/index.js';
import type { Account } from '../../identity/ports.js';
import type { GateFact, KeptSignOff, Waiver } from '../model/index.js';
import { digestOfGate, wantedGate } from '../wanted/index.js';
import { heldWaivers, judgeGate } from './index.js';

const SECOND_MS = 1000;
const NOW = Date.UTC(2026, 10, 30);
const END = NOW + 60 * SECOND_MS;
const subject = { version: 'a', cutoff: 0.5, policyDigest: null };
const wanted = wantedGate.parse({
  ...{ deployment: 'd', mode: 'enforce', approvers: [{ role: 'legal' }] },
  requires: [{ id: 'drill', kind: 'drill', withinDays: 30 }],
});
const gate = { ...wanted, revision: 1, digest: digestOfGate(wanted), atMs: 0, by: [], modeSinceMs: 0 };
const lee: Account = {
  ...{ id: 'lee', name: 'lee', passwordHash: null, roles: ['legal'], createdAtMs: 0, disabledAtMs: null },
};
const standing = { owner: 'olga', deputy: null, builders: new Set(['bea']), personOf: personsBy([]) };
const drill = (seen: SeenRequirement['seen']): SeenRequirement => ({
  ...{ id: 'drill', kind: 'drill', who: ['stop-authority'], seen },
});
const NEVER = drill({ status: 'lacking', why: 'never practised' });
const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  ...{ type: 'waiver', id: 'w', deployment: 'd', version: 'a', requirement: 'drill', reason: 'it is on Monday' },
  ...{ atMs: NOW, untilMs: END, by: ['account:val', 'account:cro'], ended: null },
  ...more,
});
const judged = (facts: readonly GateFact[], nowMs: number, requirement = NEVER) =>
  judgeGate({
    ...{ gate, subject, requirements: [requirement], facts, nowMs, standing },
    accounts: new Map([['lee', lee]]),
  });
/** A signature under what the gate would stand on with these facts. */
function signed(facts: readonly GateFact[]): KeptSignOff {
  const { digest: set, items } = judged(facts, NOW).toSign!;
  const evidence = Object.fromEntries(items.map(({ requirement, digest }) => [requirement, digest]));
  return {
    ...{ type: 'sign-off', id: 's', deployment: 'd', version: 'a', role: 'legal', account: 'lee', statement: '' },
    ...{ set, evidence, atMs: NOW, withdrawn: null },
  };
}

it('a waiver lets a requirement go unmet to its last millisecond, and one that ended a second ago is none', () => {
  const facts = [signed([waiver()]), waiver()];
  for (const nowMs of [NOW, END - 1]) {
    const open = judged(facts, nowMs);
    expect([open.state, open.untilMs, open.stoodOn?.items[0]?.kind]).toEqual(['open', END, 'waiver']);
    expect(heldWaivers(facts, nowMs)).toEqual([waiver()]);
  }
  // Closed for what is missing in truth, whatever was signed: at the end itself, a second after it, and while a clock is before its beginning.
  for (const nowMs of [END, END + SECOND_MS, NOW - 1]) {
    const closed = judged(facts, nowMs);
    expect([closed.state, closed.missing]).toEqual([
      'closed',
      [{ requirement: 'drill', evidence: 'never practised', who: ['stop-authority'], sinceMs: null, isUnknown: false }],
    ]);
    expect(heldWaivers(facts, nowMs)).toEqual([]);
  }
});

it('a waiver that somebody ended, of another version or another requirement lets nothing through, and one that was not signed for neither', () => {
  const sign = signed([waiver()]);
  const others = [
    waiver({ ended: { atMs: NOW, by: 'account:cro' } }),
    waiver({ version: 'b' }),
    waiver({ requirement: 'audit' }),
  ];
  for (const one of others) expect(judged([sign, one], NOW).missing).toMatchObject([{ requirement: 'drill' }]);
  // A longer one in its place is other evidence, under which nobody signed.
  for (const one of [waiver({ id: 'v' }), waiver({ untilMs: END + 1 }), waiver({ reason: 'it is on Tuesday' })])
    expect(judged([sign, one], NOW).missing).toMatchObject([{ requirement: 'sign-off legal' }]);
});

it('a requirement that is met stands on its evidence and on no waiver; what is not known is waived like what is missing', () => {
  const item = { digest: 'x', kind: 'drill', what: 'a drill', untilMs: null };
  const met = judged([waiver()], NOW, drill({ status: 'met', items: [item] }));
  expect(met.toSign?.items.map(({ kind }) => kind)).toEqual(['drill']);
  const unknown = drill({ status: 'unknown', why: 'a row is not ours' });
  expect([judged([], NOW, unknown).state, judged([waiver()], NOW, unknown).toSign?.items[0]?.kind]).toEqual([
    'undecided',
    'waiver',
  ]);
});
