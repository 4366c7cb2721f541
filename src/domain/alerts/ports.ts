import type { NoticeKind, Silence } from './rules/index.js';
import type { AlertContent, Labels, Severity, Signal } from './signals/index.js';

/** A signal as it waits to be taken, with its place in the order. */
export interface NumberedSignal {
  readonly place: number;
  readonly signal: Signal;
}

/** An alert: one time that something was wrong, from its fire to its end. */
export interface Alert {
  readonly id: number;
  /** What it is about; another alert about the same has the same key. */
  readonly key: string;
  /** The how many-th about it, from 1. */
  readonly occurrence: number;
  readonly source: string;
  readonly state: Signal['state'];
  readonly severity: Severity;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly labels: Labels;
  readonly topic: string;
  readonly causes: readonly string[];
  readonly content: AlertContent;
  readonly acknowledged: Acknowledgement | null;
}

/** That a person looks after an alert. */
export interface Acknowledgement {
  readonly by: string;
  readonly atMs: number;
  readonly note: string;
}

/** Alerts that are told together. */
export interface AlertGroup {
  readonly id: number;
  /** Name that no other group of any service has; keys of messages begin with it. */
  readonly uid: string;
  readonly route: string;
  readonly key: string;
  readonly labels: Labels;
  readonly openedAtMs: number;
  readonly noticedAtMs: number | null;
  readonly refreshedAtMs: number | null;
  readonly level: number;
  /** Number of the last message. */
  readonly notices: number;
  readonly dueAtMs: number | null;
}

/**
 * What is known of an alert in its group. `no`: nobody was told, or, with a time, it was told as firing and is held back since that time.
 * `skipped`: over before anybody was told, while it was held back.
 */
export type Told = 'no' | 'firing' | 'over' | 'skipped';

/** An alert of a group, without its content. */
export interface Member extends Pick<Alert, 'id' | 'state' | 'severity' | 'endedAtMs' | 'labels' | 'topic' | 'causes'> {
  readonly isAcknowledged: boolean;
  readonly told: Told;
  readonly toldAtMs: number | null;
}

/** A message on its way to a channel. */
export interface Delivery {
  readonly id: number;
  /** The same however often the message is sent, and of no other message. */
  readonly key: string;
  readonly channel: string;
  readonly kind: NoticeKind | 'test';
  /** The notice as JSON. */
  readonly notice: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: number;
  readonly madeAtMs: number;
  readonly nextAtMs: number;
  readonly endedAtMs: number | null;
  /** Why the last attempt failed; null before. */
  readonly problem: string | null;
}

/** How far a message came, without the message. */
export type DeliveryState = Omit<Delivery, 'notice'>;

/** A message that waits; its notice is null where the row was changed in the database, so that nobody knows what was to be told. */
export type WaitingDelivery = DeliveryState & { readonly notice: string | null };

/** A delivery for lists, without its message. */
export type DeliveryLine = DeliveryState & { readonly alerts: readonly number[] };

export interface AlertQuery {
  readonly state?: Signal['state'] | undefined;
  readonly severity?: Severity | undefined;
  readonly acknowledged?: boolean | undefined;
  /** Values of labels, all of which an alert must have. */
  readonly labels?: Labels | undefined;
  /** Alerts with a smaller number: the newest come first. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** A group as it was when a look at it began. */
export type LookedAt = Pick<AlertGroup, 'notices' | 'dueAtMs'>;

export interface NewMember {
  readonly alertId: number;
  readonly route: string;
  readonly key: string;
  readonly labels: Labels;
  /** When the group is to be looked at, where it is a new one. */
  readonly waitMs: number;
  /** Likewise after its last message, where it has told something already. */
  readonly intervalMs: number;
}

/** The alerts of a service. Rows of alerts, silences and messages stand under a keyed hash, as those of the monitor do. */
export interface AlertStore {
  /**
   * The door for other rooms: signals that are stored in the transaction of whoever raises them become alerts, exactly once.
   */
  raise(signals: readonly Signal[]): Promise<void>;
  raised(after: number, limit: number): Promise<NumberedSignal[]>;
  /** How far the signals of a source were taken. */
  place(source: string): Promise<number>;
  /** Moves the place on; false, and nothing is changed, where it was another than `from`. */
  movePlace(source: string, from: number, to: number): Promise<boolean>;

