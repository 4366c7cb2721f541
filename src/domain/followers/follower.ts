import { TribuneError } from '../../core/base/errors.js';
import type { LogName, Place } from '../log/ports/index.js';
import type { OpenedBatch } from '../log/seal/index.js';

/** Names stand in metrics and as keys of rows. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;
/** A timer of the runtime counts milliseconds in 31 bits: 24 days. */
const LONGEST_MS = 0x7fffffff;

/** A part of a log, handed to a follower. */
export interface Stretch {
  readonly from: Place;
  readonly to: Place;
  /** The batches in order, opened; none for a follower that wants the places alone. */
  readonly batches: readonly OpenedBatch[];
}

/** What a follower made of a stretch. */
export interface Taken<Stores> {
  /** Writes it, in the transaction that moves the place: short, for a connection is held. */
  write?(stores: Stores): Promise<void>;
  /** Called once the transaction is known to stand. */
  committed?(): void;
}

/** What waits for a follower. */
export interface Waiting {
  readonly entries: number;
  /** The first look after a start of the service. */
  readonly atStart: boolean;
}

/** When a follower is handed what waits. Either is enough. */
export interface Pace {
  /** So long after it took something last. */
  readonly everyMs?: number;
  /** Whether it takes what waits now; asked after every commit, so it answers at once. */
  readonly isDue?: (waiting: Waiting) => boolean;
}

/** Reads a log from a place on, and writes what it makes of it. */
export interface Follower<Stores> {
  readonly name: string;
  readonly log: LogName;
  /** Where it begins when nothing is kept of it: with the first entry, or after the last one there is. */
  readonly from: 'beginning' | 'now';
  /** `opened`: the batches with their content; `places`: only from where to where, for one that reads for itself. */
  readonly wants: 'opened' | 'places';
  /** Absent: after every commit. */
  readonly pace?: Pace;
  /** Entries handed over at once, at most, where it wants places; without end unless given. Opened batches come a few at a time. */
  readonly mostEntries?: number;
  /**
   * Makes something of a stretch. What takes long happens here, outside of a transaction; what is to be kept is written by what it answers.
   * After a failure, and after a crash, the same stretch comes again: nothing that it may not do twice belongs here.
   */
  take(stretch: Stretch): Promise<Taken<Stores> | undefined>;
}

/**
 * Declares a follower; refuses a name or a pace that cannot be.
 *
 * @throws TribuneError INVALID_ARGUMENT
 * @example
 * export const countEntries = defineFollower<{ counts: CountStore }>({
 *   name: 'counts',
 *   log: 'main',
 *   from: 'beginning',
 *   wants: 'opened',
 *   take: async ({ batches }) => ({ write: ({ counts }) => counts.add(batches.reduce((sum, { batch }) => sum + batch.n, 0)) }),
 * });
 */
export function defineFollower<Stores>(follower: Follower<Stores>): Follower<Stores> {
  const { name, pace: { everyMs } = {}, mostEntries } = follower;
  if (!NAME.test(name))
    throw refused(`the follower "${name}" has a name that cannot be`, 'Use a to z, digits and hyphens, at most 63.');
  if (everyMs !== undefined && !isWhole(everyMs, LONGEST_MS))
    throw refused(`follower ${name} takes every ${everyMs} ms`, `Give whole milliseconds from 1 to ${LONGEST_MS}.`);
  if (mostEntries !== undefined && !isWhole(mostEntries, Number.MAX_SAFE_INTEGER))
    throw refused(`follower ${name} takes at most ${mostEntries} entries`, 'Give a whole number from 1 on.');
  return follower;
}

const isWhole = (n: number, most: number): boolean => Number.isSafeInteger(n) && n >= 1 && n <= most;

export const refused = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });
