import { createHash } from 'node:crypto';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { Artifacts } from '../../../src/domain/artifacts/index.js';
import type { AdverseQueue } from '../../../src/domain/explained-decisions/adverse/index.js';
import type { ExplainedDecisions } from '../../../src/domain/explained-decisions/index.js';
import type { ExplanationAnswers } from '../../../src/domain/explanation-answers/index.js';
import type { Telemetry } from '../../../src/domain/explanation-telemetry/index.js';
import type { RecourseOffers } from '../../../src/domain/recourse-offers/index.js';
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
async function explain(plane: Plane, id: string): Promise<void> {
  const { explained } = roomOf<{ explained: ExplainedDecisions }>(plane, 'explanations');
  // A busy machine may take longer than a caller waits.
  while ((await explained.explanation({ id, view: 'developer' }, READER)) === 'pending');
}
const rowsOf = async ({ store }: Plane, table: string, id: string): Promise<boolean> =>
  (await store.sql.query(`select 1 as n from ${table} where decision = $1`, [id])).length > 0;
/** How often the log of reads tells of something. */
const told = async ({ store }: Plane, event: string): Promise<number> =>
  (await entryTypes(store, 'reads')).filter((type) => type === event).length;
const given = (plane: Plane): Promise<number> => told(plane, 'explanation.given');

async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** A recorded decision whose version can be explained: a model of its own for each attempt. */
async function decided(plane: Plane, n: number): Promise<string> {
  const model = `explained-${n}`;
  const text = JSON.stringify({ ...MODEL, baseOffset: [n] });
  const { artifacts } = roomOf<{ artifacts: Artifacts }>(plane, 'artifacts');
  for (const file of [text, PEOPLE]) await artifacts.put(digestOf(file), onePiece(file), { by: 'test' });
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
  'an adverse decision is explained unasked': scenario({
    acts: ['explanation.issue'],
    leaves: ['explanation.issued'],
    again: [],
    async before(plane, n) {
      const id = await decided(plane, n);
      const due = { decision: id, deployment: `explained-${n}/prod`, decidedAtMs: 0 };
      await plane.store.explanations.addDue([due]);
      return id;
    },
    act: (plane) => roomOf<{ queue: AdverseQueue }>(plane, 'explanations').queue.step(),
    async changed(plane, id) {
      const isExplained = await rowsOf(plane, 'explanation', id);
      return [isExplained, !(await rowsOf(plane, 'explanation_due', id))];
    },
  }),
  // It is made and given in one transaction, and whoever asks again is given what stands.
  'a decision is explained': scenario({
    acts: ['explanation.give'],
    leaves: ['explanation.issued'],
    again: [],
    before: async (plane, n) => ({ id: await decided(plane, n), before: await given(plane) }),
    act: (plane, { id }) => explain(plane, id),
    async changed(plane, { id, before }) {
      const isExplained = await rowsOf(plane, 'explanation', id);
      const isTold = (await given(plane)) > before;
      const isWhole = (await rowsOf(plane, 'explanation_given', id)) === isTold;
      return [isExplained, isWhole === isExplained];
    },
  }),
  'a person says what they think of an explanation': scenario({
    acts: ['explanation.answer'],
    leaves: ['explanation.answered'],
    again: ['explanation.answered'],
    before: decided,
    act: (plane, id) =>
      roomOf<{ answers: ExplanationAnswers }>(plane, 'explanations').answers.take(
        id,
        { why: 'no', next: null, wrong: [{ input: 'age', value: 20 }] },
        'test',
      ),
    changed: async (plane, id) => [await rowsOf(plane, 'explanation_answer', id)],
  }),
  'explanations are surveyed': scenario({
    acts: ['explanations.survey'],
    leaves: [],
    again: [],
    async before(plane, n) {
      await decided(plane, n);
      return { deployment: `explained-${n}/prod`, told: await told(plane, 'explanations.surveyed') };
    },
    act: (plane, { deployment }) =>
      roomOf<{ telemetry: () => Telemetry }>(plane, 'explanation-telemetry')
        .telemetry()
        .survey(
          {
            ...{ deployment, fromMs: 0, toMs: 1e15, sample: 5, everyMs: 1e9, by: null, versions: [] },
            sensitive: { protected: [], proxies: [] },
          },
          READER,
        ),
    changed: async (plane, { told: before }) => [(await told(plane, 'explanations.surveyed')) > before],
  }),
  'a version is held against offers': scenario({
    acts: ['offers.check'],
    leaves: [],
    again: [],
    async before(plane, n) {
      await decided(plane, n);
      return { deployment: `explained-${n}/prod`, told: await told(plane, 'offers.checked') };
    },
    act: (plane, { deployment }) =>
      roomOf<{ offers: () => RecourseOffers }>(plane, 'explanations')
        .offers()
        .part({ deployment, version: digestOf('none'), cutoff: 0.5, after: null }, READER),
    changed: async (plane, { told: before }) => [(await told(plane, 'offers.checked')) > before],
  }),
};
