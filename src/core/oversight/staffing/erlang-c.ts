import { TribuneError } from '../../base/errors.js';

/** A queue that is never empty for long: cases come at random at a steady rate, and readers take the one that has waited longest. */
export interface ErlangQueue {
  /** Cases an hour. */
  readonly arrivals: number;
  /** Mean length of a reading, hours. */
  readonly handling: number;
  readonly readers: number;
}

/** What follows in the long run. */
export interface ErlangWaits {
  /** Share of the time for which a reader reads. */
  readonly utilisation: number;
  /** Chance that a case has to wait at all. */
  readonly chanceToWait: number;
  /** Mean wait, hours. */
  readonly meanWait: number;
}

/**
 * Waiting of cases by Erlang's C formula (Erlang 1917; Cooper, Introduction to Queueing Theory, 1981, section 3.4): arrivals are Poisson, lengths
 * exponential, readers alike and always there. Null where cases come faster than they can be read, so that the queue grows without end.
 *
 * @throws TribuneError INVALID_ARGUMENT for what is not above 0, or readers that are no whole number
 * @example erlangC({ arrivals: 4, handling: 0.5, readers: 3 }).chanceToWait // 0.444…
 */
export function erlangC({ arrivals, handling, readers }: ErlangQueue): ErlangWaits | null {
  for (const [name, value] of Object.entries({ arrivals, handling, readers }))
    if (!(value > 0) || !Number.isFinite(value))
      throw new TribuneError('INVALID_ARGUMENT', `${name} is ${value}`, { remedy: 'Give a number above 0.' });
  if (!Number.isInteger(readers))
    throw new TribuneError('INVALID_ARGUMENT', `readers is ${readers}`, { remedy: 'Give a whole number.' });
  const load = arrivals * handling;
  if (load >= readers) return null;
  // Erlang's B by its recursion, which does not overflow.
  let blocked = 1;
  for (let n = 1; n <= readers; n++) blocked = (load * blocked) / (n + load * blocked);
  const utilisation = load / readers;
  const chanceToWait = blocked / (1 - utilisation * (1 - blocked));
  return { utilisation, chanceToWait, meanWait: (chanceToWait * handling) / (readers - load) };
}
