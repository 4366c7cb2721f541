import type { NeutralDocument } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import type { Caution } from './caution.js';
import type { Dataset, Task } from './dataset.js';

/** A setting of a learner by name. */
export type ParameterValue = number | string | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A setting with the value that holds where none is given, and what it may be. */
export interface ParameterSpec {
  readonly default: ParameterValue;
  readonly help: string;
  /** Least and largest number; `whole` refuses fractions. */
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
  /** The words that a text may be. */
  readonly choices?: readonly string[];
}

/**
 * A price on what scores (log-odds, or predicted numbers) say of something that they should not: strength / 2 times the sum of squared
 * covariances of the score with each trace, added to the mean loss.
 */
export interface ScorePenalty {
  /** A number for every row, whose mean by weight is 0; such as whether a person is of a group, less the share of the group. */
  readonly traces: readonly Float64Array[];
  readonly strength: number;
}

/** What a learner is given. */
export interface LearnerInput {
  readonly data: Dataset;
  readonly weights: Float64Array | null;
  readonly seed: Seed;
  /** Only learners that say `penalised` are given one. */
  readonly penalty: ScorePenalty | null;
  /** All settings of the learner, checked. */
  readonly parameters: Parameters;
  /** Told how much is done; what it throws ends the training. */
  readonly progress: (text: string) => void;
}

export interface LearnerOutput {
  readonly document: NeutralDocument;
  readonly cautions: readonly Caution[];
  /** What the training record says besides: the table of points of a scorecard, for example. */
  readonly details?: Details;
}

/** A part of a training record. */
export type Details = Readonly<Record<string, unknown>>;

export interface Learner {
  readonly name: string;
  readonly summary: string;
  readonly tasks: readonly Task[];
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  readonly fit: (input: LearnerInput) => LearnerOutput;
  /** Whether it takes a price on what scores say. */
  readonly penalised?: true;
  /** Why its models are not calibrated; absent where they can be. */
  readonly uncalibrated?: string;
  /** What its details say once every score is multiplied by a number above 0; absent where that changes nothing of them. */
  readonly rescaled?: (details: Details, times: number) => Details;
}
