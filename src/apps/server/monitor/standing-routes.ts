import { type ListCell, listPage } from '../../../core/base/list-page.js';
import { purposeHeader } from '../http/reader.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { type MonitorRouteDeps, SEES, sightNoted } from './sight.js';
import {
  overviewOf,
  rankOf,
  type Seen,
  type StandingDeployment,
  type StandingSystem,
  standingDeployments,
  standingSystems,
} from './standing.js';
import {
  type DEPLOYMENT_COLUMNS,
  deploymentsAnswer,
  deploymentsQuery,
  overviewAnswer,
  type SYSTEM_COLUMNS,
  systemsAnswer,
  systemsQuery,
} from './standing-schemas.js';

const route = routesOver<MonitorRouteDeps>();

const WITHIN = ['monitor.read', ...SEES] as const;

/** What pages are made of that show what is registered and how it stands: a thousand systems are told a page at a time. */
export const standingRoutes: readonly Route<MonitorRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/overview',
    action: 'registry.read',
    within: WITHIN,
    summary: 'How many systems and deployments there are, and which deployments need somebody',
    headers: purposeHeader,
    answer: overviewAnswer,
    noStore: true,
    errors: ['STORE_INVALID'],
    handle: async (call, deps) => overviewOf(await seen(call, deps), await lookOf(call, deps)),
  }),
  route({
    method: 'GET',
    path: '/v1/systems',
    action: 'registry.read',
    within: WITHIN,
    summary: 'Systems a page at a time, each with how it stands, the worst first',
    query: systemsQuery,
    headers: purposeHeader,
    answer: systemsAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, deps) {
      const rows = standingSystems(await seen(call, deps), await lookOf(call, deps));
      const { rows: systems, ...counts } = listPage(rows, SYSTEMS, call.query);
      return { systems, ...counts };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/deployments',
    action: 'registry.read',
    within: ['monitor.read'],
    summary: 'Deployments a page at a time: what each serves, by which policy it runs, and by which it is watched',
    query: deploymentsQuery,
    answer: deploymentsAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, deps) {
      const rows = standingDeployments(await seen(call, deps), deps.nowMs());
      const { rows: deployments, ...counts } = listPage(rows, DEPLOYMENTS, call.query);
      return { deployments, ...counts };
    },
  }),
];

async function seen(call: Pick<Call, 'may'>, { monitor, registry }: MonitorRouteDeps): Promise<Seen> {
  const [snapshot, mayWatch] = [await registry.snapshot(), await call.may('monitor.read')];
  return { snapshot, watched: mayWatch ? await monitor.view.watched() : null };
}

/** What of the monitor a caller is told; whoever may not see it at all reads nothing that would be noted. */
async function lookOf(call: Call<unknown, unknown>, { monitor, nowMs }: MonitorRouteDeps) {
  const mayWatch = await call.may('monitor.read');
  return { sight: mayWatch ? await sightNoted(call, monitor, null) : ('groups' as const), nowMs: nowMs() };
}

type Columns<Name extends string, Row> = Readonly<Record<Name, (row: Row) => ListCell>>;

const SYSTEMS: Columns<(typeof SYSTEM_COLUMNS)[number], StandingSystem> = {
  system: ({ id }) => id,
  health: (one) => (one.health === undefined ? null : rankOf(one)),
  purpose: ({ purpose }) => purpose,
  owner: ({ owner }) => owner,
  deployments: ({ deployments }) => deployments,
  closed: ({ closedTo }) => closedTo ?? null,
};

const DEPLOYMENTS: Columns<(typeof DEPLOYMENT_COLUMNS)[number], StandingDeployment> = {
  deployment: ({ id }) => id,
  system: ({ system }) => system,
  model: ({ model }) => model,
  environment: ({ environment }) => environment,
  version: ({ label }) => label,
  cutoff: ({ cutoff }) => cutoff,
  policy: ({ policy }) => policy,
  watched: (one) => one.watchedBy ?? null,
  agreement: ({ agreement }) => agreement ?? null,
};
