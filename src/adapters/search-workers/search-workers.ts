import { type ErrorCode, TribuneError } from '../../core/base/errors.js';
import type { LearningTrial } from '../../domain/mitigation/alternatives/index.js';
import type { CandidateLearner, CandidateSpec, LearnedCandidate } from '../../domain/mitigation/search/index.js';
import { OrderedThread } from '../threads/index.js';

export interface LearnRequest {
  readonly spec: CandidateSpec;
  readonly keep: boolean;
}

/** The answer of a thread: a candidate, or an error as plain data, because instances of classes do not survive the transfer. */
export type Learned =
  | { readonly candidate: LearnedCandidate }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly remedy: string } };

/** Learns candidates on threads of their own, each with a copy of the people: two people's data of 50,000 x 30 are 12 MB each. */
function onThreads(trial: LearningTrial, count: number): CandidateLearner {
  const threads = Array.from(
    { length: count },
    () => new OrderedThread<LearnRequest, Learned>(new URL('./search-worker.js', import.meta.url), plainOf(trial)),
  );
  const idle = [...threads];
  return {
    atOnce: count,
    async learn(spec, keep) {
      // As many are asked at a time as there are threads, so that one is always idle.
      const thread = idle.pop()!;
      try {
        const learned = await thread.ask({ spec, keep });
        if ('candidate' in learned) return learned.candidate;
        const { code, message, remedy } = learned.error;
        throw new TribuneError(code, message, { remedy });
      } finally {
        idle.push(thread);
      }
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** A trial without the texts of its people, which a function tells: functions cannot be sent to a thread. */
function plainOf(trial: LearningTrial): LearningTrial {
  const { digest, rows, by } = trial.people;
  return { ...trial, people: { digest, rows, by } };
}

/**
 * Opens learners on so many threads. Run from the TypeScript source, they learn in this thread, because a thread needs a built file.
 *
 * @param count number of threads, from 1
 */
export async function openSearchWorkers(trial: LearningTrial, count: number): Promise<CandidateLearner> {
  if (import.meta.url.endsWith('.js')) return onThreads(trial, count);
  const { learnCandidate } = await import('../../domain/mitigation/search/index.js');
  return {
    atOnce: 1,
    learn: (spec, keep) => learnCandidate(trial, spec, keep),
    close: async () => undefined,
  };
}
