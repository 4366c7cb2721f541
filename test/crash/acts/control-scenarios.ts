import type { ControlRecords } from '../../../src/domain/control-records/index.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const recordsOf = ({ deps }: Plane): ControlRecords =>
  (deps.rooms.find(({ name }) => name === 'controls')!.deps as { readonly records: () => ControlRecords }).records();
const numberOf = async (plane: Plane, system: string): Promise<number> =>
  (await recordsOf(plane).list({ system, before: null, limit: 1000 })).length;

export const CONTROL_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a record about a system is kept': scenario({
    acts: ['control.record'],
    leaves: ['control.recorded'],
    again: ['control.recorded'],
    before: async (plane) => {
      const system = (await plane.deps.registry.snapshot()).systems[0]!.id;
      return { system, n: await numberOf(plane, system) };
    },
    act: (plane, { system }) =>
      recordsOf(plane).keep({ system, kind: 'profile', body: { answers: { deployer: true } } }, 'test'),
    changed: async (plane, { system, n }) => [(await numberOf(plane, system)) > n],
  }),
};
