import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { Person } from '../../../src/core/oversight/index.js';
import type { Oversight } from '../../../src/domain/oversight/index.js';
import { ndjson, REGISTRY, record } from '../../server/support/compas.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const PASSWORD = 'a long enough passphrase';
export const oversightOf = ({ deps }: Plane): Oversight =>
  (deps.rooms.find(({ name }) => name === 'oversight')!.deps as { oversight: Oversight }).oversight;

/** A reader of their own for each attempt. */
export async function reader({ deps }: Plane, n: number): Promise<Person> {
  const name = `reader-${n}-${crypto.randomUUID().slice(0, 8)}`;
  const { id } = await deps.identity.accounts.create({ name, password: PASSWORD, roles: ['reviewer'] }, 'test');
  return { id: `account:${id}`, name, roles: ['reviewer'] };
}

/** A decision that nothing is said about yet. */
async function decided(plane: Plane): Promise<string> {
  await applyDocument(REGISTRY, 'test', plane.deps);
  const made = record();
  await plane.deps.ingest.decisions(new TextEncoder().encode(ndjson(made)), { form: 'ndjson', source: 'test' });
  return String(made.id);
}

interface World {
  readonly id: string;
  readonly person: Person;
}
/** An appeal that waits, and a reader for it. */
async function appealed(plane: Plane, n: number): Promise<World> {
  const person = await reader(plane, n);
  const wanted = { decision: await decided(plane), statement: `statement ${n}`, corrections: {}, isHighImpact: false };
  return { id: (await oversightOf(plane).appeal(wanted, 'test')).id, person };
}
/** The same, which the reader has. */
export async function claimed(plane: Plane, n: number): Promise<World> {
  const world = await appealed(plane, n);
  for (let has: string | undefined; has !== world.id; ) has = (await oversightOf(plane).claim(world.person))?.id;
  return world;
}
const claims = async ({ store }: Plane): Promise<number> => {
  const text = 'select coalesce(sum(taken), 0)::integer as n from oversight_queue';
  return (await store.sql.query<{ n: number }>(text))[0]!.n;
};
const untilOf = async (plane: Plane, id: string): Promise<number> =>
  (await oversightOf(plane).find(id)).reads.at(-1)!.untilMs;

export const OVERSIGHT_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a decision is contested': scenario({
    acts: ['case.open'],
    leaves: ['case.opened', 'appeal.submitted', 'appeal.acknowledged', 'appeal.recheck-passed'],
    again: [],
    async before(plane, n) {
      await reader(plane, n);
      return { id: crypto.randomUUID(), decision: await decided(plane) };
    },
    act: (plane, wanted) =>
      oversightOf(plane).appeal({ ...wanted, statement: 'so', corrections: {}, isHighImpact: false }, 'test'),
    async changed({ store }, { id }) {
      const opened = "select id from oversight_case where content::jsonb ->> 'request' = $1";
      const rows = await store.sql.query(opened, [id]);
      const excluded = await store.sql.query(`select 1 as n from oversight_excluded where case_id in (${opened})`, [
        id,
      ]);
      return [rows.length === 1, excluded.length > 0];
    },
  }),
  'a case is claimed': scenario({
    acts: ['case.claim'],
    leaves: ['case.leased'],
    again: [],
    before: async (plane, n) => ({ ...(await appealed(plane, n)), before: await claims(plane) }),
    act: (plane, { person }) => oversightOf(plane).claim(person),
    // Whichever case is due first is given.
    changed: async (plane, { person, before }) => [
      (await oversightOf(plane).heldBy(person)).length > 0,
      (await claims(plane)) > before,
    ],
  }),
  'a case is kept': scenario({
    acts: ['case.keep'],
    leaves: [],
    again: [],
    async before(plane, n) {
      const world = await claimed(plane, n);
      return { ...world, untilMs: await untilOf(plane, world.id) };
    },
    act: (plane, { id, person }) => oversightOf(plane).keep(id, person),
    changed: async (plane, { id, untilMs }) => [(await untilOf(plane, id)) > untilMs],
  }),
  'a view is committed': scenario({
    acts: ['case.change'],
    leaves: ['case.read-blind'],
    again: 'CONFLICT',
    before: claimed,
    act: (plane, { id, person }) =>
      oversightOf(plane).commitView(id, { person, view: { outcome: 1, confidence: 3, reason: 'so' } }),
    changed: async (plane, { id }) => [(await oversightOf(plane).find(id)).stage === 'revealed'],
  }),
};
