import { SECOND_MS } from '../../../core/base/durations.js';
import { type AlertRoute, channelsAt, type Escalation } from './routing.js';

/** Time after which a group with alerts that are held back is looked at again, ms: a silence or a cause may have ended. */
export const HELD_LOOK_MS = 15 * SECOND_MS;

export type NoticeKind = 'firing' | 'resolved' | 'repeat' | 'escalated' | 'refresh';

/** What a group has told so far. */
export interface GroupTold {
  readonly openedAtMs: number;
  /** When the group last told of a change or repeated itself; null before. */
  readonly noticedAtMs: number | null;
  /** When channels that forget were last told. */
  readonly refreshedAtMs: number | null;
  readonly level: number;
}

/** The alerts of a group, counted. */
export interface GroupCounts {
  /** Firing, not held back, and told to nobody. */
  readonly fresh: number;
  /** Told as firing, and not firing any more. */
  readonly over: number;
  /** Firing, told and not held back. */
  readonly told: number;
  /** Of those, without anybody who said that they look after it. */
  readonly open: number;
  /** When the first of those was told; null where there is none. */
  readonly openSinceMs: number | null;
  /** Firing and held back. */
  readonly held: number;
  /** Of those, told as firing before they were held back: whoever was told must not take them for over. */
  readonly heldTold: number;
}

export interface PlannedNotice {
  readonly kind: NoticeKind;
  readonly channels: readonly string[];
}

export interface GroupPlan {
  readonly notices: readonly PlannedNotice[];
  readonly told: GroupTold;
  /** When the group is looked at next; null until something happens to it. */
  readonly dueAtMs: number | null;
  /** Nothing fires and everything was told. */
  readonly isOver: boolean;
}

export interface PlanOptions {
  readonly nowMs: number;
  /** Channels that forget an alert which is not told again, and after what time it is told again. */
  readonly refreshMs: (channel: string) => number | null;
}

/**
 * What a group tells now. News come at the route's times, are repeated while nobody looks after them, and go further at each step of the
 * escalation; channels that forget are reminded.
 */
export function planGroup(route: AlertRoute, told: GroupTold, counts: GroupCounts, options: PlanOptions): GroupPlan {
  const { nowMs } = options;
  const isNews = hasNews(counts) && newsAtMs(route, told) <= nowMs;
  const step = dueStep(route, told, counts, nowMs);
  const kind = newsKind(route, told, { counts, isNews, nowMs });
  const level = told.level + (step === null ? 0 : 1);
  const noticedAtMs = kind === null ? told.noticedAtMs : nowMs;
  const isFiring = counts.told + counts.heldTold > 0 || (isNews && counts.fresh > 0);
  const refresh = isFiring ? refreshOf(channelsAt(route, level), options) : null;
  const refreshedAtMs = kind === null ? (told.refreshedAtMs ?? told.openedAtMs) : nowMs;
  const isRefresh = refresh !== null && refreshedAtMs + refresh.everyMs <= nowMs;
  const notices: PlannedNotice[] = [
    ...(kind === null ? [] : [{ kind, channels: channelsAt(route, told.level) }]),
    ...(step === null ? [] : [{ kind: 'escalated' as const, channels: step.channels }]),
    ...(isRefresh ? [{ kind: 'refresh' as const, channels: refresh.channels }] : []),
  ];
  const after = { ...told, noticedAtMs, refreshedAtMs: isRefresh ? nowMs : refreshedAtMs, level };
  const dueAtMs = nextLook(route, after, { counts, isNews, nowMs, everyMs: refresh?.everyMs ?? null });
  const isOver = !isFiring && counts.held === 0 && (isNews || !hasNews(counts));
  return { notices, told: after, dueAtMs, isOver };
}

const hasNews = ({ fresh, over }: GroupCounts): boolean => fresh + over > 0;

const newsAtMs = ({ groupWaitMs, groupIntervalMs }: AlertRoute, { noticedAtMs, openedAtMs }: GroupTold): number =>
  noticedAtMs === null ? openedAtMs + groupWaitMs : noticedAtMs + groupIntervalMs;

/** The step of the escalation that is due; null where none is. */
function dueStep(
  route: AlertRoute,
  { level }: GroupTold,
  { openSinceMs }: GroupCounts,
  nowMs: number,
): Escalation | null {
  const step = route.escalate[level];
  return step !== undefined && openSinceMs !== null && openSinceMs + step.afterMs <= nowMs ? step : null;
}

interface Now {
  readonly counts: GroupCounts;
  readonly isNews: boolean;
  readonly nowMs: number;
}

function newsKind(
  { repeatMs }: AlertRoute,
  { noticedAtMs }: GroupTold,
  { counts, isNews, nowMs }: Now,
): NoticeKind | null {
  if (isNews) return counts.fresh + counts.told + counts.heldTold > 0 ? 'firing' : 'resolved';
  return counts.open > 0 && noticedAtMs !== null && noticedAtMs + repeatMs <= nowMs ? 'repeat' : null;
}

/** The channels that forget, and after what time the first of them does; null where none does. */
function refreshOf(channels: readonly string[], { refreshMs }: PlanOptions) {
  const forgetful = channels.flatMap((channel) => {
    const everyMs = refreshMs(channel);
    return everyMs === null ? [] : [{ channel, everyMs }];
  });
  if (forgetful.length === 0) return null;
  return {
    channels: forgetful.map(({ channel }) => channel),
    everyMs: Math.min(...forgetful.map((one) => one.everyMs)),
  };
}

/** When the group is looked at next; null until something happens to it. */
function nextLook(
  route: AlertRoute,
  told: GroupTold,
  { counts, isNews, nowMs, everyMs }: Now & { readonly everyMs: number | null },
): number | null {
  const isOpen = counts.open > 0 || (isNews && counts.fresh > 0);
  const step = route.escalate[told.level];
  const due = [
    hasNews(counts) && !isNews ? newsAtMs(route, told) : null,
    isOpen && told.noticedAtMs !== null ? told.noticedAtMs + route.repeatMs : null,
    isOpen && step !== undefined ? (counts.openSinceMs ?? nowMs) + step.afterMs : null,
    everyMs === null ? null : told.refreshedAtMs! + everyMs,
    counts.held > 0 ? nowMs + HELD_LOOK_MS : null,
  ].filter((at) => at !== null);
  // What is due already is done at the next look and not at once, for ever.
  return due.length === 0 ? null : Math.max(nowMs + 1, Math.min(...due));
}
