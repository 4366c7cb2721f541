import { workerData } from 'node:worker_threads';
import { TribuneError } from '../../core/base/errors.js';
import type { LearningTrial } from '../../domain/mitigation/alternatives/index.js';
import { learnCandidate } from '../../domain/mitigation/search/index.js';
import { answerInTurn } from '../threads/index.js';
import type { Learned, LearnRequest } from './search-workers.js';

const trial = workerData as LearningTrial;

answerInTurn(async ({ spec, keep }: LearnRequest): Promise<Learned> => {
  try {
    return { candidate: await learnCandidate(trial, spec, keep) };
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    return { error: { code: cause.code, message: cause.message, remedy: cause.remedy ?? '' } };
  }
});
