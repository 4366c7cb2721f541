import { createHash } from 'node:crypto';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import type { Artifacts } from '../../../src/domain/artifacts/index.js';
import type { Replays } from '../../../src/domain/replays/index.js';
import {
  type AttachedRule,
  attachRule,
  endRule,
  type RuleRecordDeps,
  type RuleToKeep,
  type SeededRule,
} from '../../../src/domain/rule-records/index.js';
import { enterSearch, type RecordedSearch, type SearchRecordDeps } from '../../../src/domain/search-records/index.js';
import { ndjson, REGISTRY, record } from '../../server/support/compas.js';
import { entryTypes } from './entry-types.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

/** A model of one tree, which answers by age; the service runs what its readers read. */
const MODEL = {
  ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, link: 'logit', featureNames: ['age'] },
  trees: [
    {
      ...{ childrenLeft: [1, -1, -1], childrenRight: [2, -1, -1], feature: [0, -2, -2], threshold: [30, -2, -2] },
      ...{ value: [[0], [-1], [1]], cover: [10, 4, 6] },
    },
  ],
};
const READER = { actor: 'test', purpose: 'test' };
const roomOf = <Deps>({ deps }: Plane, room: string): Deps =>
  deps.rooms.find(({ name }) => name === room)!.deps as Deps;
const replaysTold = async ({ store }: Plane): Promise<number> =>
  (await entryTypes(store, 'reads')).filter((type) => type === 'decision.replayed').length;
const searchesTold = async ({ store }: Plane): Promise<number> =>
  (await entryTypes(store)).filter((type) => type === 'search.recorded').length;
const DIGEST = `sha256:${'5'.repeat(64)}`;
const SEARCH: RecordedSearch = {
  ...{ record: DIGEST, result: DIGEST, policy: DIGEST, data: DIGEST, reference: DIGEST, chosen: null, system: null },
  requirement: 'alike',
  answer: 'not decidable',
  candidates: 3,
};
const rulesTold = async ({ store }: Plane): Promise<number> =>
  (await entryTypes(store)).filter((type) => type === 'rule.attached').length;
const RULE: AttachedRule = {
  ...{ deployment: 'compas/prod', rule: DIGEST, attributes: ['sex'], constraint: 'demographic_parity' },
  ...{ objective: 'accuracy', method: null, draws: false, seedCommitment: null },
};

/** The rule as the service keeps it: nobody is decided about otherwise by the group, so that no law speaks against it. */
const KEPT: RuleToKeep = {
  file: {
    ...{ tribune: 'rule/v1', attributes: ['sex'], favourable: 0, others: 0.5, digest: DIGEST, deployment: 'compas' },
    groups: [{ key: { sex: 'Male' }, mixture: [{ cutoff: 0.5, probability: 1 }] }],
    ...{
      expected: { objective: 1, constraint: 0 },
      constraint: 'demographic_parity',
      objective: 'accuracy',
      people: [],
    },
    read: { score: 'score', scoreScale: 1, missing: [], attributes: [{ name: 'sex', column: 'sex', bins: null }] },
    seedCommitment: null,
  },
  ...{ mode: 'observe', seed: null, acknowledged: [], reason: null },
};
const keptRules = (plane: Plane): Promise<SeededRule[]> =>
  roomOf<{ kept: () => Promise<SeededRule[]> }>(plane, 'mitigation').kept();
const rulesOf = (plane: Plane): RuleRecordDeps => roomOf<{ rules: RuleRecordDeps }>(plane, 'mitigation').rules;
/** A deployment of its own that decides by a rule. */
async function ruledBy(plane: Plane, model: string): Promise<{ readonly id: string; readonly rule: AttachedRule }> {
  const deployment = `${model}/prod`;
  const things = {
    systems: REGISTRY.systems,
    models: [{ id: model, system: 'compas' }],
    versions: [{ model, digest: DIGEST }],
    deployments: [{ id: deployment, version: DIGEST, cutoff: 0.5 }],
  };
  await applyDocument(things, 'test', plane.deps);
  const rule = { ...RULE, deployment };
  return { id: await attachRule(rulesOf(plane), rule, 'test', KEPT), rule };
}

async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** A recorded decision whose version is held: a model of its own for each attempt. */
async function decided(plane: Plane, n: number): Promise<string> {
  const text = JSON.stringify({ ...MODEL, baseOffset: [n] });
  const version = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  await roomOf<{ artifacts: Artifacts }>(plane, 'artifacts').artifacts.put(version, onePiece(text), { by: 'test' });
  const model = `replayed-${n}`;
  const things = {
    systems: REGISTRY.systems,
    models: [{ id: model, system: 'compas' }],
    versions: [{ model, digest: version }],
    deployments: [{ id: `${model}/prod`, version, cutoff: 0.5 }],
  };
  await applyDocument(things, 'test', plane.deps);
  const made = record({ deployment: `${model}/prod`, subject: model, inputs: { age: 40 } });
  await plane.deps.ingest.decisions(new TextEncoder().encode(ndjson(made)), { form: 'ndjson', source: 'test' });
  return String(made.id);
}

export const REPLAY_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a decision is run again': scenario({
    acts: ['decision.replay'],
    leaves: [],
    again: [],
    before: async (plane, n) => ({ id: await decided(plane, n), told: await replaysTold(plane) }),
    act: (plane, { id }) =>
      roomOf<{ replays: Replays }>(plane, 'replays').replays.replay({ id, tolerance: 0, output: null }, READER),
    changed: async (plane, { told }) => [(await replaysTold(plane)) > told],
  }),
  'a search is entered': scenario({
    acts: ['search.record'],
    leaves: ['search.recorded'],
    again: ['search.recorded'],
    before: (plane) => searchesTold(plane),
    act: (plane) => enterSearch(roomOf<{ searches: SearchRecordDeps }>(plane, 'mitigation').searches, SEARCH, 'test'),
    changed: async (plane, told) => [(await searchesTold(plane)) > told],
  }),
  'a rule of cutoffs is approved for a deployment': scenario({
    acts: ['rule.attach'],
    leaves: ['rule.attached'],
    again: ['rule.attached'],
    before: (plane) => rulesTold(plane),
    act: (plane) => attachRule(rulesOf(plane), RULE, 'test'),
    changed: async (plane, told) => [(await rulesTold(plane)) > told],
  }),
  'a deployment decides by another rule': scenario({
    acts: ['rule.attach'],
    leaves: ['rule.attached', 'rule.ended', 'rule.began'],
    again: ['rule.attached', 'rule.ended', 'rule.began'],
    before: (plane, n) => ruledBy(plane, `ruled-${n}`),
    act: (plane, { rule }) => attachRule(rulesOf(plane), rule, 'test', KEPT),
    changed: async (plane, { id, rule }) => {
      const ours = (await keptRules(plane)).filter(({ deployment }) => deployment === rule.deployment);
      return [ours.length > 1, ours.some((one) => one.id === id && one.untilMs !== null)];
    },
  }),
  'a rule of a deployment ends': scenario({
    acts: ['rule.end'],
    leaves: ['rule.ended'],
    again: [],
    before: (plane, n) => ruledBy(plane, `freed-${n}`),
    act: (plane, { id }) => endRule(rulesOf(plane), id, 'test'),
    changed: async (plane, { id }) => [(await keptRules(plane)).some((one) => one.id === id && one.untilMs !== null)],
  }),
};
