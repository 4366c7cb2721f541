import { type ErrorCode, TribuneError } from '../../core/base/errors.js';
import type {
  ManyScorer,
  Rescored,
  ScoreManyRequest,
  ScoreRequest,
  Scorer,
  Unscored,
} from '../../domain/replays/ports.js';
import { OrderedThread } from '../threads/index.js';

/** The answer of the thread: a score, or an error as plain data, because instances of classes do not survive the transfer. */
export type Scored =
  | { readonly scored: Rescored }
  | { readonly many: readonly (Rescored | Unscored)[] }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly remedy: string } };

interface ScorerThread {
  readonly score: Scorer;
  readonly scoreMany: ManyScorer;
  close(): Promise<void>;
}

/** Runs models in a thread of its own, so that a large one keeps no decision waiting that is being recorded. */
function scorerThread(): ScorerThread {
  const url = new URL('./scorer-worker.js', import.meta.url);
  const thread = new OrderedThread<ScoreRequest | ScoreManyRequest, Scored>(url, null);
  const ask = async (request: ScoreRequest | ScoreManyRequest) => {
    const answer = await thread.ask(request);
    if (!('error' in answer)) return answer;
    const { code, message, remedy } = answer.error;
    throw new TribuneError(code, message, { remedy });
  };
  return {
    score: async (request) => ((await ask(request)) as { readonly scored: Rescored }).scored,
    scoreMany: async (request) => ((await ask(request)) as { readonly many: readonly (Rescored | Unscored)[] }).many,
    close: () => thread.close(),
  };
}

/** Opens what runs models. Run from the TypeScript source, it runs them in this thread, because the thread needs a built file. */
export function openScorer(): ScorerThread {
  if (import.meta.url.endsWith('.js')) return scorerThread();
  return {
    score: async (request) => (await import('../../domain/replays/index.js')).scoreRecorded(request),
    scoreMany: async (request) => (await import('../../domain/replays/index.js')).scoreManyRecorded(request),
    close: async () => undefined,
  };
}
