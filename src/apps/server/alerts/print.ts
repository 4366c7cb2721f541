import type { Alert, DeliveryLine } from '../../../domain/alerts/ports.js';
import { matches, routesFor, type Silence } from '../../../domain/alerts/rules/index.js';
import type { Alerts, ChannelLine } from '../../../domain/alerts/service/index.js';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** An alert as its caller may see it: without numbers unless persons may be shown. */
export function printAlert(alert: Alert, { withNumbers, nowMs, silences, routes }: PrintContext): object {
  const { id, key, occurrence, source, state, severity, labels, content, acknowledged } = alert;
  const { summary, lines, facts, actions } = content;
  const silence = silences.find(
    (one) => one.startsAtMs <= nowMs && nowMs < one.endsAtMs && matches(one.matchers, labels),
  );
  return {
    ...{ id, fingerprint: `${key}:${occurrence}`, source, state, severity },
    startedAt: iso(alert.startedAtMs),
    endedAt: iso(alert.endedAtMs),
    ...{ labels, summary, actions: state === 'firing' ? actions : [] },
    ...(withNumbers ? { lines, facts } : {}),
    acknowledged: acknowledged === null ? null : { ...acknowledged, atMs: undefined, at: iso(acknowledged.atMs) },
    silencedBy: state === 'firing' ? (silence?.id ?? null) : null,
    routes: routesFor(routes, labels).map(({ name }) => name),
  };
}

export interface PrintContext {
  readonly withNumbers: boolean;
  readonly nowMs: number;
  readonly silences: readonly Silence[];
  readonly routes: Alerts['routes'];
}

export const printDelivery = ({
  key,
  channel,
  kind,
  state,
  attempts,
  madeAtMs,
  nextAtMs,
  endedAtMs,
  problem,
}: DeliveryLine) => ({
  ...{ message: key, channel, kind, state, attempts, problem },
  madeAt: iso(madeAtMs),
  nextAt: state === 'waiting' ? iso(nextAtMs) : null,
  endedAt: iso(endedAtMs),
});

export const printSilence = ({ id, matchers, startsAtMs, endsAtMs, by, why, createdAtMs }: Silence, nowMs: number) => ({
  ...{ id, matchers, by, why },
  from: iso(startsAtMs),
  to: iso(endsAtMs),
  createdAt: iso(createdAtMs),
  state: nowMs < startsAtMs ? 'coming' : nowMs < endsAtMs ? 'in-force' : 'over',
});

export const printChannel = ({ name, kind, numbers, health, waiting, oldestMs }: ChannelLine) => ({
  ...{ name, kind, numbers, waiting },
  oldestWaitingSince: iso(oldestMs),
  state: health.restsUntilMs !== null ? 'rests' : health.failuresInRow > 0 ? 'fails' : 'ready',
  ...{ sent: health.sent, failures: health.failures, gaveUp: health.gaveUp, lastProblem: health.lastProblem },
  restsUntil: iso(health.restsUntilMs),
});
