import { TribuneError } from '../../core/base/errors.js';

/** Error for an answer of the server that does not fit the request. */
export const wrongAnswer = (server: string, what: string, remedy?: string): TribuneError =>
  new TribuneError('MODEL_ANSWER_INVALID', `${server}: ${what}`, {
    remedy: remedy ?? 'Check that the address is that of this model, and what the server is made to return.',
  });

/** Error for a server that cannot be reached, refuses, or does not answer in time. */
export const unreachable = (server: string, what: string, remedy: string, cause?: unknown): TribuneError =>
  new TribuneError('MODEL_UNREACHABLE', `${server}: ${what}`, { remedy, cause });
