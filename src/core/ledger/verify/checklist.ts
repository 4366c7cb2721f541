import { TribuneError } from '../../base/errors.js';
import type { MaybePromise } from '../hashing/crypto.js';

/** One question that verification asks, with its answer in words. */
export interface VerificationStep {
  /** Stable name, such as `log-signature`. */
  readonly id: string;
  /** The claim, as a sentence. */
  readonly title: string;
  readonly status: 'ok' | 'failed' | 'skipped';
  /** What was found, or why the step failed or was skipped. */
  readonly detail: string;
  /** How to mend a failure. */
  readonly remedy?: string;
}

/**
 * `failed` means that a step failed. `unwitnessed` means that everything is consistent, but no witness vouches that others see the same
 * log, so the holder of the log's key could have rewritten its history. `verified` means that nothing is missing.
 */
export type VerificationStatus = 'verified' | 'unwitnessed' | 'failed';

export interface Verification {
  readonly overall: VerificationStatus;
  readonly steps: readonly VerificationStep[];
}

/** The step that decides between `verified` and `unwitnessed`. */
export const WITNESS_STEP = 'witnesses';

/** A step's claim: its stable name and its sentence. */
export type Claim = readonly [id: string, title: string];

/** Result of a step, with a value for later steps; `skipped` when there was nothing to judge. */
export interface Answer<T> {
  readonly detail: string;
  readonly value: T;
  readonly skipped?: boolean;
}

/** Collects steps. A failure is a result here, not an exception. */
export class Checklist {
  readonly steps: VerificationStep[] = [];

  /**
   * Runs one step. `run` returns its result and a value for later steps, or throws a `TribuneError` with the reason of the failure; any
   * other exception is a fault of this program and passes through.
   */
  async ask<T>(claim: Claim, run: () => MaybePromise<Answer<T>>): Promise<T | undefined> {
    try {
      const { detail, value, skipped } = await run();
      this.#add(claim, { status: skipped === true ? 'skipped' : 'ok', detail });
      return value;
    } catch (error) {
      if (!(error instanceof TribuneError)) throw error;
      const remedy = error.remedy === undefined ? {} : { remedy: error.remedy };
      this.#add(claim, { status: 'failed', detail: error.message, ...remedy });
      return undefined;
    }
  }

  skip(claim: Claim, reason: string): void {
    this.#add(claim, { status: 'skipped', detail: reason });
  }

  /** The verdict over the steps whose name `within` accepts, by default all. */
  verdict(within: (id: string) => boolean = () => true): VerificationStatus {
    const steps = this.steps.filter(({ id }) => within(id));
    if (steps.some(({ status }) => status === 'failed')) return 'failed';
    return steps.some(({ id, status }) => id === WITNESS_STEP && status === 'ok') ? 'verified' : 'unwitnessed';
  }

  #add([id, title]: Claim, answer: Omit<VerificationStep, 'id' | 'title'>): void {
    this.steps.push({ id, title, ...answer });
  }
}

export const EARLIER_FAILED = 'an earlier step failed';

const MARKS = { ok: '✓', failed: '✗', skipped: '-' } as const;

/**
 * The checklist as plain text, one line for each step.
 *
 * @example
 * printVerification(await verifyReceipt(...)); // "✓ The log signed the checkpoint: ..."
 */
export function printVerification({ overall, steps }: Verification): string {
  const lines = steps.map(({ status, title, detail }) => `${MARKS[status]} ${title}: ${detail}`);
  return `${[...lines, overall].join('\n')}\n`;
}
