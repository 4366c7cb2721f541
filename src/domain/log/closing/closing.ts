import { finishAll, finishTogether } from '../../../core/base/closing.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { LogName } from '../ports/index.js';

/**
 * The error of a stop that could not finish because the store was away, in words for the person who stopped the service. Other errors stay
 * as they are.
 */
export function stopFault(cause: unknown, unsigned: Readonly<Record<LogName, number>>): unknown {
  if (!(cause instanceof TribuneError) || cause.code !== 'STORE_UNAVAILABLE') return cause;
  const waiting = unsigned.main + unsigned.reads;
  const left = waiting === 0 ? '' : `; entries committed and not under a checkpoint yet: ${waiting}`;
  return new TribuneError('STORE_UNAVAILABLE', `stopped while the store was away${left} (${cause.message})`, {
    remedy: 'Nothing acknowledged is lost: the next start with the store within reach signs what is committed.',
    cause,
  });
}

interface Closable {
  close(): Promise<void>;
}

interface Parts {
  /** Background work that is ended first. */
  readonly before: readonly (() => unknown)[];
  readonly engines: Readonly<Record<LogName, Closable & { readonly pipeline: Closable; readonly unsigned: number }>>;
  /** Steps that run at the same time as the closing of the engines. */
  readonly beside: readonly (() => Promise<unknown>)[];
}

/** Closes every part of the logs, whatever fails; then throws the error of what could not be finished. */
export async function closeParts({ before, engines: { main, reads }, beside }: Parts): Promise<void> {
  try {
    await finishAll([
      ...before,
      // Pipelines close first: their last acknowledgements must be counted in the producers' final totals.
      () => finishTogether([() => main.pipeline.close(), () => reads.pipeline.close()]),
      // These run at once, so that a store that does not answer is waited for only once.
      () => finishTogether([() => main.close(), () => reads.close(), ...beside]),
    ]);
  } catch (cause) {
    throw stopFault(cause, { main: main.unsigned, reads: reads.unsigned });
  }
}
