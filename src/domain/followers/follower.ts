import { TribuneError } from '../../core/base/errors.js';
import type { LogName, Place } from '../log/ports/index.js';
import type { BatchRecords } from '../log/seal/index.js';

/** Form of a name, as names stand in metrics and as keys of rows. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;
/** Longest interval, ms: a timer of the runtime counts in 31 bits, which is 24 days. */
const LONGEST_MS = 0x7fffffff;

/** A part of a log, handed to a follower. */
export interface Stretch {
  readonly from: Place;
  readonly to: Place;
  /** The batches in order, with what they hold; none for a follower that wants only the places. */
  readonly batches: readonly BatchRecords[];
}

/** What a follower made of a stretch. */
export interface Taken<Stores> {
  /** Writes the result in the transaction that moves the place. It must be short, as it holds a connection to the database. */
  write?(stores: Stores): Promise<void>;
  /** Called once the transaction is known to be committed. */
  committed?(): void;
}

/** Describes the entries that wait for a follower. */
export interface Waiting {
  readonly entries: number;
  /** True for the first question after a start of the service. */
  readonly atStart: boolean;
}

/** When a follower is handed the waiting entries. One of the two conditions is enough. */
export interface Pace {
  /** The follower is handed entries once this time has passed since it took the last stretch, ms. */
  readonly everyMs?: number;
  /** Whether the follower takes the waiting entries now. It is asked after every commit, so it must answer at once. */
  readonly isDue?: (waiting: Waiting) => boolean;
}

/** Reads a log from a place on, and writes what it derives from the entries. */
export interface Follower<Stores> {
  readonly name: string;
  readonly log: LogName;
  /** Where a follower without a stored place begins: at the first entry, or behind the last one that exists. */
  readonly from: 'beginning' | 'now';
  /** `opened`: the follower gets the batches with their content; `places`: it only gets the range, and reads for itself. */
  readonly wants: 'opened' | 'places';
  /** When it is absent, the follower is handed entries after every commit. */
  readonly pace?: Pace;
  /**
   * Greatest number of entries handed over at once to a follower that wants places; by default there is no limit. Opened batches always
   * come a few at a time.
   */
  readonly mostEntries?: number;
  /**
   * Derives a result from a stretch. Long work belongs here, outside of any transaction; the result is written by the `write` that this
   * method returns. The same stretch comes again after a failure or a crash, so nothing belongs here that must not happen twice. `undefined`
   * says that there was nothing in it: then the place is stored within a second, and a crash before that has the stretch come again.
   */
  take(stretch: Stretch): Promise<Taken<Stores> | undefined>;
  /**
   * Forgets what it remembers of the contents of entries, whatever it is for. It is called when an erasure sealed a batch anew, and once more when the
   * stretch that was taken meanwhile is done with.
   */
  forget?(): void;
}

/**
 * Declares a follower; refuses an invalid name or pace.
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
