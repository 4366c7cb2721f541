import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { HOUR_MS } from '../../src/core/base/durations.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import { observer, planMonitor, type StateChange } from '../../src/domain/monitor/index.js';
import { Replay } from '../../src/domain/monitor-replay/index.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { idOf, START_MS } from './support/watched-decisions.js';

const DEPLOYMENT = 'hiring/prod';
const DIGEST = `sha256:${'4'.repeat(64)}`;
const REGISTRY = {
  systems: [
    {
      ...{ id: 'jobs', purpose: 'hiring', domain: 'employment', jurisdictions: ['DE'] },
      ...{ favourableOutcome: 1, owner: 'jobs@example.org' },
    },
  ],
  models: [{ id: 'hiring', system: 'jobs', description: 'hiring' }],
  versions: [{ model: 'hiring', digest: DIGEST, label: 'one' }],
  deployments: [{ id: DEPLOYMENT, version: DIGEST, outcome: { type: 'stages', stages: ['screen', 'interview'] } }],
};
const POLICY = `tribune: policy/v1
name: hiring
version: "1"
data:
  outcome: { type: stages, stages: [{ name: screen, column: a }, { name: interview, column: b }] }
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: 1h, falseAlarmsPerDay: 0.1 }
requirements:
${['screen', 'interview']
  .map(
    (stage) =>
      `  - { id: ${stage}, metric: stage_rate, stage: ${stage}, by: [sex], compare: ratio, min: 0.8, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }\n`,
  )
  .join('')}`;

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keys: Record<'operator' | 'auditor' | 'sender', string>;
beforeAll(async () => {
  real = await realServer(folder.dir);
  await applyDocument(REGISTRY, 'test', real.server.plane.deps);
  keys = {
    operator: await real.key('registry:write'),
    sender: await real.key('decisions:write'),
    auditor: await real.key('monitor:read', 'decisions:read', 'attributes:read'),
  };
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

interface Stage {
  readonly n: number;
  readonly sex: string;
  readonly stage: 'screen' | 'interview';
  readonly passed: 0 | 1;
  readonly at: number;
  readonly person: number;
}

const random = createGenerator('live stages');
let made = 0;
/** Forty people an hour are screened, and whoever passes is interviewed in the same hour; of women few pass the interview. */
const hour = (number: number): Stage[] =>
  Array.from({ length: 40 }, (_, i): Stage[] => {
    const person = 40 * number + i;
    const sex = i % 2 === 0 ? 'm' : 'f';
    const at = START_MS + number * HOUR_MS + i * 50_000;
    const stageOf = (stage: Stage['stage'], chance: number, ms: number): Stage => {
      made += 1;
      return { n: made, sex, stage, passed: random.nextUniform() < chance ? 1 : 0, at: ms, person };
    };
    const screen = stageOf('screen', 0.8, at);
    return screen.passed === 0 ? [screen] : [screen, stageOf('interview', sex === 'm' ? 0.6 : 0.15, at + 1000)];
  }).flat();

async function take(hours: readonly (readonly Stage[])[]): Promise<void> {
  const records = hours.flat().map(({ n, sex, stage, passed, at, person }) => ({
    ...{ id: idOf(n), deployment: DEPLOYMENT, subject: `person-${person}`, route: 'automatic', stage, outcome: passed },
    ...{ decidedAt: new Date(at).toISOString(), attributes: { sex } },
  }));
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call('/v1/decisions', { key: keys.sender, headers, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

it('each stage of a live deployment is watched as a replay of its records has it, over a restart too', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ deployment: DEPLOYMENT, policy: POLICY });
  const watched = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
  expect(await watched.json()).toMatchObject({ outcome: 'watched', requirements: ['screen', 'interview'] });
  const all = Array.from({ length: 40 }, (_, i) => hour(i));
  await take(all.slice(0, 15));
  await real.server.close();
  real = await realServer(folder.dir);
  await take(all.slice(15));

  const { policy } = parsePolicy(POLICY);
  const plan = planMonitor(policy);
  const observe = observer(policy, plan);
  const replay = new Replay(plan, DEPLOYMENT);
  const changes: StateChange[] = [];
  for (const { sex, stage, passed, at } of all.flat()) {
    const row: Record<string, string> = { sex, [stage === 'screen' ? 'a' : 'b']: String(passed) };
    changes.push(...replay.take({ observed: observe((column) => row[column]), at }));
  }
  const of = encodeURIComponent(DEPLOYMENT);
  const answer = await real.call(`/v1/monitor/changes?deployment=${of}`, { key: keys.auditor });
  const live = ((await answer.json()) as { changes: StateChange[] }).changes;
  const facts = ({ requirement, state, at, estimate, lower, logEvidence, n }: StateChange) => ({
    ...{ requirement, state, at, estimate, lower, logEvidence, n },
  });
  const told = live.map(facts);
  const firing = told.filter(({ state }) => state === 'firing');
  expect(firing.map(({ requirement }) => requirement)).toEqual(['interview']);
  const last = live.at(-1)!.at;
  for (const change of changes.filter(({ state, at }) => state !== 'watching' && at <= last))
    expect(told).toContainEqual(facts(change));
  const shown = await real.call(`/v1/monitor/policy?deployment=${of}`, { key: keys.auditor });
  expect(await shown.json()).toMatchObject({
    watches: expect.arrayContaining([
      expect.objectContaining({
        requirement: 'interview',
        title: 'share that passed interview of those who reached it',
      }),
    ]),
  });
}, 180_000);
