import { expect, it } from 'vitest';
import { demandReadiness, type PlanDemand } from './demand.js';
import type { Readiness } from './readiness.js';

const GAP = { what: 'drills', why: 'nothing was ever practised' } as const;
const said = (demand: PlanDemand, status: Readiness['status']): string | null => {
  try {
    demandReadiness('lending/prod', demand, { status, gaps: status === 'ready' ? [] : [GAP], staleAtMs: null });
    return null;
  } catch (cause) {
    return (cause as Error).message;
  }
};

it('a version comes to serve with a plan as its policy asks for it, and is refused with what is missing by name', () => {
  const all = ['ready', 'stale', 'incomplete', 'missing'] as const;
  expect(all.map((status) => said('ready', status) === null)).toEqual([true, false, false, false]);
  expect(all.map((status) => said('complete', status) === null)).toEqual([true, true, false, false]);
  expect(said('ready', 'incomplete')).toBe(
    'the policy of lending/prod asks for an incident plan that is ready before another version serves, and it is incomplete (drills: nothing was ever practised)',
  );
});
