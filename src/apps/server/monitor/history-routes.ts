import { purposeHeader } from '../http/reader.js';
import { type Route, routesOver } from '../http/route.js';
import { historyQuery, policyAnswer, seriesHistoryAnswer } from './history-schemas.js';
import { printPolicy } from './print-policy.js';
import { deploymentQuery } from './schemas.js';
import { demandPersons, type MonitorRouteDeps, SEES, sightOf } from './sight.js';

const route = routesOver<MonitorRouteDeps>();

/** Routes that say by what a deployment is watched, and how a series came to stand where it stands. */
export const historyRoutes: readonly Route<MonitorRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/monitor/policy',
    action: 'monitor.read',
    within: SEES,
    summary: 'The policy by which a deployment is watched, verbatim and in words',
    query: deploymentQuery,
    answer: policyAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    handle: async (call, { monitor }) =>
      printPolicy(await monitor.view.deployment(call.query.deployment), await sightOf(call)),
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/history',
    action: 'monitor.read',
    within: SEES,
    summary: 'A series over time: its blocks replayed as they were counted',
    query: historyQuery,
    headers: purposeHeader,
    answer: seriesHistoryAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { monitor, replays }) {
      const { deployment, requirement, component = null, group, points } = call.query;
      const one = await monitor.view.deployment(deployment);
      await demandPersons(call, monitor, { deployment, policy: one.policy.digest });
      const query = { requirement, component, group, points };
      const { lines, changes, agrees } = await replays.run(() => monitor.history(one, query));
      return { deployment, epoch: one.epoch.epoch, policy: one.epoch.policyDigest, lines, changes, agrees };
    },
  }),
];
