import type { Lineage } from '../../../src/domain/lineage/index.js';
import { entryTypes } from './entry-types.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const READER = { actor: 'test', purpose: 'test' };
const lineageOf = ({ deps }: Plane): Lineage =>
  (deps.rooms.find(({ name }) => name === 'lineage')!.deps as { readonly lineage: Lineage }).lineage;
const readsTold = async ({ store }: Plane): Promise<number> =>
  (await entryTypes(store, 'reads')).filter((type) => type === 'lineage.read').length;

/** Tells a training run that learned from one person, whose data set has the name of the run. */
export const runToldOf = (plane: Plane, id: string, subject: string) =>
  lineageOf(plane).record(
    {
      ...{ id, source: 'client', name: `run ${id}`, startedAt: null, endedAt: null, code: null, foreign: null },
      versions: [`sha256:${'7'.repeat(64)}`],
      data: [{ namespace: '', name: id, version: null, digest: null, role: 'training', rows: 3 }],
      parameters: {},
      subjects: [[subject]],
    },
    'test',
  );

const idOf = (n: number): string => `0193f7c2-6a55-7d1e-9f10-${String(n).padStart(12, '0')}`;

export const LINEAGE_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a training run is told': scenario({
    acts: ['lineage.record'],
    leaves: ['lineage.recorded'],
    again: [],
    before: async (_, n) => idOf(n),
    act: (plane, id) => runToldOf(plane, id, 'person-1'),
    changed: async (plane, id) => [
      await lineageOf(plane)
        .run(id)
        .then(() => true)
        .catch(() => false),
      (await lineageOf(plane).data({ name: id, after: null, limit: 1 })).length > 0,
    ],
  }),
  'the data sets of a person are read': scenario({
    acts: ['lineage.read'],
    leaves: [],
    again: [],
    before: (plane) => readsTold(plane),
    act: (plane) => lineageOf(plane).ofSubject({ subject: 'nobody', after: null }, READER),
    changed: async (plane, told) => [(await readsTold(plane)) > told],
  }),
};
