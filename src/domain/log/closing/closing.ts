import { TribuneError } from '../../../core/base/errors.js';
import type { LogName } from '../ports/index.js';

/**
 * Runs every step, one after the other, also when one before it failed; then throws the first failure.
 *
 * @example
 * await finishAll([() => service.close(), () => store.close()]);
 */
export async function finishAll(steps: readonly (() => unknown)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (cause) {
      faults.push(cause);
    }
  }
  if (faults.length > 0) throw faults[0];
}

/** Runs every step at once and waits for all of them; then throws the first failure. */
export async function finishTogether(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const results = await Promise.allSettled(steps.map((step) => step()));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** What a stop could not finish because the store was away, in words for whoever stopped it. Other faults stay as they are. */
export function stopFault(cause: unknown, unsigned: Readonly<Record<LogName, number>>): unknown {
  if (!(cause instanceof TribuneError) || cause.code !== 'STORE_UNAVAILABLE') return cause;
  const waiting = unsigned.main + unsigned.reads;
  const left = waiting === 0 ? '' : `; entries committed and not under a signed head yet: ${waiting}`;
  return new TribuneError('STORE_UNAVAILABLE', `stopped while the store was away${left} (${cause.message})`, {
    remedy: 'Nothing acknowledged is lost: the next start with the store within reach signs what is committed.',
    cause,
  });
}

interface Closable {
  close(): Promise<void>;
}

interface Parts {
  /** Background work that ends first. */
  readonly before: readonly (() => unknown)[];
  readonly engines: Readonly<Record<LogName, Closable & { readonly pipeline: Closable; readonly unsigned: number }>>;
  /** What closes at once with the engines. */
  readonly beside: readonly (() => Promise<unknown>)[];
}

/** Closes every part of the logs, whatever fails; then throws what could not be finished. */
export async function closeParts({ before, engines: { main, reads }, beside }: Parts): Promise<void> {
  try {
    await finishAll([
      ...before,
      // Pipelines close first: what closes beside the engines counts their last answers.
      () => finishTogether([() => main.pipeline.close(), () => reads.pipeline.close()]),
      // At once: a store that does not answer is waited for one time.
      () => finishTogether([() => main.close(), () => reads.close(), ...beside]),
    ]);
  } catch (cause) {
    throw stopFault(cause, { main: main.unsigned, reads: reads.unsigned });
  }
}
