import { TribuneError } from '../../core/base/errors.js';
import type { DecisionExplainer, ForgetBasis } from '../explained-decisions/ports/index.js';
import type { RemoteModels } from '../remote-models/index.js';
import { isPin } from '../remote-models/pins/index.js';

/** Most decisions that one request has explained by an endpoint: each takes thousands of questions. */
const MOST_AT_ONCE = 4;

export interface BetweenCanariesDeps {
  /** Explains by models whose bytes are held. */
  readonly near: DecisionExplainer;
  /** Explains by endpoints, and asks for no canaries. */
  readonly far: DecisionExplainer;
  /** Closes a version there. */
  readonly forget: ForgetBasis;
  readonly remoteModels: Pick<RemoteModels, 'demandAsPinned'>;
}

/**
 * Explains by the endpoint of a version that is a pin, and by its bytes where it is not. An endpoint must answer its canaries as when it was pinned before
 * it is asked and afterwards: what was asked of another model is thrown away, whenever it came there.
 */
export function explainBetweenCanaries({ near, far, forget, remoteModels }: BetweenCanariesDeps): DecisionExplainer {
  return async (request) => {
    const { version, files, decisions } = request;
    if (files === null || !isPin(files.model)) return near(request);
    if (decisions.length > MOST_AT_ONCE) throw tooMany(version, decisions.length);
    await remoteModels.demandAsPinned(version, files.model);
    try {
      const answer = await far(request);
      await remoteModels.demandAsPinned(version, files.model);
      return answer;
    } catch (cause) {
      // The scores of the people that it holds may be those of another model as well, also where it was away before its canaries were asked again.
      await forget({ forget: request.basis });
      throw cause;
    }
  };
}

const tooMany = (version: string, decisions: number): TribuneError =>
  new TribuneError(
    'INVALID_ARGUMENT',
    `${decisions} decisions at once by the endpoint of ${version}, of which each takes thousands of questions`,
    { remedy: `Ask about at most ${MOST_AT_ONCE}, or compare with a version whose bytes are held.` },
  );
