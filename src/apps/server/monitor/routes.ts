import type { Monitor } from '../../../domain/live-monitor/service/index.js';
import { partOf, type RegistryPart, relationsToDeployments } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import { breakerNotes } from '../../../domain/stops/index.js';
import { lastEventHeader, lastEventOf } from '../http/event-stream.js';
import { purposeHeader } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { digestAnswer, digestQuery, printNode } from './digest-schemas.js';
import { changeStream } from './event-stream.js';
import { fleetAnswer } from './fleet-schemas.js';
import { printBlocks, printFleet, printList } from './print.js';
import {
  blockList,
  blocksQuery,
  changeList,
  changesQuery,
  deploymentQuery,
  durationList,
  eventsQuery,
  seriesList,
} from './schemas.js';
import { demandPersons, type MonitorRouteDeps, SEES, sightNoted } from './sight.js';
import {
  listQuery,
  monitorList,
  unwatchQuery,
  watchAnswer,
  watchManyAnswer,
  watchManyRequest,
  watchRequest,
} from './watch-schemas.js';

const route = routesOver<MonitorRouteDeps>();

/**
 * Routes of the live monitor. Counts of small groups, and what follows from them block by block, show single persons; so a caller who may not
 * read every field of every decision is told what is watched and what fires, and nothing that can be counted.
 */
