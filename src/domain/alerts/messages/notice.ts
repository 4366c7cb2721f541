import type { Alert, AlertGroup } from '../ports.js';
import type { NoticeKind } from '../rules/index.js';
import { cut, type Labels, type Severity } from '../signals/index.js';

/** Most alerts in one part of a message for programs, which are told all. */
export const ALERTS_PER_PART = 100;
/** Most alerts in a message for people, who are told how many more there are. */
export const ALERTS_FOR_PEOPLE = 10;

/** An alert as a message tells it. */
export interface ToldAlert {
  readonly id: number;
  /** What it is about, and the how many-th about it: the same in every message. */
  readonly fingerprint: string;
  readonly state: Alert['state'];
  readonly severity: Severity;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly labels: Labels;
  readonly summary: string;
  readonly lines: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly actions: readonly string[];
  /** What its policy set off by itself, such as a stop, by the time of the message; null where it is not known. Absent in messages of versions before. */
  readonly setOff?: readonly string[] | null;
  readonly acknowledgedBy: string | null;
  readonly link: string | null;
}

/** The checkpoint of the log that covers what the alerts stand on. */
export interface LedgerProof {
  readonly log: string;
  readonly size: number;
  /** Root of the Merkle tree over so many entries, base64. */
  readonly root: string;
  /** Address of the newest signed checkpoint, by which anybody shows that what the log held then it still holds; null where the service knows no address of its own. Absent in messages of versions before. */
  readonly link?: string | null;
}

/** False alarms that everything watched may have together. */
export interface FleetBudget {
  /** In expectation, over all deployments that are watched. */
  readonly falseAlarmsPerDay: number;
  readonly deployments: number;
}

/** The budget of the fleet in words. */
export function fleetText({ falseAlarmsPerDay, deployments }: FleetBudget): string {
  const perDay = Number(falseAlarmsPerDay.toPrecision(3));
  return `Fleet: ${perDay} false alarms allowed a day over ${deployments} watched ${deployments === 1 ? 'deployment' : 'deployments'}, in expectation`;
}

/** A message, before a channel gives it the form that its receiver reads. */
export interface Notice {
  /** The same however often the message is sent. */
  readonly key: string;
  readonly kind: NoticeKind | 'test';
  readonly at: string;
  readonly title: string;
  readonly group: {
    /** The same for all messages about these alerts, and of no other group of any service. */
    readonly uid: string;
    readonly route: string;
    readonly labels: Labels;
    /** How often it was escalated. */
    readonly level: number;
    readonly severity: Severity;
    /** Whether any alert of the group fires. */
    readonly isFiring: boolean;
  };
  readonly counts: { readonly firing: number; readonly over: number; readonly held: number };
  readonly part: { readonly number: number; readonly of: number };
  readonly alerts: readonly ToldAlert[];
  /** Alerts of this message that are not listed. */
  readonly leftOut: number;
  readonly link: string | null;
  readonly runbook: string | null;
  readonly ledger: LedgerProof | null;
  /** Null where it is not known. Absent in messages of versions before. */
  readonly fleet?: FleetBudget | null;
}

export interface Told {
  /** Whether numbers are told, in which a person of a small group could be seen. */
  readonly numbers: boolean;
  /** Address at which people open the service; null where it is not known. */
  readonly publicUrl: string | null;
  /** What it set off; null where it is not known. */
  readonly setOff: readonly string[] | null;
}

/** How an alert is told. */
export function toldAlert(alert: Alert, { numbers, publicUrl, setOff }: Told): ToldAlert {
  const { id, key, occurrence, state, severity, labels, content, acknowledged } = alert;
  const { summary, lines, facts, actions } = content;
  return {
    ...{ id, fingerprint: `${key}:${occurrence}`, state, severity, labels, summary },
    startedAt: new Date(alert.startedAtMs).toISOString(),
    endedAt: alert.endedAtMs === null ? null : new Date(alert.endedAtMs).toISOString(),
    lines: numbers ? lines : [],
    facts: numbers ? facts : {},
    actions: state === 'firing' ? [...actions, `Say that you look after it: tribune alerts ack ${id}`] : [],
    setOff,
    acknowledgedBy: acknowledged?.by ?? null,
    link: publicUrl === null ? null : `${publicUrl}/console/alerts/${id}`,
  };
}

export interface NoticeHead {
  readonly group: AlertGroup;
  readonly kind: NoticeKind;
  readonly nowMs: number;
  readonly severity: Severity;
  readonly counts: Notice['counts'];
  /** Alerts that fire, were told, and are held back by now. */
  readonly heldTold: number;
  readonly runbook: string | null;
  readonly ledger: LedgerProof | null;
  readonly fleet: FleetBudget | null;
  readonly publicUrl: string | null;
}

/** The head of a message, which all its parts have. */
export function noticeHead(of: NoticeHead): Omit<Notice, 'key' | 'part' | 'alerts' | 'leftOut'> {
  const { group, kind, nowMs, severity, counts, runbook, ledger, fleet, publicUrl } = of;
  const { uid, route, labels, level } = group;
  const isFiring = counts.firing + of.heldTold > 0;
  return {
    ...{ kind, at: new Date(nowMs).toISOString(), title: titleOf(of), counts, runbook, ledger, fleet },
    group: { uid, route, labels, level, severity, isFiring },
    link: publicUrl === null ? null : `${publicUrl}/console/alerts`,
  };
}

const WORDS: Readonly<Record<NoticeKind, string>> = {
  firing: 'firing',
  repeat: 'still firing, and nobody looks after it',
  escalated: 'escalated: nobody looked after it in time',
  refresh: 'still firing',
  resolved: 'over',
};

function titleOf({ kind, counts, heldTold, group }: NoticeHead): string {
  const of = Object.values(group.labels).filter((value) => value !== '');
  // Of the group only what is held back still fires: the news is what is over.
  const isOverOnly = kind === 'firing' && counts.firing === 0;
  const words = isOverOnly ? 'over; others still fire and are held back' : WORDS[kind];
  const firing = counts.firing + (kind === 'refresh' ? heldTold : 0);
  const n = isOverOnly || kind === 'resolved' ? counts.over : firing;
  return cut(`${n} ${n === 1 ? 'alert' : 'alerts'} ${words}${of.length === 0 ? '' : `: ${of.join(', ')}`}`, 300);
}
