import { workerData } from 'node:worker_threads';
import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import type { ExplainRequest, ForgetRequest } from '../../domain/explained-decisions/ports/index.js';
import { answerInTurn } from '../threads/index.js';
import type { Explained } from './explainer-thread.js';
import { OpenBases } from './open-bases.js';
import type { ExplainerPlace } from './place.js';

const bases = new OpenBases(workerData as ExplainerPlace);

answerInTurn(async (request: ExplainRequest | ForgetRequest): Promise<Explained> => {
  try {
    if ('forget' in request) {
      bases.forget(request.forget);
      return { forgotten: true };
    }
    return { explained: await bases.explain(request) };
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    const { code, message, remedy = '', reason } = cause;
    return { error: { code, message, remedy, ...defined({ reason }) } };
  }
});
