import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { HOUR_MS } from '../../src/core/base/durations.js';
import { ndjson } from './support/compas.js';
import { dataFolder, realServer } from './support/real.js';
import { idOf, START_MS } from './support/watched-decisions.js';

const DIGEST = `sha256:${'3'.repeat(64)}`;
const LEVELS = ['F', 'E', 'D', 'C', 'B', 'A'];
const CLASSES = ['gymnasium', 'technical', 'vocational'];
const REGISTRY = {
  systems: [
    {
      ...{ id: 'school', purpose: 'grades', domain: 'education', jurisdictions: ['DE'] },
      ...{ favourableOutcome: 1, owner: 'school@example.org' },
    },
  ],
  models: [{ id: 'grades', system: 'school', description: 'grades' }],
  versions: [{ model: 'grades', digest: DIGEST, label: 'one' }],
  deployments: [
    { id: 'grades/prod', version: DIGEST, outcome: { type: 'ordered', levels: LEVELS } },
    { id: 'grades/tracks', version: DIGEST, outcome: { type: 'class', classes: CLASSES } },
  ],
};

const policyOf = (outcome: string, requirements: readonly string[]): string => `tribune: policy/v1
name: school
version: "1"
data:
  outcome: ${outcome}
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: 1h, falseAlarmsPerDay: 0.1 }
requirements:
${requirements
  .map(
    (what, i) =>
      `  - { id: r${i}, ${what}, by: [sex], evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }\n`,
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

let made = 0;
async function decide(
  deployment: string,
  hours: number,
  words: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const records = Array.from({ length: hours }, (_, hour) =>
    Object.entries(words).flatMap(([sex, some]) =>
      some.map((outcome, i) => {
        made += 1;
        return {
          ...{
            id: idOf(made),
            deployment,
            subject: `person-${made}`,
            route: 'automatic',
            outcome,
            attributes: { sex },
          },
          decidedAt: new Date(START_MS + hour * HOUR_MS + i * 50_000).toISOString(),
        };
      }),
    ),
  ).flat();
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await real.call('/v1/decisions', { key: keys.sender, headers, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
  const { monitor } = real.server.plane.deps;
  await monitor.watches.followed();
  await monitor.run();
}

it.each([
  [
    'grades/prod',
    policyOf(`{ type: ordered, column: grade, levels: [${LEVELS.join(', ')}], favourable: higher }`, [
      'metric: share_at_least, level: C, compare: ratio, min: 0.8',
      'metric: mean_rank, compare: value, min: 0.45',
    ]),
    { m: ['A', 'B', 'C', 'D', 'F'], f: ['A', 'D', 'E', 'F', 'F'] },
    'share that got C or better',
  ],
  [
    'grades/tracks',
    policyOf(`{ type: class, column: track, classes: [${CLASSES.join(', ')}], favourable: [gymnasium] }`, [
      'metric: class_rate, compare: ratio, min: 0.8',
      'metric: class_recall, class: technical, compare: difference, max: 0.1',
    ]),
    {
      m: ['gymnasium', 'gymnasium', 'technical', 'vocational', 'gymnasium'],
      f: ['gymnasium', 'technical', 'technical', 'vocational', 'vocational'],
    },
    'share of favourable classes',
  ],
])(
  '%s is watched by the rates of its events, and says what is not watched',
  async (deployment, policy, words, title) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ deployment, policy });
    const watched = await real.call('/v1/monitor/watches', { key: keys.operator, headers, body });
    expect(await watched.json()).toMatchObject({
      ...{ outcome: 'watched', requirements: ['r0'] },
      unwatched: [{ requirement: 'r1', instead: expect.any(String) }],
    });
    const eightfold = Object.fromEntries(
      Object.entries(words).map(([sex, some]) => [sex, Array.from({ length: 8 }, () => some).flat()]),
    );
    await decide(deployment, 24, eightfold);
    const of = encodeURIComponent(deployment);
    const changes = await real.call(`/v1/monitor/changes?deployment=${of}`, { key: keys.auditor });
    const told = ((await changes.json()) as { changes: { state: string; estimate: number; n: number }[] }).changes;
    const firing = told.filter(({ state }) => state === 'firing');
    expect(firing).toHaveLength(1);
    expect(firing[0]!.estimate).toBeCloseTo(1 / 3, 10);
    const shown = await real.call(`/v1/monitor/policy?deployment=${of}`, { key: keys.auditor });
    expect(await shown.json()).toMatchObject({ watches: [{ requirement: 'r0', title }] });
  },
  120_000,
);
