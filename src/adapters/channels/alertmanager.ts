import type { Channel } from '../../domain/alerts/channels/index.js';
import { fleetText, type Notice, type ToldAlert } from '../../domain/alerts/messages/index.js';
import { type HttpChannelOptions, httpChannel } from './http-channel.js';

/** Time after which an Alertmanager is told again what still fires, ms. */
const REFRESH_MS = 60_000;
/** Time for which it holds an alert that it is not told of again, ms: it misses three reminders before it forgets. */
const HOLDS_MS = 4 * REFRESH_MS;

export interface AlertmanagerOptions extends HttpChannelOptions {
  /** Address of the Alertmanager, below which `/api/v2/alerts` is. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly nowMs: () => number;
}

/** Alerts for an Alertmanager (API v2, POST /api/v2/alerts), which groups and sends them by its own rules. */
export function alertmanagerChannel(options: AlertmanagerOptions): Channel {
  const { name, url, user, password, token, numbers, allowPrivate, nowMs } = options;
  const authorization =
    token !== undefined
      ? `Bearer ${token}`
      : user === undefined
        ? null
        : `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  return httpChannel({
    ...{ name, kind: 'alertmanager', reads: 'programs', numbers, refreshMs: REFRESH_MS, paceMs: 0 },
    post: (notice) => ({
      url: new URL(`${url.replace(/\/$/, '')}/api/v2/alerts`),
      headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
      body: JSON.stringify(postableAlerts(notice, nowMs())),
      allowPrivate,
    }),
  });
}

/** The alerts of a notice as `postableAlerts` of the API. */
export const postableAlerts = (
  { alerts, runbook, ledger, fleet = null }: Pick<Notice, 'alerts' | 'runbook' | 'ledger' | 'fleet'>,
  nowMs: number,
) =>
  alerts.map((alert) => ({
    labels: {
      alertname: `tribune_${alert.labels.source ?? 'alert'}`,
      ...alert.labels,
      tribune_alert: alert.fingerprint,
    },
    annotations: annotationsOf(alert, {
      ...(runbook === null ? {} : { runbook_url: runbook }),
      ...(ledger === null ? {} : { ledger: `${ledger.log} size ${ledger.size} root ${ledger.root}` }),
      ...(ledger?.link == null ? {} : { ledger_url: ledger.link }),
      ...(fleet === null ? {} : { fleet: fleetText(fleet) }),
    }),
    startsAt: alert.startedAt,
    endsAt: alert.state === 'firing' ? new Date(nowMs + HOLDS_MS).toISOString() : endOf(alert, nowMs),
    ...(alert.link === null ? {} : { generatorURL: alert.link }),
  }));

/** An end is after the start, and not ahead of the receiver's clock. */
function endOf({ startedAt, endedAt }: ToldAlert, nowMs: number): string {
  const endMs = Math.min(nowMs, endedAt === null ? nowMs : Date.parse(endedAt));
  return new Date(Math.max(endMs, Date.parse(startedAt) + 1)).toISOString();
}

const annotationsOf = (
  { summary, lines, actions, setOff, acknowledgedBy }: ToldAlert,
  more: Record<string, string>,
) => ({
  summary,
  ...(lines.length === 0 ? {} : { description: lines.join('\n') }),
  ...(actions.length === 0 ? {} : { actions: actions.join('\n') }),
  ...(setOff == null || setOff.length === 0 ? {} : { set_off: setOff.join('\n') }),
  ...(acknowledgedBy === null ? {} : { acknowledged_by: acknowledgedBy }),
  ...more,
});
