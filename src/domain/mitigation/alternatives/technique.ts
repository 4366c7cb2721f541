import type { LearnedModel, Made, WithSettings } from './learned.js';
import type { GroupKnown, Stage } from './result.js';
import type { LearningTrial } from './trial.js';

/** What a technique is given. */
export interface Attempt extends WithSettings {
  readonly trial: LearningTrial;
  readonly id: string;
  /** The unmitigated model of the learner. */
  readonly plain: LearnedModel;
  /** Commits to the seed of a rule that draws. */
  readonly commit: (id: string) => Promise<string>;
}

/** A way to make another model or rule. */
export interface Technique {
  readonly name: string;
  readonly stage: Stage;
  readonly groupKnown: GroupKnown;
  /** Learners it is tried with; absent: all. */
  readonly learners?: readonly string[];
  /** Why it cannot be tried here; null where it can. */
  readonly unfit?: (trial: LearningTrial) => string | null;
  readonly make: (attempt: Attempt) => Made | Promise<Made>;
  /** The same over scores that are there already, where nothing else of the model is asked for. */
  readonly over?: (attempt: OverScores) => Promise<Made>;
}

/** What is done to scores, whatever made them. */
export type OverScores = Omit<Attempt, 'plain'> & { readonly plain: Pick<LearnedModel, 'score'> };

/** Why a technique that compares groups has nothing to do. */
export const oneGroup = ({ groups }: LearningTrial): string | null =>
  groups.keys.length < 2 ? 'all people are of one group' : null;
