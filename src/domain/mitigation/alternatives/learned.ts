import {
  type Dataset,
  type LearnColumn,
  fit as learnFrom,
  type Parameters,
  type ScorePenalty,
  scoreRows,
  takeRows,
} from '../../../core/learn/index.js';
import type { RowGroups } from '../../../core/mitigation/index.js';
import type { Model, NeutralDocument } from '../../../core/models/index.js';
import type { Decisions } from './judging.js';
import type { LearningTrial } from './trial.js';

/** A candidate that was made: what it says of all but those it learned from, and what it is written as. */
export interface Made extends Decisions {
  /** Contents of files by their place in the folder. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly cautions: readonly string[];
}

export interface LearnedModel {
  readonly document: NeutralDocument;
  readonly score: Float64Array;
  readonly cautions: readonly string[];
}

/** A learner by name, and the settings that are not its usual ones. */
export interface WithSettings {
  readonly learner: string;
  readonly parameters?: Parameters | undefined;
}

/** Scores of all whom a model did not learn from; NaN of those it did, whom nobody asks about. */
export function scoreOthers({ parts }: LearningTrial, model: Model, columns: readonly LearnColumn[]): Float64Array {
  const score = new Float64Array(columns[0]!.values.length).fill(Number.NaN);
  for (const part of [parts.cutoffs, parts.choose, parts.judge])
    scoreRows(model, columns, part).forEach((value, i) => {
      score[part[i]!] = value;
    });
  return score;
}

/** Learns from the learning part, and scores all others. */
export function learned(
  trial: LearningTrial,
  { learner, parameters = {} }: WithSettings,
  {
    data = trial.data,
    weights = trainWeights(trial),
    penalty,
    technique,
  }: {
    readonly data?: Dataset;
    readonly weights?: Float64Array | undefined;
    readonly penalty?: ScorePenalty | undefined;
    readonly technique: string;
  },
): LearnedModel {
  const { train } = trial.parts;
  const trained = learnFrom(takeRows(data, train), {
    learner,
    parameters,
    seed: trial.seed,
    lookForTelling: false,
    ...(weights === undefined ? {} : { weights }),
    ...(penalty === undefined ? {} : { penalty }),
  });
  const telling = trial.telling.filter(({ column }) => data.columns.some(({ name }) => name === column));
  return {
    document: recorded(trial, trained.document, { learner, parameters: trained.parameters, technique }),
    score: scoreOthers(trial, trained.model, data.columns),
    cautions: [...trained.cautions, ...telling].map(({ message }) => message),
  };
}

/** A model with the record of how it came about. */
export function recorded(
  trial: LearningTrial,
  document: NeutralDocument,
  more: Readonly<Record<string, unknown>>,
): NeutralDocument {
  const { people, parts, seed, today, policyDigest } = trial;
  const data = { digest: people.digest, rows: people.rows, learnedFrom: parts.train.length };
  const target = trial.policy.data.label!.column;
  return { ...document, training: { ...more, data, target, seed, policy: policyDigest, trainedOn: today } };
}

/** Cutoffs of the trial over a score. */
export const byCutoff = ({ cutoff }: LearningTrial, score: Float64Array): Float64Array =>
  score.map((value) => +(value >= cutoff));

/** The weights of the learning part; undefined where everybody counts once. */
export const trainWeights = ({ weights, parts }: LearningTrial): Float64Array | undefined =>
  weights === null ? undefined : pickRows(weights, parts.train);

export const pickRows = (values: Float64Array, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (row) => values[row]!);

/** Groups of some people. */
export const groupsOf = ({ groups }: LearningTrial, rows: Int32Array): RowGroups => ({
  keys: groups.keys,
  codes: rows.map((row) => groups.codes[row]!),
});

/** A single model, and what it decides by the cutoff of the trial. */
export const modelOf = (trial: LearningTrial, id: string, { document, score, cautions }: LearnedModel): Made => ({
  score,
  chance: byCutoff(trial, score),
  files: { [`models/${id}.json`]: document },
  cautions,
});
