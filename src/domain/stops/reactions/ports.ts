import type { Gathered } from './breaker.js';
import type { RequestedRows } from './requested-rows.js';
import type { Scheduled } from './tables.js';

/** An alert that is on, of which not every reaction was due yet. */
export interface OpenAlert {
  /** Number of the change of the monitor by which it fired. */
  readonly change: number;
  readonly deployment: string;
  readonly epoch: number;
  readonly requirement: string;
  readonly component: string | null;
  readonly group: Readonly<Record<string, string | null>> | null;
  readonly reference: Readonly<Record<string, string | null>> | null;
  /** Digest of the policy whose table holds; null where it could not be read when the alert fired, and is to be read again. */
  readonly policy: string | null;
  readonly firedAtMs: number;
  /** What a breaker gathered since; absent where none asks for it, and before the first look. */
  readonly gathered?: Gathered | undefined;
  /** What was gathered since persons ended what it had set off, by when they did, ms since 1970. */
  readonly sinceEnded?: Readonly<Record<string, Gathered>> | undefined;
  /** End of the block by which it fired, ms since 1970; absent in rows from before there were breakers. */
  readonly blockEndMs?: number | undefined;
}

/** An alert whose policy is known. */
export interface KnownAlert extends OpenAlert {
  readonly policy: string;
}

/** Why a reaction is tried anew by the same alert: persons ended what it did, or people could not take it before and can now. */
export type Again = 'resumed' | 'staffed';

/** A reaction that was done, or that could not be. */
export interface DoneReaction extends KnownAlert {
  readonly id: string;
  /** Place in the list of the requirement, from 0. */
  readonly position: number;
  /** How often it had been tried before with the same alert; absent in rows from before it was done anew. */
  readonly round?: number | undefined;
  /** Why there was a round before; null in the first, and absent in older rows, where persons had ended what it did. */
  readonly again?: Again | null | undefined;
  /** Present where it was refused for now, and is done as soon as it can be. */
  readonly refused?: 'staffing' | undefined;
  /** Of one that was refused: when persons ended what a round before did, ms since 1970. */
  readonly endedMs?: number | null | undefined;
  readonly does: string;
  /** The stop that it threw. */
  readonly stop: string | null;
  /** The canary that was held; absent in rows from before there were any. */
  readonly canary?: string | null | undefined;
  /** The incident that it opened or added to; absent in rows of before there were any. */
  readonly incident?: string | null;
  /** Why nothing could be done. */
  readonly problem: string | null;
  readonly doneAtMs: number;
  /** The decisions that the alert is about. */
  readonly from: string;
  readonly to: string;
  /** Of a request for a training; null of all else, absent in rows of before there were any. */
  readonly rows?: RequestedRows | null | undefined;
}

/** What the calendar asked people for. */
export interface ScheduledReaction {
  readonly id: string;
  readonly deployment: string;
  /** Digest of the policy that was in force when it was due. */
  readonly policy: string;
  /** Place in the calendar of the policy, from 0; 0 for a version. */
  readonly position: number;
  readonly does: string;
  /** The period of the calendar; `version` for the first time of another version that came to serve. */
  readonly every: Scheduled['every'] | 'version';
  readonly doneAtMs: number;
  /** The whole period that is over. */
  readonly from: string;
  readonly to: string;
  /** Set where a clock that ran ahead asked before the period was over: it is asked for once more when it is. */
  readonly isEarly?: true;
  /** As of `DoneReaction`. */
  readonly rows?: RequestedRows | null | undefined;
}

/** What the calendar asks for, of which deployment and period. */
export type CalendarPeriod = Pick<ScheduledReaction, 'deployment' | 'does' | 'every' | 'from'>;

/** What was done last of some alerts, beside what is wrong with a row of one of them that is not ours, by the change that fired. */
export interface LastReactions {
  readonly done: readonly DoneReaction[];
  readonly foreign: ReadonlyMap<number, Error>;
}

/** Stores what alerts set off. Rows stand under a keyed hash. */
export interface ReactionStore {
  /** Number of the last change of the monitor that was looked at; 0 before the first. */
  place(): Promise<number>;
  savePlace(change: number): Promise<void>;
  /** The alerts that are on, beside what is wrong with the first row that is not ours, which is left out. */
  openAlerts(): Promise<{ readonly alerts: readonly OpenAlert[]; readonly foreign: Error | null }>;
  openAlert(alert: OpenAlert): Promise<void>;
  /** Saves what a breaker gathered of an alert that is on; nothing where it is not on any more. */
  saveGathered(alert: OpenAlert): Promise<void>;
  /** Closes the alert of a series, if one is on. */
  closeAlerts(alerts: readonly number[]): Promise<void>;
  /** Adds a reaction; false where the same one was added before in the same round. */
  add(reaction: DoneReaction): Promise<boolean>;
  /** What was done last of each position of these alerts. */
  lastOf(changes: readonly number[]): Promise<LastReactions>;
  /** Adds what the calendar asks for; false where the same period of the same deployment was asked for before. */
  addScheduled(reaction: ScheduledReaction): Promise<boolean>;
  /** What the calendar asked for later than a moment, ms since 1970, without what is early already. Throws where a row of one is not ours. */
  askedAfter(ms: number): Promise<ScheduledReaction[]>;
  /** Keeps what the calendar asked for as early, so that its period may be asked for once more. */
  saveEarly(reaction: ScheduledReaction): Promise<void>;
  /** Whether each of these periods was asked for. Throws where a row of one is not ours. */
  asked(periods: readonly CalendarPeriod[]): Promise<boolean[]>;
  /** The reaction of an id; null for an unknown one. Throws where its row is not ours. */
  find(id: string): Promise<DoneReaction | ScheduledReaction | null>;
  /** The newest first; those before the one of this id. */
  list(query: {
    readonly before: string | null;
    readonly limit: number;
  }): Promise<(DoneReaction | ScheduledReaction)[]>;
}