  /**
   * Keeps everybody else from changing alerts until this transaction ends. Whoever changes what they read takes it before they read: an alert
   * is written as a whole, and would otherwise lose what was written between the two.
   */
  lock(): Promise<void>;
  /** The newest alert of each of these keys. */
  newest(keys: readonly string[]): Promise<Alert[]>;
  /** Stores new alerts and gives them with their ids, in their order. */
  insert(alerts: readonly Omit<Alert, 'id'>[]): Promise<Alert[]>;
  update(alerts: readonly Alert[]): Promise<void>;
  alerts(ids: readonly number[]): Promise<Alert[]>;
  list(query: AlertQuery): Promise<Alert[]>;
  /** Alerts that fire, by severity, and those of them that nobody looks after. */
  firing(labels?: Labels): Promise<{ severity: Severity; firing: number; open: number }[]>;
  /** Of these topics those of which an alert fires. */
  firingTopics(topics: readonly string[]): Promise<string[]>;
  /** Values of these labels over the alerts that fire and have all the others. */
  firingLabels(having: Labels): Promise<Labels[]>;
  /** Number of the newest change of an alert or a silence; 0 where there is none. Numbers become visible in their order. */
  lastChange(): Promise<number>;

  /** Puts alerts into the open groups of their routes, which begin where there are none. */
  join(
    members: readonly NewMember[],
    options: { readonly nowMs: number; readonly newUid: () => string },
  ): Promise<void>;
  /** Has the groups of these alerts looked at as soon as their next message may come. */
  touch(alertIds: readonly number[]): Promise<void>;
  /** Has the groups of these alerts looked at, and counts from this time on how long nobody looks after those of them that were told. */
  leave(alertIds: readonly number[], nowMs: number): Promise<void>;
  /** Has every open group looked at. */
  touchAll(nowMs: number): Promise<void>;
  dueGroups(nowMs: number, limit: number): Promise<AlertGroup[]>;
  /** Ends the groups of routes other than these; their alerts come into those of other routes. */
  closeGroupsBeside(routes: readonly string[], nowMs: number): Promise<void>;
  members(groupId: number, after: number, limit: number): Promise<Member[]>;
  tell(groupId: number, told: Told, alertIds: readonly number[], atMs: number): Promise<void>;
  /** Saves a group that was looked at; false, and nothing is changed, where it has told more since, or somebody let go of an alert of it. */
  saveGroup(group: AlertGroup, before: LookedAt, closedAtMs: number | null): Promise<boolean>;
  /** Alerts that fire and are in no open group. */
  ungrouped(after: number, limit: number): Promise<Alert[]>;

  send(
    deliveries: readonly (Pick<Delivery, 'key' | 'channel' | 'kind' | 'notice' | 'madeAtMs'> & {
      readonly alerts: readonly number[];
    })[],
  ): Promise<void>;
  /**
   * Resolves while this process is the one that writes to the database, and so the one that tells.
   *
   * @throws TribuneError STORE_LOCKED where another process took over
   */
  demandWriter(): Promise<void>;
  /** Messages of a channel that are due, the oldest first. */
  due(channel: string, nowMs: number, limit: number): Promise<WaitingDelivery[]>;
  /** Messages of a channel that still wait and were made before this time, the oldest first. */
  overdue(channel: string, beforeMs: number, limit: number): Promise<DeliveryState[]>;
  /** Saves how far a message came that waited; false, and nothing is changed, where it waits no more. */
  saveDelivery(delivery: DeliveryState): Promise<boolean>;
  /** Messages of channels other than these that still wait. */
  waitingBeside(channels: readonly string[], limit: number): Promise<DeliveryState[]>;
  /** Messages that wait, and the time of the oldest, by channel. */
  waiting(): Promise<{ channel: string; waiting: number; oldestMs: number }[]>;
  deliveriesOf(alertId: number, limit: number): Promise<DeliveryLine[]>;
  /** Whether a message of this kind of a group still waits at a channel. */
  hasWaiting(channel: string, groupUid: string, kind: NoticeKind): Promise<boolean>;

  saveSilence(silence: Silence): Promise<void>;
  /** Silences that end after this time, those that began last first. */
  silences(endAfterMs: number): Promise<Silence[]>;
  silence(id: string): Promise<Silence | null>;

  /** Removes messages and signals that ended before this time, and alerts that ended so long ago. */
  drop(beforeMs: number, alertsBeforeMs: number): Promise<void>;
}
