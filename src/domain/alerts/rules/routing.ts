import { hashOf, type Labels } from '../signals/index.js';
import { type Matcher, matches } from './matcher.js';

/** A further step when nobody says within some time that they look after an alert. */
export interface Escalation {
  readonly afterMs: number;
  readonly channels: readonly string[];
}

/** Which alerts go to which channels, how they are grouped, and when. */
export interface AlertRoute {
  readonly name: string;
  readonly match: readonly Matcher[];
  readonly channels: readonly string[];
  /** Labels by whose values alerts come in one message. */
  readonly groupBy: readonly string[];
  /** Time for which the first message of a group waits for more alerts. */
  readonly groupWaitMs: number;
  /** Least time between two messages of a group. */
  readonly groupIntervalMs: number;
  /** Time after which a group that fires, and that nobody looks after, is told again. */
  readonly repeatMs: number;
  readonly escalate: readonly Escalation[];
  /** Whether routes below are asked as well. */
  readonly goesOn: boolean;
  /** Where people read what to do. */
  readonly runbook: string | null;
}

/** One alert explains others: while one that matches `when` fires, those that match `mute` with equal labels are held back. */
export interface Inhibition {
  readonly when: readonly Matcher[];
  readonly mute: readonly Matcher[];
  readonly equal: readonly string[];
}

/** The routes that take an alert, in their order. */
export function routesFor(routes: readonly AlertRoute[], labels: Labels): AlertRoute[] {
  const taken: AlertRoute[] = [];
  for (const route of routes) {
    if (!matches(route.match, labels)) continue;
    taken.push(route);
    if (!route.goesOn) break;
  }
  return taken;
}

/** The values by which a route groups an alert. */
export const groupLabels = ({ groupBy }: AlertRoute, labels: Labels): Labels =>
  Object.fromEntries(groupBy.map((label) => [label, labels[label] ?? '']));

/** Name of a group among those of its route. */
export const groupKey = (labels: Labels): string => hashOf(JSON.stringify(Object.entries(labels).sort()));

/** Channels of a route that are told once it was escalated so often. */
export const channelsAt = ({ channels, escalate }: AlertRoute, level: number): string[] => [
  ...new Set([...channels, ...escalate.slice(0, level).flatMap((step) => step.channels)]),
];
