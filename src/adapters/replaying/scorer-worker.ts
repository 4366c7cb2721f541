import { TribuneError } from '../../core/base/errors.js';
import type { Model } from '../../core/models/index.js';
import { readWhole, scoreManyRecorded, scoreRecorded } from '../../domain/replays/index.js';
import type { ScoreManyRequest, ScoreRequest } from '../../domain/replays/ports.js';
import { answerInTurn } from '../threads/index.js';
import type { Scored } from './scorer-thread.js';

/** The model that was read last: many decisions in a row are of one version. The bytes that come with each request were hashed just now. */
let last: { readonly digest: string; readonly model: Model } | null = null;

function read(bytes: Uint8Array, digest: string): Model {
  if (last?.digest !== digest) last = { digest, model: readWhole(bytes, digest) };
  return last.model;
}

answerInTurn(async (request: ScoreRequest | ScoreManyRequest): Promise<Scored> => {
  try {
    if ('decisions' in request) return { many: await scoreManyRecorded(request, read) };
    return { scored: await scoreRecorded(request, read) };
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    return { error: { code: cause.code, message: cause.message, remedy: cause.remedy ?? '' } };
  }
});
