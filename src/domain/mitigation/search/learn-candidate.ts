import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';
import { reweigh } from '../../../core/mitigation/index.js';
import {
  type Attempt,
  groupsOf,
  type LearnedModel,
  type LearningTrial,
  learned,
  pickRows,
  TECHNIQUES,
  type Technique,
  trainWeights,
} from '../alternatives/index.js';
import type { CandidateSpec } from './specs.js';

/** A candidate that was learned: what it says of all but those it learned from. */
export interface LearnedCandidate {
  readonly score: Float64Array;
  /** Chance of a 1. */
  readonly chance: Float64Array;
  /** SHA-256 of the bytes of its files, in the order of their names. */
  readonly digest: string;
  readonly cautions: readonly string[];
  /** Contents of files by their place in the folder; empty where they were not asked for. */
  readonly files: Readonly<Record<string, string>>;
}

export const techniqueOf = (step: string): Technique => TECHNIQUES.find(({ name }) => name === step)!;

/** A trial of only some features, by another seed. */
export function trialFor(trial: LearningTrial, { features, seed }: CandidateSpec): LearningTrial {
  const columns = trial.data.columns.filter(({ name }) => features.includes(name));
  return { ...trial, data: { ...trial.data, columns }, seed };
}

/** All whom a candidate did not learn from, in the order of the parts: those who find cutoffs, who choose, who judge. */
export const othersOf = ({ parts }: LearningTrial): Int32Array =>
  Int32Array.from([...parts.cutoffs, ...parts.choose, ...parts.judge]);

/** Weights of the people who are learned from, as a step wants them. */
export function weightsFor(trial: LearningTrial, step: string): Float64Array {
  const { train } = trial.parts;
  const own = trainWeights(trial);
  if (step !== 'reweighing') return own ?? new Float64Array(train.length).fill(1);
  return reweigh(groupsOf(trial, train), pickRows(trial.data.target, train), own).weights;
}

/** Learns a candidate by one of our learners. What is done after training is the caller's, who knows the seeds of draws. */
export async function learnCandidate(
  all: LearningTrial,
  spec: CandidateSpec,
  keep: boolean,
): Promise<LearnedCandidate> {
  const trial = trialFor(all, spec);
  const technique = techniqueOf(spec.step);
  const attempt: Attempt = {
    trial,
    id: spec.id,
    learner: spec.learner,
    parameters: spec.parameters,
    // Learned only where a technique asks for it.
    get plain(): LearnedModel {
      return learned(trial, spec, { technique: 'none' });
    },
    commit: async () => '',
  };
  const made = await (technique.stage === 'after' ? techniqueOf('none') : technique).make(attempt);
  const files = textsOf(made.files);
  return {
    score: made.score,
    chance: made.chance,
    digest: digestOfFiles(files),
    cautions: made.cautions,
    files: keep ? files : {},
  };
}

/** Files as they are written. */
export const textsOf = (files: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [name, `${JSON.stringify(content)}\n`]));

/** The digest of the bytes of files, in the order of their names. */
export function digestOfFiles(files: Readonly<Record<string, string>>): string {
  const names = Object.keys(files).sort();
  return digestText(sha256(new TextEncoder().encode(names.map((name) => files[name]).join(''))));
}
