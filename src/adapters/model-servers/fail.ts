import { TribuneError } from '../../core/base/errors.js';

/** Most characters of what is wrong: parts of it are of the answer, which may be long. */
const MOST_CHARACTERS = 500;

/** Error for an answer of the server that does not fit the request. */
export const wrongAnswer = (server: string, what: string, remedy?: string): TribuneError =>
  new TribuneError('MODEL_ANSWER_INVALID', `${server}: ${what.slice(0, MOST_CHARACTERS)}`, {
    remedy: remedy ?? 'Check that the address is that of this model, and what the server is made to return.',
  });

/** Error for a server that cannot be reached, refuses, or does not answer in time. */
export const unreachable = (server: string, what: string, remedy: string, cause?: unknown): TribuneError =>
  new TribuneError('MODEL_UNREACHABLE', `${server}: ${what}`, { remedy, cause });
