import type { LearningTrial } from '../alternatives/index.js';
import type { LearnedCandidate } from './learn-candidate.js';
import type { CandidateSpec } from './specs.js';

/** Learns candidates, several at once: on threads of this program, or by a command of the user. */
export interface CandidateLearner {
  /** Number of candidates that are learned at a time. */
  readonly atOnce: number;
  /**
   * Learns a candidate.
   *
   * @param keep whether the contents of its files are wanted
   * @throws TribuneError where it cannot be learned: the search records why, and goes on
   */
  learn(spec: CandidateSpec, keep: boolean): Promise<LearnedCandidate>;
  close(): Promise<void>;
}

/** Opens a learner for the people of a trial. */
export type OpenLearner = (trial: LearningTrial) => CandidateLearner | Promise<CandidateLearner>;
