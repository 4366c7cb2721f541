import { DAY_MS, MINUTE_MS } from '../../../core/base/durations.js';
import type { Alert, AlertStore } from '../../alerts/ports.js';
import { defineAlertSource, type Signal, signalOf } from '../../alerts/signals/index.js';
import { defineJob, type Job } from '../../jobs/index.js';
import type { DutyClock, Incident } from '../model/index.js';
import { scopeName } from '../plan/index.js';
import type { IncidentStore } from '../store/ports.js';
import { clockStatus } from './duties.js';

const clockSource = defineAlertSource(
  'incident-clocks',
  'Reports about an incident that are due soon, at once, or since a while.',
);

/** Value of the label `kind` by which the alerts of clocks are found again. */
const KIND = 'incident-clock';
/** Share of its time that a clock has left when people are reminded, and the longest such time, ms: two working days of a duty of weeks. */
const NEAR_SHARE = 0.25;
const MOST_NEAR_MS = 2 * DAY_MS;
/** How often clocks are looked at, ms. */
const LOOK_MS = MINUTE_MS;
/** Alerts that are read at once. */
const PAGE = 500;

/** What a clock tells people; null while nobody has to be reminded. */
export type ClockCall = 'near' | 'at once' | 'overdue';

export function clockCall(clock: DutyClock, nowMs: number): ClockCall | null {
  const status = clockStatus(clock, nowMs);
  if (status === 'at once' || status === 'overdue') return status;
  if (status !== 'running') return null;
  const leftMs = clock.dueAtMs! - nowMs;
  return leftMs <= Math.min(MOST_NEAR_MS, NEAR_SHARE * (clock.dueAtMs! - clock.fromMs)) ? 'near' : null;
}

const SAYS: Readonly<Record<ClockCall, string>> = {
  near: 'is due soon',
  'at once': 'is due at once',
  overdue: 'is overdue',
};

/** The alert of a clock that calls, as a signal. No title is told, as people write it; the names are those of the registry and of the duty. */
export function clockSignal(incident: Incident, clock: DutyClock, call: ClockCall, nowMs: number): Signal {
  const { id, scope, system } = incident;
  const { duty, what, to, source, dueAtMs, fromMs } = clock;
  const due = dueAtMs === null ? null : new Date(dueAtMs).toISOString();
  return signalOf(clockSource, {
    key: JSON.stringify([id, duty, call]),
    state: 'firing',
    severity: call === 'near' ? 'ticket' : 'page',
    atMs: call === 'overdue' ? dueAtMs! : nowMs,
    labels: {
      ...{ kind: KIND, incident: id, duty, call: call.replace(' ', '-') },
      ...(system === null ? {} : { system }),
      ...(scope.kind === 'deployment' ? { deployment: scope.deployment } : {}),
    },
    topic: `incident ${id} ${duty} ${call}`,
    causes: [],
    content: {
      summary: `The report ${duty} about an incident (${scopeName(scope)}) ${SAYS[call]}.`,
      lines: [
        `What is to be done: ${what}`,
        `To: ${to} (${source})`,
        due === null
          ? `The clock began at ${new Date(fromMs).toISOString()}; the duty names no number of hours.`
          : `The clock began at ${new Date(fromMs).toISOString()} and ends at ${due}.`,
      ],
      facts: { incident: id, duty, call, dueAt: due, from: new Date(fromMs).toISOString() },
      actions: [
        `Read the incident: tribune incident show ${id}`,
        `Once the report was filed: tribune incident change ${id} --filed ${duty} --at TIME --reference TEXT`,
        `Where none is to be filed: tribune incident change ${id} --waive ${duty} --text WHY`,
      ],
    },
  });
}

/** What has to be told so that the alerts that fire are those of the clocks that call. */
export function clockSignals(open: readonly Incident[], firing: readonly Alert[], nowMs: number): Signal[] {
  const calling = open.flatMap((incident) =>
    incident.clocks.flatMap((clock) => {
      const call = clockCall(clock, nowMs);
      return call === null ? [] : [clockSignal(incident, clock, call, nowMs)];
    }),
  );
  const wanted = new Set(calling.map(({ key }) => key));
  const known = new Set(firing.map(({ key }) => key));
  const over = firing.filter(({ key }) => !wanted.has(key)).map((alert) => endOf(alert, open, nowMs));
  return [...over, ...calling.filter(({ key }) => !known.has(key))];
}

/** The end of an alert whose clock calls no more: shown to be over only where the report was filed. */
function endOf(alert: Alert, open: readonly Incident[], nowMs: number): Signal {
  const { key, source, severity, labels, topic, causes, content } = alert;
  const clock = open.find(({ id }) => id === labels.incident)?.clocks.find(({ duty }) => duty === labels.duty);
  const isFiled = clock !== undefined && clock.filed !== null;
  const why = isFiled
    ? 'was filed'
    : clock === undefined
      ? 'is no longer waited for, as its incident is closed'
      : clock.waived === null
        ? 'has another state now'
        : 'was waived';
  const summary = `The report ${labels.duty} about an incident ${why}.`;
  return {
    ...{ source, key, state: isFiled ? 'resolved' : 'ended', severity, atMs: nowMs, labels, topic, causes },
    content: { ...content, summary, actions: [] },
  };
}

export interface ClockWatchDeps {
  readonly incidents: Pick<IncidentStore, 'open'>;
  readonly alerts: Pick<AlertStore, 'list' | 'raise'>;
  readonly nowMs: () => number;
}

/**
 * Raises an alert before a report is due, and when its time is over, until it was filed or waived. It holds nothing in memory: what has to be told
 * is what the clocks and the alerts that fire say, so that a service which was down tells it when it comes back.
 */
export const watchClocks = ({ incidents, alerts, nowMs }: ClockWatchDeps): Job =>
  defineJob({
    name: 'incident-clocks',
    everyMs: LOOK_MS,
    async run() {
      const open = await incidents.open();
      await alerts.raise(clockSignals(open, await firingOf(alerts), nowMs()));
    },
  });

async function firingOf(alerts: Pick<AlertStore, 'list'>): Promise<Alert[]> {
  const all: Alert[] = [];
  for (let before: number | undefined; ; before = all.at(-1)!.id) {
    const page = await alerts.list({ state: 'firing', labels: { kind: KIND }, before, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