export const monitorRoutes: readonly Route<MonitorRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/monitor',
    action: 'monitor.read',
    within: SEES,
    summary: 'What is watched, how far it is, what fires, and what is not watched and why',
    query: listQuery,
    headers: purposeHeader,
    answer: monitorList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, { monitor, registry, nowMs }) {
      const [sight, snapshot] = await Promise.all([sightNoted(call, monitor, null), registry.snapshot()]);
      const only = onlyOf(call.query, snapshot);
      const [known, lastChange] = await Promise.all([
        monitor.view.watchedAndRefused(only ?? undefined),
        monitor.view.lastChange(sight),
      ]);
      return printList({ ...known, snapshot, lastChange }, { sight, nowMs: nowMs(), only });
    },
  }),
  route({
    method: 'POST',
    path: '/v1/monitor/watches',
    action: 'monitor.watch',
    summary: 'Have a deployment watched by a policy from now on; another policy than before begins anew',
    body: jsonBody(watchRequest),
    answer: watchAnswer,
    errors: ['BODY_INVALID', 'POLICY_INVALID', 'OUTCOME_UNSUPPORTED', 'NOT_FOUND', 'CONFLICT'],
    relation: ({ caller, body }, { registry }) => relationOf(caller, [body.deployment], registry),
    async handle({ body: { deployment, policy }, actor }, { monitor }) {
      const { watched, ...by } = await watchedBy(monitor, { deployments: [deployment], policy, actor });
      return { ...watched[0]!, ...by };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/monitor/watches/many',
    action: 'monitor.watch',
    summary: 'Have many deployments watched by one policy from now on, all or none, each with its entry',
    body: jsonBody(watchManyRequest),
    answer: watchManyAnswer,
    errors: ['BODY_INVALID', 'POLICY_INVALID', 'OUTCOME_UNSUPPORTED', 'NOT_FOUND', 'CONFLICT'],
    relation: ({ caller, body }, { registry }) => relationOf(caller, body.deployments, registry),
    handle: ({ body, actor }, { monitor }) => watchedBy(monitor, { ...body, actor }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/monitor/watches',
    action: 'monitor.watch',
    summary: 'Have a deployment watched no longer; alerts that are on end, and the log says so',
    query: unwatchQuery,
    errors: ['BODY_INVALID', 'NOT_FOUND'],
    relation: ({ caller, query }, { registry }) => relationOf(caller, [query.deployment], registry),
    async handle({ query: { deployment }, actor }, { monitor }) {
      return { outcome: (await monitor.watches.unwatch(deployment, actor)) ? 'unwatched' : 'unchanged' };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/series',
    action: 'monitor.read',
    within: SEES,
    summary: 'Every series of a deployment with state, evidence, threshold, estimate and interval',
    query: deploymentQuery,
    headers: purposeHeader,
    answer: seriesList,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { monitor }) {
      const one = await monitor.view.deployment(call.query.deployment);
      await demandPersons(call, monitor, { deployment: one.epoch.deployment, policy: one.policy.digest });
      const { deployment, epoch, policyDigest: policy } = one.epoch;
      const { view } = monitor;
      return { deployment, epoch, policy, series: view.series(one), detectable: view.detectable(one) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/durations',
    action: 'monitor.read',
    within: SEES,
    summary: 'What has been so for days, as the policy asks: holds, does not hold, or not known',
    query: deploymentQuery,
    headers: purposeHeader,
    answer: durationList,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { monitor, replays }) {
      const one = await monitor.view.deployment(call.query.deployment);
      await demandPersons(call, monitor, { deployment: one.epoch.deployment, policy: one.policy.digest });
      const { deployment, epoch, policyDigest: policy } = one.epoch;
      const durations = await replays.run(() => monitor.view.durations(one));
      return { deployment, epoch, policy, durations };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/digest',
    action: 'monitor.read',
    within: SEES,
    summary: 'Which series had a broken bound on the last day, with a stated share of false findings, as a tree',
    query: digestQuery,
    headers: purposeHeader,
    answer: digestAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { monitor, replays }) {
      const one = await monitor.view.deployment(call.query.deployment);
      await demandPersons(call, monitor, { deployment: one.epoch.deployment, policy: one.policy.digest });
      const { deployment, epoch, policyDigest: policy } = one.epoch;
      const { tree, ...found } = await replays.run(() => monitor.view.digest(one, call.query.rate));
      return { deployment, epoch, policy, ...found, tree: printNode(tree) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/fleet',
    action: 'monitor.read',
    within: SEES,
    summary: 'How everything that is watched stands, from all deployments down to the series that weigh most',
    headers: purposeHeader,
    answer: fleetAnswer,
    noStore: true,
    errors: ['SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { monitor, replays }) {
      const sight = await sightNoted(call, monitor, null);
      return replays.run(async () => printFleet(await monitor.view.fleet(), sight));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/blocks',
    action: 'monitor.read',
    within: SEES,
    summary: 'The blocks of a deployment as they were counted',
    query: blocksQuery,
    headers: purposeHeader,
    answer: blockList,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle(call, { monitor }) {
      const { deployment, kind, limit } = call.query;
      const fromMs = call.query.from ?? Number.MIN_SAFE_INTEGER;
      const toMs = call.query.to ?? Number.MAX_SAFE_INTEGER;
      const one = await monitor.view.deployment(deployment);
      await demandPersons(call, monitor, { deployment, policy: one.policy.digest });
      const blocks = await monitor.view.blocks(one, { kind, fromMs, toMs, limit: limit + 1 });
      return printBlocks(one, blocks, limit);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/changes',
    action: 'monitor.read',
    within: SEES,
    summary: 'Changes of states in the order in which they happened, or the newest first',
    query: changesQuery,
    headers: purposeHeader,
    answer: changeList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, { monitor }) {
      const { limit, order, ...query } = call.query;
      const sight = await sightNoted(call, monitor, call.query.deployment ?? null);
      const found = await monitor.view.changes(
        { ...query, isNewestFirst: order === 'newest', limit: limit + 1 },
        sight,
      );
      const changes = found.slice(0, limit);
      return { changes, next: found.length > limit ? changes.at(-1)!.id : null };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/monitor/events',
    action: 'monitor.read',
    within: SEES,
    summary: 'Changes as they happen, as server-sent events; `last-event-id` goes on after the one that it names',
    query: eventsQuery,
    headers: [...purposeHeader, lastEventHeader],
    answer: 'text/event-stream',
    noStore: true,
    errors: ['BODY_INVALID', 'SERVICE_BUSY', 'STORE_INVALID'],
    async handle(call, { monitor, feeds }) {
      const sight = await sightNoted(call, monitor, call.query.deployment ?? null);
      const after = lastEventOf(call) ?? call.query.after ?? (await monitor.view.lastChange(sight));
      return changeStream(call, { monitor, feeds, query: { deployment: call.query.deployment, after }, sight });
    },
  }),
];

/** The deployments that are asked for: those of a system, or of the system of a deployment; null for all. */
function onlyOf({ system, deployment }: RegistryPart, snapshot: RegistrySnapshot): ReadonlySet<string> | null {
  if (system === undefined && deployment === undefined) return null;
  const asked = partOf(snapshot, { system, deployment }).deployments.map(({ id }) => id);
  return new Set(deployment === undefined ? asked : [deployment, ...asked]);
}

function relationOf(caller: Call['caller'], deployments: readonly string[], registry: MonitorRouteDeps['registry']) {
  const owner = caller.kind === 'account' ? caller.name : null;
  return relationsToDeployments(owner, deployments, () => registry.snapshot());
}

/** Has deployments watched, and says what came of it. */
async function watchedBy(
  { watches, view }: Monitor,
  { deployments, policy, actor }: { deployments: readonly string[]; policy: string; actor: string },
) {
  const { policyDigest, plan, watched } = await watches.watch(deployments, policy, actor);
  const { unwatched, falseAlarmsPerDay } = plan;
  return {
    watched: watched.map(({ deployment, outcome, epoch }) => ({ deployment, outcome, epoch: epoch.epoch })),
    policy: policyDigest,
    requirements: [
      ...(plan.facts ?? []).map(({ id }) => id),
      ...new Set(plan.watches.map(({ requirement }) => requirement)),
    ],
    ...{ unwatched, falseAlarmsPerDay },
    notes: [...view.durationNotes(plan), ...breakerNotes(policy, plan)],
  };
}
