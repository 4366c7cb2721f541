import { TribuneError } from '../../core/base/errors.js';

/** The server answered, but not what was asked. */
export const wrongAnswer = (server: string, what: string, remedy?: string): TribuneError =>
  new TribuneError('MODEL_ANSWER_INVALID', `${server}: ${what}`, {
    remedy: remedy ?? 'Check that the address is that of this model, and what the server is made to return.',
  });

/** The server cannot be reached, refuses, or does not answer in time. */
export const unreachable = (server: string, what: string, remedy: string, cause?: unknown): TribuneError =>
  new TribuneError('MODEL_UNREACHABLE', `${server}: ${what}`, { remedy, cause });
