import type { Channel } from '../../domain/alerts/channels/index.js';
import type { Notice } from '../../domain/alerts/messages/index.js';
import { cut, type Severity } from '../../domain/alerts/signals/index.js';
import { type HttpChannelOptions, httpChannel } from './http-channel.js';

/** Addresses of the service, by its region. */
export const PAGERDUTY_URLS = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
} as const;

/** Most characters of a summary, as the API states it. */
const SUMMARY = 1024;

const SEVERITY: Readonly<Record<Severity, string>> = { page: 'critical', ticket: 'warning', digest: 'info' };

export interface PagerDutyOptions extends HttpChannelOptions {
  readonly url: string;
  readonly routingKey: string;
}

/** PagerDuty Events v2: a group of alerts is one incident, under the same `dedup_key` from its first message to its last. */
export function pagerDutyChannel({ name, url, routingKey, numbers, allowPrivate }: PagerDutyOptions): Channel {
  return httpChannel({
    ...{ name, kind: 'pagerduty', reads: 'people', numbers, refreshMs: null, paceMs: 100 },
    post: (notice) => ({
      url: new URL(url),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pagerDutyEvent(notice, routingKey)),
      allowPrivate,
    }),
  });
}

/** The event of a notice. A test triggers nothing: it resolves an incident that does not exist, which the service takes and forgets. */
export function pagerDutyEvent(notice: Notice, routingKey: string) {
  const { group, kind, title, alerts, leftOut, link, runbook, ledger, fleet = null } = notice;
  const isTrigger = kind !== 'test' && group.isFiring;
  const head = { routing_key: routingKey, dedup_key: `tribune-${group.uid}` };
  if (!isTrigger) return { ...head, event_action: 'resolve' };
  const links = [
    ...(link === null ? [] : [{ href: link, text: 'Alerts' }]),
    ...(runbook === null ? [] : [{ href: runbook, text: 'Runbook' }]),
    ...(ledger?.link == null ? [] : [{ href: ledger.link, text: 'Sealed evidence: checkpoint of the log' }]),
  ];
  return {
    ...head,
    event_action: 'trigger',
    payload: {
      summary: cut(alerts.length === 1 ? alerts[0]!.summary : title, SUMMARY),
      source: group.labels.deployment || 'tribune',
      severity: SEVERITY[group.severity],
      timestamp: notice.at,
      group: group.route,
      custom_details: { title, leftOut, ledger, fleet, alerts },
    },
    ...(links.length === 0 ? {} : { links }),
    client: 'Tribune',
    ...(link === null ? {} : { client_url: link }),
  };
}
