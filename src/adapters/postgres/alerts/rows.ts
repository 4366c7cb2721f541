import type { Alert, AlertGroup, Delivery, DeliveryLine, DeliveryState, Member } from '../../../domain/alerts/ports.js';
import type { Silence } from '../../../domain/alerts/rules/index.js';

export interface AlertColumns {
  id: string;
  key: string;
  occurrence: number;
  source: string;
  state: Alert['state'];
  severity: Alert['severity'];
  started_at: string;
  ended_at: string | null;
  labels: string;
  topic: string;
  causes: string;
  content: string;
  acknowledged: string | null;
  seal: Buffer;
}

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

/** The columns of an alert in the order of its table, without id and seal. */
export const alertValues = (one: Omit<Alert, 'id'>): (string | number | null)[] => [
  ...[one.key, one.occurrence, one.source, one.state, one.severity, one.startedAtMs, one.endedAtMs],
  ...[JSON.stringify(one.labels), one.topic, JSON.stringify(one.causes), JSON.stringify(one.content)],
  one.acknowledged === null ? null : JSON.stringify(one.acknowledged),
];

export const toAlert = (row: AlertColumns): Alert => ({
  id: Number(row.id),
  key: row.key,
  occurrence: row.occurrence,
  source: row.source,
  state: row.state,
  severity: row.severity,
  startedAtMs: Number(row.started_at),
  endedAtMs: numberOrNull(row.ended_at),
  labels: JSON.parse(row.labels) as Alert['labels'],
  topic: row.topic,
  causes: JSON.parse(row.causes) as string[],
  content: JSON.parse(row.content) as Alert['content'],
  acknowledged: row.acknowledged === null ? null : (JSON.parse(row.acknowledged) as Alert['acknowledged']),
});

export interface MemberColumns
  extends Pick<AlertColumns, 'id' | 'state' | 'severity' | 'ended_at' | 'labels' | 'topic' | 'causes'> {
  is_acknowledged: boolean;
  told: Member['told'];
  told_at: string | null;
}

export const toMember = (row: MemberColumns): Member => ({
  id: Number(row.id),
  state: row.state,
  severity: row.severity,
  endedAtMs: numberOrNull(row.ended_at),
  labels: JSON.parse(row.labels) as Member['labels'],
  topic: row.topic,
  causes: JSON.parse(row.causes) as string[],
  isAcknowledged: row.is_acknowledged,
  told: row.told,
  toldAtMs: numberOrNull(row.told_at),
});

export interface GroupColumns {
  id: string;
  uid: string;
  route: string;
  key: string;
  labels: string;
  opened_at: string;
  noticed_at: string | null;
  refreshed_at: string | null;
  level: number;
  notices: number;
  due_at: string | null;
}

export const toGroup = (row: GroupColumns): AlertGroup => ({
  id: Number(row.id),
  uid: row.uid,
  route: row.route,
  key: row.key,
  labels: JSON.parse(row.labels) as AlertGroup['labels'],
  openedAtMs: Number(row.opened_at),
  noticedAtMs: numberOrNull(row.noticed_at),
  refreshedAtMs: numberOrNull(row.refreshed_at),
  level: row.level,
  notices: row.notices,
  dueAtMs: numberOrNull(row.due_at),
});

export interface DeliveryColumns {
  id: string;
  key: string;
  channel: string;
  kind: Delivery['kind'];
  notice: string;
  alerts: string[];
  state: Delivery['state'];
  attempts: number;
  made_at: string;
  next_at: string;
  ended_at: string | null;
  problem: string | null;
  seal: Buffer;
}

export const toDelivery = (row: DeliveryColumns): Delivery => ({ ...toDeliveryState(row), notice: row.notice });

export const toDeliveryLine = (row: Omit<DeliveryColumns, 'notice' | 'seal'>): DeliveryLine => ({
  ...toDeliveryState(row),
  alerts: row.alerts.map(Number),
});

export const toDeliveryState = (row: Omit<DeliveryColumns, 'notice' | 'alerts' | 'seal'>): DeliveryState => ({
  id: Number(row.id),
  key: row.key,
  channel: row.channel,
  kind: row.kind,
  state: row.state,
  attempts: row.attempts,
  madeAtMs: Number(row.made_at),
  nextAtMs: Number(row.next_at),
  endedAtMs: numberOrNull(row.ended_at),
  problem: row.problem,
});

/** What of a message never changes, which its seal is made of. */
export const deliveryValues = (one: Pick<Delivery, 'key' | 'channel' | 'kind' | 'notice' | 'madeAtMs'>): unknown[] => [
  ...[one.key, one.channel, one.kind, one.notice, one.madeAtMs],
];

export interface SilenceColumns {
  id: string;
  matchers: string;
  starts_at: string;
  ends_at: string;
  set_by: string;
  why: string;
  created_at: string;
  seal: Buffer;
}

export const silenceValues = (one: Silence): unknown[] => [
  ...[one.id, JSON.stringify(one.matchers), one.startsAtMs, one.endsAtMs, one.by, one.why, one.createdAtMs],
];

export const toSilence = (row: SilenceColumns): Silence => ({
  id: row.id,
  matchers: JSON.parse(row.matchers) as Silence['matchers'],
  startsAtMs: Number(row.starts_at),
  endsAtMs: Number(row.ends_at),
  by: row.set_by,
  why: row.why,
  createdAtMs: Number(row.created_at),
});
