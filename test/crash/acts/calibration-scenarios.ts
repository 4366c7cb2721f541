import type { Person } from '../../../src/core/oversight/index.js';
import type { Calibrations, Standards } from '../../../src/domain/calibrations/index.js';
import { entryTypes } from './entry-types.js';
import { claimed, oversightOf, reader } from './oversight-scenarios.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const depsOf = ({ deps }: Plane) =>
  deps.rooms.find(({ name }) => name === 'oversight')!.deps as {
    readonly calibrations: Calibrations;
    readonly standards: Standards;
  };
const calibrationsOf = (plane: Plane): Calibrations => depsOf(plane).calibrations;
const standardsOf = (plane: Plane): Standards => depsOf(plane).standards;
const VIEW = { outcome: 1, confidence: 3, reason: 'so' } as const;

/** A closed case, and two readers who did not touch it. */
async function closed(plane: Plane, n: number): Promise<{ id: string; readers: readonly [Person, Person] }> {
  const { id, person } = await claimed(plane, n);
  const oversight = oversightOf(plane);
  // View and answer are what the machine decided, so that no panel is needed and nothing changes.
  const { outcome } = (await oversight.decision((await oversight.find(id)).decision)).decided;
  await oversight.commitView(id, { person, view: { ...VIEW, outcome } });
  await oversight.answer(id, { person, answer: { outcome, reason: 'so' } });
  await oversight.lead(id, 'notify', 'test');
  await oversight.lead(id, 'close', 'test');
  return { id, readers: [await reader(plane, n), await reader(plane, n)] };
}
async function opened(plane: Plane, n: number) {
  const { id, readers } = await closed(plane, n);
  const names = readers.map(({ name }) => name);
  const calibration = await calibrationsOf(plane).open({ title: `t ${n}`, cases: [id], readers: names }, 'test');
  return { calibration, reader: readers[0] };
}
const seenIn = async ({ store }: Plane): Promise<number> =>
  (await entryTypes(store, 'reads')).filter((type) => type === 'calibration.seen').length;
const textOf = (n: number): string => `text ${n} ${crypto.randomUUID()}`;

export const CALIBRATION_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a calibration is opened': scenario({
    acts: ['calibration.open'],
    leaves: ['calibration.opened'],
    again: 'INVALID',
    before: closed,
    act: (plane, { id, readers }) =>
      calibrationsOf(plane).open({ title: 't', cases: [id], readers: readers.map(({ name }) => name) }, 'test'),
    changed: async (plane, { id, readers }) => [
      (await calibrationsOf(plane).mine(readers[0])).length > 0,
      (await oversightOf(plane).find(id)).excluded.some(({ why }) => why === 'calibration'),
    ],
  }),
  'a reader sees a case of a calibration': scenario({
    acts: ['calibration.see'],
    // Its entry is in the log of reads.
    leaves: [],
    again: [],
    before: async (plane, n) => ({ ...(await opened(plane, n)), seen: await seenIn(plane) }),
    act: (plane, { calibration, reader: person }) => calibrationsOf(plane).next(calibration.id, person),
    changed: async (plane, { seen }) => [(await seenIn(plane)) > seen],
  }),
  'a view of a calibration is committed': scenario({
    acts: ['calibration.view'],
    leaves: ['calibration.read'],
    again: 'CONFLICT',
    before: opened,
    act: (plane, { calibration, reader: person }) =>
      calibrationsOf(plane).view(calibration.id, person, { item: 0, view: VIEW }),
    changed: async (plane, { calibration, reader: person }) => [
      (await calibrationsOf(plane).find(calibration.id)).viewsBy.get(person.id) === 1,
    ],
  }),
  'a calibration is closed': scenario({
    acts: ['calibration.close'],
    leaves: ['calibration.closed'],
    again: 'CONFLICT',
    before: opened,
    act: (plane, { calibration }) => calibrationsOf(plane).close(calibration.id, 'test'),
    changed: async (plane, { calibration }) => [
      (await calibrationsOf(plane).find(calibration.id)).calibration.result !== null,
    ],
  }),
  'a discussion is noted': scenario({
    acts: ['calibration.note'],
    leaves: ['calibration.noted'],
    again: ['calibration.noted'],
    async before(plane, n) {
      const { calibration } = await opened(plane, n);
      return calibrationsOf(plane).close(calibration.id, 'test');
    },
    act: (plane, { id }) => calibrationsOf(plane).note(id, { item: 0, text: 'we say so' }, 'test'),
    changed: async (plane, { id }) => [(await calibrationsOf(plane).discussion(id, 'test'))[0]!.note !== null],
  }),
  'what readers go by is written': scenario({
    acts: ['standard.write'],
    leaves: ['standard.written'],
    again: [],
    async before(plane, n) {
      const { calibration } = await opened(plane, n);
      return { system: calibration.system, text: textOf(n), calibration: calibration.id };
    },
    act: (plane, wanted) => standardsOf(plane).write(wanted, 'test'),
    changed: async (plane, { system, text }) => [(await standardsOf(plane).newest(system))?.text === text],
  }),
};
