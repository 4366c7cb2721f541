import { defineReason, type Reason } from '../../core/base/reasons.js';

/** The end of a system. Times are ms since 1970. */
export interface SystemEnd {
  readonly system: string;
  readonly announcedAtMs: number;
  readonly announcedBy: string;
  /** From this moment on no decision is taken: the system is frozen. */
  readonly decisionsUntilMs: number;
  /** The system that takes its place; null for none. */
  readonly successor: string | null;
  readonly reason: string;
  /** How the people decided about, and those who use the decisions, are told. */
  readonly told: string;
  readonly retiredAtMs: number | null;
  readonly retiredBy: string | null;
  /** The last audit that was made of it; null before it is retired, and where it never served. */
  readonly lastAudit: string | null;
}

/** `frozen` follows by the time alone: nobody has to do anything at that moment. */
export type EndState = 'announced' | 'frozen' | 'retired';

export const stateOf = ({ decisionsUntilMs, retiredAtMs }: SystemEnd, nowMs: number): EndState =>
  retiredAtMs !== null ? 'retired' : nowMs >= decisionsUntilMs ? 'frozen' : 'announced';

/** Kinds of what depends on a system, and whether a system that has some may be retired. */
export const DEPENDENT_KINDS = {
  deployment: { blocks: false, says: 'deployments of the system' },
  case: { blocks: true, says: 'appeals and reviews that are not decided' },
  incident: { blocks: true, says: 'incidents that are not closed' },
  offer: { blocks: true, says: 'changes that were offered to people and still hold' },
  rule: { blocks: true, says: 'rules by which its deployments decide' },
} as const satisfies Record<string, { readonly blocks: boolean; readonly says: string }>;
export type DependentKind = keyof typeof DEPENDENT_KINDS;

/** What still depends on a system. */
export interface Dependent {
  readonly kind: DependentKind;
  readonly n: number;
  /** Whether there may be more than were counted. */
  readonly isMore: boolean;
  /** Some of them by their names or ids. */
  readonly some: readonly string[];
}

/** What depends on a system, and the last audit of one of its deployments. */
export interface Dependents {
  readonly dependents: readonly Dependent[];
  readonly lastAudit: { readonly id: string; readonly atMs: number } | null;
}

export const endUnknown = defineReason('system-end.unknown', 'NOT_FOUND', 'No end of this system was announced.');
export const endDone = defineReason('system-end.done', 'CONFLICT', 'The system is frozen or retired already.');
export const stillNeeded = defineReason(
  'system-end.still-needed',
  'CONFLICT',
  'Something still depends on the system, which is named; it is not retired before.',
);

/** Reasons for which acts on the end of a system are refused. */
export const systemEndReasons: readonly Reason[] = [endUnknown, endDone, stillNeeded];
