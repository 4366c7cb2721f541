import {
  alertmanagerChannel,
  emailChannel,
  PAGERDUTY_URLS,
  pagerDutyChannel,
  slackChannel,
  webhookChannel,
} from '../../../adapters/channels/index.js';
import type { Channel } from '../../../domain/alerts/channels/index.js';
import { type AlertRoute, type Inhibition, matchersOf } from '../../../domain/alerts/rules/index.js';
import type { ServiceConfiguration } from '../../configuration/index.js';
import { EMAIL_PORTS } from './configuration/channels.js';
import type { alertsConfiguration } from './configuration/index.js';

type Configured = ReturnType<ServiceConfiguration['read']> & object;
export type AlertsConfigured = typeof alertsConfiguration extends { readonly schema: { _output: infer Value } }
  ? Value
  : Configured;

/** Makes the channels that the configuration declares. */
export function channelsFrom(configured: AlertsConfigured, nowMs: () => number): Channel[] {
  const { webhook, alertmanager, slack, pagerduty, email } = configured;
  return [
    ...Object.entries(webhook).map(([name, { url, secret, numbers, privateAddress: allowPrivate }]) =>
      webhookChannel({ name, url, secret, numbers, allowPrivate, nowMs }),
    ),
    ...Object.entries(alertmanager).map(
      ([name, { url, user, password, token, numbers, privateAddress: allowPrivate }]) =>
        alertmanagerChannel({ name, url, user, password, token, numbers, allowPrivate, nowMs }),
    ),
    ...Object.entries(slack).map(([name, { url, numbers, privateAddress: allowPrivate }]) =>
      slackChannel({ name, url, numbers, allowPrivate }),
    ),
    ...Object.entries(pagerduty).map(([name, { url, region, routingKey, numbers, privateAddress: allowPrivate }]) =>
      pagerDutyChannel({ name, url: url ?? PAGERDUTY_URLS[region], routingKey, numbers, allowPrivate }),
    ),
    ...Object.entries(email).map(([name, { port, security, privateAddress: allowPrivate, ...one }]) =>
      emailChannel({ ...one, name, security, port: port ?? EMAIL_PORTS[security], allowPrivate }),
    ),
  ];
}

/** Times of the route that there is where none is declared: every channel is told of everything. */
const DEFAULT_TIMES = { groupWaitMs: 1000, groupIntervalMs: 300_000, repeatMs: 4 * 3_600_000 } as const;

/** The routes that the configuration declares; without any, one that tells every channel everything. */
export function routesFrom({ routes }: AlertsConfigured, channels: readonly Channel[]): AlertRoute[] {
  if (routes === undefined) {
    if (channels.length === 0) return [];
    const all = channels.map(({ name }) => name);
    const open = { match: [], groupBy: ['deployment'], escalate: [], goesOn: false, runbook: null };
    return [{ name: 'default', channels: all, ...open, ...DEFAULT_TIMES }];
  }
  return routes.map((route) => ({
    ...{ name: route.name, match: matchersOf(route.match), channels: route.channels, groupBy: route.groupBy },
    ...{ groupWaitMs: route.groupWait, groupIntervalMs: route.groupInterval, repeatMs: route.repeat },
    escalate: route.escalate.map(({ after: afterMs, channels: told }) => ({ afterMs, channels: told })),
    ...{ goesOn: route.continue, runbook: route.runbook ?? null },
  }));
}

export const inhibitionsFrom = ({ inhibit }: AlertsConfigured): Inhibition[] =>
  inhibit.map(({ when, mute, equal }) => ({ when: matchersOf(when), mute: matchersOf(mute), equal }));
