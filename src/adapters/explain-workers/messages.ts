import { defined } from '../../core/base/defined.js';
import { type ErrorCode, type ErrorPlace, TribuneError } from '../../core/base/errors.js';
import type { BatchPart, ExplainOptions, Explanation } from '../../core/explain/index.js';
import type { Matrix } from '../../core/models/index.js';

/** Data that a worker gets when it starts. */
export interface Task {
  readonly model: Uint8Array;
  readonly name: string;
  readonly rounds: 'all' | 'best';
  /** Names of the inputs, where the file has none of its own. */
  readonly inputs: readonly string[] | null;
  readonly options: ExplainOptions;
  readonly rows: Matrix;
  readonly part: BatchPart;
}

/** The only message of a worker, sent before it ends. */
export type Answer =
  | { readonly explanation: Explanation }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly remedy?: string;
        readonly place?: ErrorPlace;
        readonly reason?: string;
      };
    }
  | { readonly fault: string };

/** An error as plain data, because classes are not preserved between threads. */
export function toAnswer(cause: unknown): Answer {
  if (!(cause instanceof TribuneError))
    return { fault: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  const { code, message, remedy, place, reason } = cause;
  return {
    error: { code, message, ...defined({ remedy, place, reason }) },
  };
}

export function toError(answer: Exclude<Answer, { explanation: Explanation }>): TribuneError {
  if ('error' in answer) return new TribuneError(answer.error.code, answer.error.message, answer.error);
  return new TribuneError('INTERNAL', `a worker failed: ${answer.fault}`, {
    remedy: 'Run without workers. Please report it if that works.',
  });
}
