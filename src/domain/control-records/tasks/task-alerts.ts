import { HOUR_MS } from '../../../core/base/durations.js';
import type { Alert, AlertStore } from '../../alerts/ports.js';
import { defineAlertSource, type Signal, signalOf } from '../../alerts/signals/index.js';
import type { ControlTask } from '../../controls/index.js';
import { defineJob, type Job } from '../../jobs/index.js';

const taskSource = defineAlertSource(
  'control-tasks',
  'Controls of law and standards that records will not be evidence for on a day that is near.',
);

/** Value of the label `kind` by which the alerts of tasks are found again. */
const KIND = 'control-task';
/** How long before its day a task is told, in days: a month, as audits and assessments take weeks. */
export const TOLD_DAYS = 30;
/** How often tasks are looked for, ms. */
const LOOK_MS: number = 6 * HOUR_MS;
/** Alerts that are read at once. */
const PAGE = 500;

/** A task with its system. */
export interface SystemTask extends ControlTask {
  readonly system: string;
}

/** The alert of a task, as a signal; its names are those of registry and data. */
export function taskSignal({ system, control, framework, why, day, will, says }: SystemTask, nowMs: number): Signal {
  const begins = why === 'begins';
  return signalOf(taskSource, {
    key: JSON.stringify([system, control.id, day]),
    state: 'firing',
    severity: 'digest',
    atMs: nowMs,
    labels: { kind: KIND, system, framework, control: control.id, day },
    topic: `control ${system} ${control.id}`,
    causes: [],
    content: {
      summary: `${control.id} of ${system} ${begins ? 'begins to hold' : 'is no longer met'} on ${day}.`,
      lines: [
        `What is to be done: ${control.duty}`,
        `What would show it: ${control.evidence} (${control.source})`,
        `On that day: ${will}, ${says}`,
      ],
      facts: { system, control: control.id, framework, why, day, will },
      actions: [`See what is open: tribune controls --system ${system} --at ${day} --framework ${framework}`],
    },
  });
}

/** What has to be told so that the alerts that fire are those of the tasks that there are. */
export function taskSignals(tasks: readonly SystemTask[], firing: readonly Alert[], nowMs: number): Signal[] {
  const calling = tasks.map((task) => taskSignal(task, nowMs));
  const wanted = new Set(calling.map(({ key }) => key));
  const known = new Set(firing.map(({ key }) => key));
  const over = firing.filter(({ key }) => !wanted.has(key)).map((alert) => endOf(alert, nowMs));
  return [...over, ...calling.filter(({ key }) => !known.has(key))];
}

/** The end of an alert whose task is gone: before its day somebody acted, from it on the control itself is open, which shows nothing. */
function endOf({ source, key, severity, labels, topic, causes, content }: Alert, nowMs: number): Signal {
  const isBefore = nowMs < Date.parse(labels.day ?? '');
  const summary = isBefore
    ? `${labels.control} of ${labels.system} needs nothing more for ${labels.day}.`
    : `${labels.control} of ${labels.system} is open since ${labels.day}, or was done.`;
  return {
    ...{ source, key, state: isBefore ? 'resolved' : 'ended', severity, atMs: nowMs, labels, topic, causes },
    content: { ...content, summary, actions: [] },
  };
}

export interface TaskWatchDeps {
  /** Tasks of every system within some days. */
  readonly tasks: (days: number) => Promise<readonly SystemTask[]>;
  readonly alerts: () => Pick<AlertStore, 'list' | 'raise'>;
  readonly nowMs: () => number;
}

/** Raises an alert before a control is open, until it is not or its day came. It holds nothing in memory. */
export const watchTasks = ({ tasks, alerts, nowMs }: TaskWatchDeps): Job =>
  defineJob({
    name: 'control-tasks',
    everyMs: LOOK_MS,
    async run() {
      const firing = await firingOf(alerts());
      await alerts().raise(taskSignals(await tasks(TOLD_DAYS), firing, nowMs()));
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

/** Longest look ahead, days: three years. */
export const MOST_DAYS = 1098;
