import { expect, it } from 'vitest';
import type { GateChange } from '../judging/index.js';
import type { Opening, StoredGate } from '../model/index.js';
import { gateSignals } from './signals.js';

const subject = (version: string, cutoff: number) => ({ version, cutoff, policyDigest: null });
const closed = (version: string, cutoff: number): GateChange => {
  const opening: Opening = {
    ...{ id: 'o', deployment: 'd', subject: subject(version, cutoff), fromMs: 0, untilMs: 5, set: 's', evidence: {} },
    ...{ signOffs: [], closed: { atMs: 5, because: 'it is no longer to decide on the deployment' } },
  };
  return { kind: 'closed', opening };
};
const told = (
  change: GateChange | null,
  closedBecause: string | null,
  isFiring: boolean | null = false,
  mode: StoredGate['mode'] = 'enforce',
) =>
  gateSignals(
    {
      gate: { deployment: 'd', mode } as StoredGate,
      changes: change === null ? [] : [change],
      serving: { subject: subject('a', 0.6), closedBecause },
    },
    { isFiring, atMs: 9 },
  ).map(({ state, content }) => [state, content.facts.because]);

it('tells that the gate is closed for what serves, with what is missing, and not that it closed for another cutoff beside an open one', () => {
  expect(told(closed('a', 0.6), 'drill: is too old')).toEqual([['firing', 'drill: is too old']]);
  expect(told(closed('a', 0.5), 'sign-off owner: nobody has')).toEqual([['firing', 'sign-off owner: nobody has']]);
  expect(told(closed('a', 0.5), null)).toEqual([['resolved', null]]);
  expect(told(closed('b', 0.6), 'x', true)).toEqual([]);
});

it('tells of a version that serves from now on behind a closed gate, once, and that the alert about the one before is over', () => {
  expect(told(null, 'drill: is too old')).toEqual([['firing', 'drill: is too old']]);
  expect(told(null, 'drill: is too old', true)).toEqual([]);
  expect(told(null, null, true)).toEqual([['resolved', null]]);
  expect([told(null, null), told(null, 'x', null), told(null, null, null)]).toEqual([[], [], []]);
  // A gate that only observes refuses nothing, so that nobody is woken before it was open once.
  expect(told(null, 'x', false, 'observe')).toEqual([]);
  expect(told(null, null, true, 'observe')).toEqual([['resolved', null]]);
});
