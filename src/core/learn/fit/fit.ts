import { counted } from '../../base/counted.js';
import { nearName } from '../../base/suggest.js';
import { type Model, type NeutralDocument, readNeutral } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import type { Details, Learner, Parameters, ScorePenalty } from '../base/index.js';
import { type Caution, checkWeights, type Dataset, pick, refused, type Task, takeRows } from '../base/index.js';
import {
  type Calibration,
  type CalibrationMethod,
  calibrated,
  calibrationParts,
  checkCalibrates,
  fewCalibrating,
} from './calibrate.js';
import { LEARNERS } from './learners.js';
import { settle } from './parameters.js';
import { checkPenalty, penaltyOf } from './penalty.js';
import { besides, stillColumns } from './still-columns.js';
import { tellingColumns } from './telling-columns.js';
import { weightCautions } from './weight-cautions.js';

export interface FitOptions {
  /** Name of the learner; default `logistic` for a target of 0 and 1, `linear` for a number. */
  readonly learner?: string;
  /** Everything that is drawn is drawn from it. */
  readonly seed: Seed;
  /** A weight from 0 for every row; default 1 each. */
  readonly weights?: Float64Array;
  /** Settings of the learner by name; texts are read as the type that the setting has. */
  readonly parameters?: Parameters;
  /** A curve by which scores become chances, fitted to a quarter of the rows, from which the model is not learned, and made part of it. */
  readonly calibrate?: CalibrationMethod;
  /** A price on what scores say of something that they should not, such as the group of a person. */
  readonly penalty?: ScorePenalty;
  /** Whether columns that tell the target by themselves are looked for (default); not needed where the same rows are learned from again and again. */
  readonly lookForTelling?: boolean;
  /** Told how far the training is; what it throws ends it. */
  readonly progress?: (text: string) => void;
}

/** A model that was learned, as what it does and as what is written to a file. */
export interface TrainedModel {
  readonly learner: string;
  /** All settings that were in force. */
  readonly parameters: Parameters;
  readonly model: Model;
  /** The neutral JSON of the model; `JSON.stringify` of it is a file that `readModel` reads. */
  readonly document: NeutralDocument;
  readonly cautions: readonly Caution[];
  /** What the training record says besides, by learner: the points of a scorecard, the rules of a list. */
  readonly details?: Details;
  /** The curve that `calibrate` made part of the model. */
  readonly calibration?: Calibration;
}

/**
 * Learns a model of the target from the columns. The same data, options and seed give the same bits.
 *
 * @throws TribuneError INVALID_ARGUMENT on a learner or setting that there is not, a target that the learner does not take, one class only, a model that
 *   cannot be calibrated
 * @example
 * const { model } = fit(makeDataset({ columns, target }), { learner: 'logistic', seed: 1 });
 * model.predictLinked(matrixFromRows([[31, 2]]));
 */
export function fit(data: Dataset, options: FitOptions): TrainedModel {
  const { calibrate } = options;
  return calibrate === undefined ? fitPlain(data, options) : fitCalibrated(data, options, calibrate);
}

function fitCalibrated(data: Dataset, options: FitOptions, method: CalibrationMethod): TrainedModel {
  const learner = learnerOf(options.learner, data.task);
  checkCalibrates(learner, data);
  const weights = checkWeights(options.weights, data.rows);
  const { rest, held } = calibrationParts(data, weights, options.seed);
  const own = {
    ...(weights === null ? {} : { weights: pick(weights, rest) }),
    ...(options.penalty === undefined ? {} : { penalty: penaltyOf(options.penalty, rest, weights) }),
  };
  const plain = fitPlain(takeRows(data, rest), { ...options, ...own });
  const { calibration, document } = calibrated(plain, data, { held, weights, method });
  // A logistic curve is in the sum, whose parts it multiplies; an isotonic one stands behind it.
  const times = calibration.method === 'platt' ? calibration.slope : 1;
  const { details } = plain;
  return {
    ...plain,
    cautions: [...plain.cautions, ...fewCalibrating(data, held, weights, method)],
    document,
    model: readNeutral(document, learner.name),
    calibration,
    ...(details === undefined ? {} : { details: learner.rescaled?.(details, times) ?? details }),
  };
}

function fitPlain(data: Dataset, options: FitOptions): TrainedModel {
  const learner = learnerOf(options.learner, data.task);
  const parameters = settle(learner, options.parameters ?? {});
  const weights = checkWeights(options.weights, data.rows);
  checkTarget(data, weights);
  const penalty = checkPenalty(options.penalty, data, learner, weights);
  const progress = options.progress ?? (() => {});
  const still = stillColumns(data, weights);
  const telling = options.lookForTelling === false ? [] : tellingColumns(data);
  const { document, cautions, details } = learner.fit({
    ...{ data, weights, penalty, parameters, progress },
    seed: options.seed,
  });
  return {
    learner: learner.name,
    parameters,
    document,
    ...(details === undefined ? {} : { details }),
    model: readNeutral(document, learner.name),
    cautions: [...fewRows(data), ...weightCautions(weights), ...still, ...telling, ...besides(still, cautions)],
  };
}

/** The learner of this name, or the usual one for the task. */
export function learnerOf(name: string | undefined, task: Task): Learner {
  const wanted = name ?? (task === 'binary' ? 'logistic' : 'linear');
  const names = LEARNERS.map((learner) => learner.name);
  const learner = LEARNERS.find((one) => one.name === wanted);
  if (learner === undefined)
    throw refused(`there is no learner "${wanted}"`, `${nearName(wanted, names)}There are: ${names.join(', ')}.`);
  if (!learner.tasks.includes(task))
    throw refused(
      `the learner ${learner.name} takes a target of ${learner.tasks.map(inWords).join(' or of ')}, this one is of ${inWords(task)}`,
      `Learners for it: ${LEARNERS.filter((one) => one.tasks.includes(task))
        .map((one) => one.name)
        .join(', ')}.`,
    );
  return learner;
}

const inWords = (task: Task): string => (task === 'binary' ? '0 and 1' : 'numbers');

/** Refuses a target that does not vary: there is nothing to tell apart. */
function checkTarget({ target, task }: Dataset, weights: Float64Array | null): void {
  const first = target.findIndex((_, r) => weights === null || weights[r]! > 0);
  if (target.some((value, r) => value !== target[first] && (weights === null || weights[r]! > 0))) return;
  throw refused(
    `the target is ${target[first]} in every row${weights === null ? '' : ' of a weight above 0'}`,
    task === 'binary'
      ? 'A model needs people of both classes: give more rows, or check which value is the target.'
      : 'Give rows whose targets differ.',
  );
}

/** Rows of the rarer class for each input below which a model follows chance (Peduzzi and others 1996, logistic regression). */
const ROWS_PER_INPUT = 10;

function fewRows({ rows, target, task, columns }: Dataset): Caution[] {
  const ones = target.reduce((sum, value) => sum + value, 0);
  const rarer = task === 'binary' ? Math.min(ones, rows - ones) : rows;
  if (rarer >= ROWS_PER_INPUT * columns.length) return [];
  const what = `${counted(rarer, 'row')}${task === 'binary' ? ' of the rarer class' : ''}`;
  return [
    {
      kind: 'few-rows',
      column: null,
      message: `${what} for ${counted(columns.length, 'input')}: fewer than ${ROWS_PER_INPUT} for each, so much of what is learned may be chance`,
    },
  ];
}
