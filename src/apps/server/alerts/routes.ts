import { TribuneError } from '../../../core/base/errors.js';
import type { Alert } from '../../../domain/alerts/ports.js';
import type { Alerts } from '../../../domain/alerts/service/index.js';
import type { Reader } from '../../../domain/decisions/api/index.js';
import type { Incidents } from '../../../domain/incidents/index.js';
import type { Slots } from '../base/index.js';
import { lastEventHeader, lastEventOf } from '../http/event-stream.js';
import { numberStream } from '../http/number-stream.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { type PrintContext, printAlert, printChannel, printDelivery, printSilence } from './print.js';
import {
  acknowledgeAnswer,
  acknowledgeRequest,
  alertDetail,
  alertList,
  alertsQuery,
  channelList,
  eventsQuery,
  outcomeAnswer,
  silence,
  silenceList,
  silenceRequest,
  silencesQuery,
  testAnswer,
} from './schemas.js';

export interface AlertRouteDeps {
  readonly alerts: Alerts;
  readonly incidents: Pick<Incidents, 'ofAlert'>;
  /** Leaves an entry in the log of reads that numbers of groups are read. */
  readonly noteRead: (reader: Reader, deployment: string | null) => Promise<void>;
  readonly newId: () => string;
  readonly nowMs: () => number;
  /** Bounds how many feeds are open at once. */
  readonly feeds: Slots;
}

const route = routesOver<AlertRouteDeps>();

const SEES = ['decision.payload', 'decision.attributes'] as const;

/** A route by which somebody says of alerts that they look after them, or that nobody does any more. */
const lookedAfter = (act: 'acknowledge' | 'release', summary: string): Route<AlertRouteDeps> =>
  route({
    method: 'POST',
    path: `/v1/alerts/${act}`,
    action: 'alert.acknowledge',
    within: SEES,
    summary,
    body: jsonBody(acknowledgeRequest),
    answer: acknowledgeAnswer,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'STORE_INVALID'],
    async handle(call, deps) {
      const { alerts: ids, note } = call.body;
      const done = await deps.alerts.acts[act]([...new Set(ids)], { by: call.actor, note });
      const context = await silencesOnly(deps);
      return { alerts: done.map((alert) => printAlert(alert, context)) };
    },
  });

