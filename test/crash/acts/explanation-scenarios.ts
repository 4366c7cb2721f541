import { createHash } from 'node:crypto';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { Artifacts } from '../../../src/domain/artifacts/index.js';
import type { ExplainedDecisions } from '../../../src/domain/explained-decisions/index.js';
import { ndjson, REGISTRY, record } from '../../server/support/compas.js';
import { entryTypes } from './entry-types.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

/** A model of one tree, which answers by age, and people to compare with. */
const MODEL = {
  ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, link: 'logit', featureNames: ['age'] },
  trees: [
    {
      ...{ childrenLeft: [1, -1, -1], childrenRight: [2, -1, -1], feature: [0, -2, -2], threshold: [30, -2, -2] },
      ...{ value: [[0], [-1], [1]], cover: [10, 4, 6] },
    },
  ],
};
const PEOPLE = 'age\n20\n50\n';
const READER = { actor: 'test', purpose: 'test' };
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const roomOf = <Deps>({ deps }: Plane, room: string): Deps =>
  deps.rooms.find(({ name }) => name === room)!.deps as Deps;
async function explain(plane: Plane, id: string, actor = READER.actor): Promise<void> {
  const { explained } = roomOf<{ explained: ExplainedDecisions }>(plane, 'explanations');
  // A busy machine may take longer than a caller waits.
  while ((await explained.explanation({ id, view: 'developer' }, { ...READER, actor })) === 'pending');
}
const rowsOf = async ({ store }: Plane, table: string, id: string, more = ''): Promise<boolean> =>
  (await store.sql.query(`select 1 as n from ${table} where decision = $1 ${more}`, [id])).length > 0;
const given = async ({ store }: Plane): Promise<number> =>
  (await entryTypes(store, 'reads')).filter((type) => type === 'explanation.given').length;

async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** A recorded decision whose version can be explained: a model of its own for each attempt. */
async function decided(plane: Plane, n: number, name: string): Promise<string> {
  const model = `${name}-${n}`;
  const text = JSON.stringify({ ...MODEL, origin: model, baseOffset: [n] });
  const { artifacts } = roomOf<{ artifacts: Artifacts }>(plane, 'artifacts');
  for (const file of [text, PEOPLE]) await artifacts.put(digestOf(file), onePiece(file), 'test');
  const things = {
    systems: REGISTRY.systems,
    models: [{ id: model, system: 'compas' }],
    versions: [{ model, digest: digestOf(text), explain: { background: digestOf(PEOPLE) } }],
    deployments: [{ id: `${model}/prod`, version: digestOf(text), cutoff: 0.5 }],
  };
  await applyDocument(things, 'test', plane.deps);
  const made = record({ deployment: `${model}/prod`, subject: model, inputs: { age: 40 } });
  await plane.deps.ingest.decisions(new TextEncoder().encode(ndjson(made)), { form: 'ndjson', source: 'test' });
  return String(made.id);
}

export const EXPLANATION_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a decision is explained': scenario({
    acts: ['explanation.issue'],
    leaves: ['explanation.issued'],
    again: [],
    before: (plane, n) => decided(plane, n, 'explained'),
    act: (plane, id) => explain(plane, id),
    changed: async (plane, id) => [await rowsOf(plane, 'explanation', id)],
  }),
  'an explanation is given': scenario({
    acts: ['explanation.give'],
    leaves: [],
    again: [],
    before: async (plane, n) => {
      const id = await decided(plane, n, 'given');
      await explain(plane, id, 'another');
      return { id, told: await given(plane) };
    },
    act: (plane, { id }) => explain(plane, id),
    changed: async (plane, { id, told }) => [
      await rowsOf(plane, 'explanation_given', id, "and actor = 'test'"),
      (await given(plane)) > told,
    ],
  }),
};
