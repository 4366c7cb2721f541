import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { REGISTRY } from '../../server/support/compas.js';
import { watchedPolicy } from '../../server/support/watched-decisions.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

/** A deployment of its own for each attempt. */
async function deploymentOf({ deps }: Plane, n: number): Promise<string> {
  const id = `compas/watched-${n}`;
  await applyDocument({ deployments: [{ ...REGISTRY.deployments[0]!, id }] }, 'test', deps);
  return id;
}

const isWatched = async ({ deps: { monitor } }: Plane, deployment: string): Promise<boolean> => {
  await monitor.watches.followed();
  return (await monitor.view.watched()).some(({ epoch }) => epoch.deployment === deployment);
};

/** What is said of what is watched: an entry, which the follower heeds. */
export const MONITOR_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a deployment is watched': scenario({
    acts: ['monitor.watch'],
    leaves: ['monitor.watched'],
    again: [],
    before: deploymentOf,
    act: ({ deps: { monitor } }, deployment) => monitor.watches.watch(deployment, watchedPolicy(), 'test'),
    changed: async (plane, deployment) => [await isWatched(plane, deployment)],
  }),
  'a deployment is watched no longer': scenario({
    acts: ['monitor.unwatch'],
    leaves: ['monitor.unwatched'],
    again: [],
    async before(plane, n) {
      const deployment = await deploymentOf(plane, n);
      await plane.deps.monitor.watches.watch(deployment, watchedPolicy(), 'test');
      return deployment;
    },
    act: ({ deps: { monitor } }, deployment) => monitor.watches.unwatch(deployment, 'test'),
    changed: async (plane, deployment) => [!(await isWatched(plane, deployment))],
  }),
};
