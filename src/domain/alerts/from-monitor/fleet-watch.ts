import type { Clock } from '../../../core/base/clock.js';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { Turns } from '../../../core/base/turns.js';
import { defineJob, type Job } from '../../jobs/index.js';
import type { MonitorView } from '../../live-monitor/viewing/index.js';
import type { Alert, AlertStore } from '../ports.js';
import { defineAlertSource, type Signal, signalOf } from '../signals/index.js';

const fleetSource = defineAlertSource(
  'fleet',
  'The evidence of all that is watched, which together is that of an alarm while none of it fires.',
);

/** Value of the label `kind` by which the alert is found again. */
const KIND = 'fleet';
const KEY = 'fleet';
/** How often it is looked, ms. Blocks are closed as they become complete; this adds up what they left. */
const LOOK_MS = 5 * MINUTE_MS;
/**
 * The alert ends once so little of an alarm is left. Between the two moments evidence has to grow by four fifths of an alarm, so that of kept bounds there are in expectation at most 5/4
 * of the alerts that the budget of the place allows, and one (Doob's upcrossing inequality, 1953).
 */
const ENDS_BELOW = 0.2;
/** Deployments that are named. */
const MOST_NAMED = 5;

/** What a deployment has of an alarm. */
export interface Member {
  readonly deployment: string;
  readonly shareOfAlarm: number;
  readonly firing: number;
}

/** What has to be told of the fleet, given the alert that is on; null where nothing changes. */
export function fleetSignal(members: readonly Member[], firing: Alert | null, nowMs: number): Signal | null {
  const share = members.reduce((sum, one) => sum + one.shareOfAlarm, 0) / Math.max(1, members.length);
  const isQuiet = members.every((one) => one.firing === 0);
  if (firing === null) return share >= 1 && isQuiet ? signal('firing', { members, share, nowMs }) : null;
  return share < ENDS_BELOW ? signal('ended', { members, share, nowMs }) : null;
}

function signal(
  state: 'firing' | 'ended',
  { members, share, nowMs }: { readonly members: readonly Member[]; readonly share: number; readonly nowMs: number },
): Signal {
  const most = members.toSorted((a, b) => b.shareOfAlarm - a.shareOfAlarm).slice(0, MOST_NAMED);
  const shown = (value: number): string => String(Number(value.toPrecision(3)));
  return signalOf(fleetSource, {
    ...{ key: KEY, state, severity: 'ticket', atMs: nowMs, labels: { kind: KIND }, topic: 'fleet', causes: [] },
    content: {
      summary:
        state === 'firing'
          ? 'Nothing that is watched fires by itself, but the evidence of all of it together is that of an alarm.'
          : 'The evidence of all that is watched together is far from that of an alarm again; nothing shows that every bound is kept.',
      lines: [
        `Evidence together: ${shown(share)} of an alarm, the mean of ${members.length} deployments`,
        ...most.map((one) => `${one.deployment}: ${shown(one.shareOfAlarm)}`),
      ],
      facts: { shareOfAlarm: share, deployments: members.length, most },
      actions:
        state === 'firing'
          ? [
              'See where it gathers, from deployments down to the series that weigh most: GET /v1/monitor/fleet, or the overview of the console.',
              'Ask what the deployments have in common that changed: a source of data, a version, a rule, or who applies.',
              'Audit the deployments that weigh most: each of them may be within its bounds as far as single series show.',
            ]
          : [],
    },
  });
}

export interface FleetWatchDeps {
  readonly view: Pick<MonitorView, 'watched' | 'together'>;
  readonly alerts: () => Pick<AlertStore, 'list' | 'raise'>;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
}

/**
 * Raises an alert when the fleet reads `together`, until hardly anything of it is left. It holds nothing in memory: what has to be told is what the states and the alert that is on say, so
 * that a service which was down tells it when it comes back.
 */
export const watchFleet = ({ view, alerts, clock }: FleetWatchDeps): Job =>
  defineJob({
    name: 'fleet',
    everyMs: LOOK_MS,
    async run() {
      const turns = new Turns(clock);
      const members: Member[] = [];
      for (const one of await view.watched()) {
        members.push({ deployment: one.epoch.deployment, ...view.together(one) });
        await turns.next();
      }
      const [on = null] = await alerts().list({
        state: 'firing',
        labels: { kind: KIND, source: fleetSource.name },
        limit: 1,
      });
      const told = fleetSignal(members, on, clock.nowMs());
      if (told !== null) await alerts().raise([told]);
    },
  });
