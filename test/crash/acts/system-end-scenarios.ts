import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { SystemEnds } from '../../../src/domain/system-ends/index.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const endsOf = ({ deps }: Plane): SystemEnds =>
  (deps.rooms.find(({ name }) => name === 'system-ends')!.deps as { readonly ends: () => SystemEnds }).ends();
const LATER_MS = Date.UTC(2100, 0, 1);
const stateOf = async (plane: Plane, system: string) => (await endsOf(plane).view(system)).state;

/** A system of its own that never serves. */
async function registered(plane: Plane, system: string): Promise<string> {
  const one = { id: system, purpose: 'ends', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' };
  await applyDocument({ systems: [one] }, 'test', plane.deps);
  return system;
}
async function announced(plane: Plane, system: string, decisionsUntilMs: number): Promise<string> {
  await registered(plane, system);
  const wanted = { system, decisionsUntilMs, successor: null, reason: 'replaced', told: 'by letter' };
  await endsOf(plane).announce(wanted, 'test');
  return system;
}

export const SYSTEM_END_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the end of a system is announced': scenario({
    acts: ['system-end.announce'],
    leaves: ['system.end-announced'],
    again: ['system.end-announced'],
    before: (plane, n) => registered(plane, `ends-${n}`),
    act: (plane, system) =>
      endsOf(plane).announce(
        { system, decisionsUntilMs: LATER_MS, successor: null, reason: 'replaced', told: 'by letter' },
        'test',
      ),
    changed: async (plane, system) => [(await stateOf(plane, system)) === 'announced'],
  }),
  'the end of a system is taken back': scenario({
    acts: ['system-end.withdraw'],
    leaves: ['system.end-withdrawn'],
    again: 'NOT_FOUND',
    before: (plane, n) => announced(plane, `stays-${n}`, LATER_MS),
    act: (plane, system) => endsOf(plane).withdraw(system, 'too early', 'test'),
    changed: async (plane, system) => [(await stateOf(plane, system)) === null],
  }),
  'a system is retired': scenario({
    acts: ['system-end.retire'],
    leaves: ['system.retired'],
    again: 'CONFLICT',
    before: (plane, n) => announced(plane, `retires-${n}`, Date.now()),
    act: (plane, system) => endsOf(plane).retire(system, 'test'),
    changed: async (plane, system) => [(await stateOf(plane, system)) === 'retired'],
  }),
};
