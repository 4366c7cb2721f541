import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { HOUR_MS } from '../../../src/core/base/durations.js';
import { ndjson, REGISTRY } from '../../server/support/compas.js';
import { idOf, START_MS, watchedPolicy } from '../../server/support/watched-decisions.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

/** A deployment of its own for each attempt. */
async function deploymentOf({ deps }: Plane, n: number): Promise<string> {
  const id = `compas/watched-${n}`;
  await applyDocument({ deployments: [{ ...REGISTRY.deployments[0]!, id }] }, 'test', deps);
  // The entry of the registry is read before the act begins: what the act writes is then its own.
  await deps.monitor.watches.followed();
  return id;
}

const isWatched = async ({ deps: { monitor } }: Plane, deployment: string): Promise<boolean> => {
  await monitor.watches.followed();
  return (await monitor.view.watched()).some(({ epoch }) => epoch.deployment === deployment);
};

const HOURS = 7;
/** Decisions of each group in an hour, and how many of them are 1. */
const OF_HOUR = { m: [40, 24], f: [40, 4] } as const;
const DECISIONS = HOURS * (OF_HOUR.m[0] + OF_HOUR.f[0]);

/** Decisions of some hours whose groups are decided differently; the same each time they are asked for. */
function uneven(deployment: string, n: number): object[] {
  let made = n * 10_000;
  return Array.from({ length: HOURS }, (_, hour) =>
    Object.entries(OF_HOUR).flatMap(([sex, [size, selected]]) =>
      Array.from({ length: size }, (_, i) => {
        const decidedAt = new Date(START_MS + hour * HOUR_MS + Math.floor((i * HOUR_MS) / size)).toISOString();
        const id = idOf(made++);
        return {
          ...{ id, deployment, subject: `person-${id}`, decidedAt, outcome: Number(i < selected) },
          ...{ route: 'automatic', attributes: { sex } },
        };
      }),
    ),
  ).flat();
}

/** Every change of state with its evidence: none is lost, and none comes twice. */
async function changesOf({ deps: { monitor } }: Plane, deployment: string): Promise<string> {
  const changes = await monitor.view.changes({ deployment, after: 0, limit: 100 }, 'persons');
  return changes
    .map((change) => `${change.state} ${'logEvidence' in change ? change.logEvidence.toFixed(6) : ''}`)
    .join(', ');
}
/** What it is for the decisions above where nothing is cut short. */
const UNDISTURBED = 'watching 0.000000, pending 5.166274, firing 12.485151';

/** A deployment of its own whose groups are decided differently, with the alert that this raises under a policy. */
export async function firing(plane: Plane, n: number, policy: string): Promise<string> {
  const { ingest, monitor } = plane.deps;
  const deployment = await deploymentOf(plane, n);
  await monitor.watches.watch([deployment], policy, 'test');
  await monitor.watches.followed();
  const body = new TextEncoder().encode(ndjson(...uneven(deployment, n)));
  await ingest.decisions(body, { form: 'ndjson', source: 'test' });
  await monitor.watches.followed();
  await monitor.run();
  return deployment;
}

/** What is said of what is watched: an entry, which the follower heeds. */
export const MONITOR_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'watched decisions become counts, states and an alert': scenario({
    acts: [],
    leaves: ['alert.fired'],
    again: [],
    async before(plane, n) {
      const deployment = await deploymentOf(plane, n);
      await plane.deps.monitor.watches.watch([deployment], watchedPolicy({ labelled: false }), 'test');
      await plane.deps.monitor.watches.followed();
      return { deployment, n };
    },
    async act({ deps: { ingest, monitor } }, { deployment, n }) {
      const body = new TextEncoder().encode(ndjson(...uneven(deployment, n)));
      await ingest.decisions(body, { form: 'ndjson', source: 'test' });
      await monitor.watches.followed();
      await monitor.run();
    },
    // A start goes on with what was recorded; what of it was done before the process died must not be done again.
    async changed(plane, { deployment }) {
      const { monitor } = plane.deps;
      await monitor.watches.followed();
      await monitor.run();
      const { counts } = (await monitor.view.deployment(deployment)).epoch;
      return [counts.counted === DECISIONS, (await changesOf(plane, deployment)) === UNDISTURBED];
    },
  }),
  'a deployment is watched': scenario({
    acts: ['monitor.watch'],
    leaves: ['monitor.watched'],
    again: [],
    before: deploymentOf,
    act: ({ deps: { monitor } }, deployment) => monitor.watches.watch([deployment], watchedPolicy(), 'test'),
    changed: async (plane, deployment) => [await isWatched(plane, deployment)],
  }),
  'a deployment is watched no longer': scenario({
    acts: ['monitor.unwatch'],
    leaves: ['monitor.unwatched'],
    again: [],
    async before(plane, n) {
      const deployment = await deploymentOf(plane, n);
      await plane.deps.monitor.watches.watch([deployment], watchedPolicy(), 'test');
      return deployment;
    },
    act: ({ deps: { monitor } }, deployment) => monitor.watches.unwatch(deployment, 'test'),
    changed: async (plane, deployment) => [!(await isWatched(plane, deployment))],
  }),
};