/** Routes of alerts. Numbers, in which a person of a small group could be seen, are for those alone who may see every decision. */
export const alertRoutes: readonly Route<AlertRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/alerts',
    action: 'alert.read',
    within: SEES,
    summary: 'Alerts, the newest first',
    query: alertsQuery,
    headers: purposeHeader,
    answer: alertList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, deps) {
      const { limit, acknowledged, deployment, requirement, source, ...query } = call.query;
      const wanted = Object.entries({ deployment, requirement, source }).filter(([, value]) => value !== undefined);
      const labels = wanted.length === 0 ? undefined : (Object.fromEntries(wanted) as Record<string, string>);
      const asked = {
        ...query,
        labels,
        acknowledged: acknowledged === undefined ? undefined : acknowledged === 'true',
      };
      const { alerts } = deps;
      const lastChange = await alerts.feed.last();
      const [found, firing] = await Promise.all([alerts.list({ ...asked, limit: limit + 1 }), alerts.firing(labels)]);
      const shown = found.slice(0, limit);
      const context = await contextOf(call, deps, { alerts: shown, deployment: deployment ?? null });
      const next = found.length > limit ? shown.at(-1)!.id : null;
      return { alerts: shown.map((alert) => printAlert(alert, context)), next, firing, lastChange };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/alerts/:id',
    action: 'alert.read',
    within: SEES,
    summary: 'An alert with the messages about it',
    headers: purposeHeader,
    answer: alertDetail,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle(call, deps) {
      const { alert, deliveries } = await deps.alerts.alert(idOf(call.params.id!));
      const context = await contextOf(call, deps, { alerts: [alert], deployment: alert.labels.deployment ?? null });
      return {
        alert: printAlert(alert, context),
        messages: deliveries.map(printDelivery),
        incidents: await deps.incidents.ofAlert(alert.id),
      };
    },
  }),
  lookedAfter('acknowledge', 'Say that you look after alerts: they are neither repeated nor escalated'),
  lookedAfter('release', 'Say that nobody looks after alerts any more: they are repeated and escalated again'),
  route({
    method: 'GET',
    path: '/v1/alerts/silences',
    action: 'alert.read',
    summary: 'Silences that are in force or to come, or all',
    query: silencesQuery,
    answer: silenceList,
    noStore: true,
    errors: ['BODY_INVALID'],
    handle: async ({ query }, { alerts, nowMs }) => ({
      silences: (await alerts.silences(query.all === 'true')).map((one) => printSilence(one, nowMs())),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/alerts/silences',
    action: 'alert.silence',
    summary: 'Have alerts that fit told to nobody until a time',
    body: jsonBody(silenceRequest),
    answer: silence,
    errors: ['BODY_INVALID'],
    async handle({ body, actor }, { alerts, nowMs }) {
      const { matchers, from, to: toMs, why } = body;
      return printSilence(await alerts.acts.silence({ matchers, fromMs: from ?? null, toMs, why }, actor), nowMs());
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/alerts/silences/:id',
    action: 'alert.silence',
    summary: 'End a silence now',
    answer: outcomeAnswer,
    errors: ['NOT_FOUND'],
    handle: async ({ params, actor }, { alerts }) => ({
      outcome: (await alerts.acts.endSilence(params.id!, actor)) ? 'ended' : 'unchanged',
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/alerts/channels',
    action: 'alert.read',
    summary: 'Channels and routes of alerts, and how they do',
    answer: channelList,
    noStore: true,
    async handle(_call, { alerts }) {
      const channels = (await alerts.channels()).map(printChannel);
      const routes = alerts.routes.map(({ name, match, channels: told, groupBy }) => ({
        name,
        match,
        channels: told,
        groupBy,
      }));
      return { channels, routes };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/alerts/channels/:name/test',
    action: 'alert.test-channel',
    summary: 'Send one message to a channel that says that it is a test',
    answer: testAnswer,
    errors: ['NOT_FOUND'],
    rateLimit: { max: 10, timeWindow: 60_000 },
    async handle({ params, actor }, { alerts, newId }) {
      const sent = await alerts.testChannel(params.name!, { by: actor, id: newId() });
      return { sent: sent.ok, problem: sent.ok ? null : sent.problem };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/alerts/events',
    action: 'alert.read',
    summary: 'That alerts or silences changed, as server-sent events: read them anew then',
    query: eventsQuery,
    headers: [lastEventHeader],
    answer: 'text/event-stream',
    noStore: true,
    errors: ['BODY_INVALID', 'SERVICE_BUSY'],
    async handle(call, { alerts, feeds }) {
      const after = lastEventOf(call) ?? call.query.after ?? (await alerts.feed.last());
      return numberStream(call, { event: 'alerts', feed: alerts.feed, slots: feeds, after });
    },
  }),
];

function idOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new TribuneError('NOT_FOUND', `there is no alert ${JSON.stringify(text.slice(0, 40))}`, {
    remedy: 'Ids of alerts are whole numbers; GET /v1/alerts lists those that there are.',
  });
}

/** What a caller may see. That numbers are read goes into the log of reads first. */
async function contextOf(
  call: Pick<Call, 'may' | 'request' | 'actor'>,
  deps: AlertRouteDeps,
  { alerts, deployment }: { readonly alerts: readonly Alert[]; readonly deployment: string | null },
): Promise<PrintContext> {
  const withNumbers = (await call.may('decision.payload')) && (await call.may('decision.attributes'));
  if (withNumbers && alerts.some(({ content }) => Object.keys(content.facts).length > 0))
    await deps.noteRead(readerOf(call), deployment);
  return { ...(await silencesOnly(deps)), withNumbers };
}

const silencesOnly = async ({ alerts, nowMs }: Pick<AlertRouteDeps, 'alerts' | 'nowMs'>): Promise<PrintContext> => ({
  ...{ withNumbers: false, nowMs: nowMs(), routes: alerts.routes },
  silences: await alerts.silences(false),
});
