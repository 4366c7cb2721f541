import { counted } from '../../base/counted.js';
import type { Model, NeutralDocument } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { type Caution, type Dataset, type Learner, pick, refused } from '../base/index.js';
import {
  fitIsotonic,
  fitPlatt,
  foldIsotonic,
  foldPlatt,
  type IsotonicCurve,
  type PlattCurve,
} from '../calibration/index.js';
import { holdOut } from '../splits/index.js';
import { rawScores } from './score-rows.js';

/** How scores become chances: by a logistic curve, or by the rising curve of least squared error. */
export type CalibrationMethod = 'platt' | 'isotonic';

interface Calibrated {
  /** Rows that the curve was fitted to; the model was learned from the others. */
  readonly rows: number;
  /** What the score was before: log-odds, or a chance where there are no log-odds behind it, as of a mean of trees. */
  readonly of: 'log-odds' | 'chance';
}

/** Log-odds are slope * score + intercept. */
export interface PlattCalibration extends Calibrated, PlattCurve {
  readonly method: 'platt';
}

/** Chances are the heights of a curve, which is the link of the model. */
export interface IsotonicCalibration extends Calibrated {
  readonly method: 'isotonic';
  readonly knots: number;
  /** The least and the highest chance that the model gives. */
  readonly lowest: number;
  readonly highest: number;
}

/** The curve that is part of a calibrated model. */
export type Calibration = PlattCalibration | IsotonicCalibration;

/** Share of the rows that calibrate. */
const SHARE = 0.25;

/** Refuses learners and targets whose models no curve makes chances of. */
export function checkCalibrates({ name, uncalibrated }: Learner, { task }: Dataset): void {
  if (task !== 'binary')
    throw refused('a model of numbers is not calibrated', 'Calibrate chances: a target of 0 and 1, or none.');
  if (uncalibrated !== undefined)
    throw refused(
      `a model of the learner ${name} is not calibrated: ${uncalibrated}`,
      'Train it without calibration, or calibrate another learner.',
    );
}

/** The rows to learn from and those to calibrate on, drawn by the seed from each class. */
export function calibrationParts(
  { rows, target }: Dataset,
  weights: Float64Array | null,
  seed: Seed,
): { rest: Int32Array; held: Int32Array } {
  const { train: rest, test: held } = holdOut(rows, {
    share: SHARE,
    seed: `calibration of ${String(seed)}`,
    strata: target,
  });
  const found = new Set(Array.from(held).flatMap((row) => ((weights?.[row] ?? 1) > 0 ? [target[row]] : [])));
  if (found.size === 2) return { rest, held };
  throw refused(
    `the ${counted(held.length, 'row')} that calibrate hold no ${found.has(1) ? 'row of the target 0' : 'row of the target 1'}${weights === null ? '' : ' of a weight above 0'}`,
    'Give more rows, or train without calibration.',
  );
}

/** Rows of the rarer class below which a curve of two coefficients follows chance: ten for each (Peduzzi and others 1996). */
const FEWEST_OF_CLASS = 20;
/** Rows below which a curve that may bend anywhere is worse than a logistic one (Niculescu-Mizil and Caruana 2005). */
const FEWEST_ISOTONIC = 1000;

/** Says so where the curve rests on few people. */
export function fewCalibrating(
  { target }: Dataset,
  held: Int32Array,
  weights: Float64Array | null,
  method: CalibrationMethod,
): Caution[] {
  const counts = [0, 0];
  for (const row of held) if ((weights?.[row] ?? 1) > 0) counts[target[row]!]!++;
  const rarer = Math.min(...counts);
  if (method === 'isotonic' && held.length < FEWEST_ISOTONIC)
    return [
      {
        kind: 'few-rows',
        column: null,
        message: `the isotonic curve rests on ${counted(held.length, 'row')}: of fewer than ${FEWEST_ISOTONIC} it follows chance more than a logistic one (platt)`,
      },
    ];
  if (rarer >= FEWEST_OF_CLASS) return [];
  return [
    {
      kind: 'few-rows',
      column: null,
      message: `the curve that makes chances rests on ${counted(held.length, 'row')}, of the rarer class ${rarer}: of fewer than ${FEWEST_OF_CLASS} it follows chance`,
    },
  ];
}

interface CalibratedModel {
  readonly calibration: Calibration;
  readonly document: NeutralDocument;
}

/** Fits the curve to rows that the model has not seen, and makes it part of the model. Refuses a curve that would turn the model round or level it. */
export function calibrated(
  { model, document }: { readonly model: Model; readonly document: NeutralDocument },
  data: Dataset,
  { held, weights, method }: { held: Int32Array; weights: Float64Array | null; method: CalibrationMethod },
): CalibratedModel {
  const own = weights === null ? undefined : pick(weights, held);
  const [scores, target] = [rawScores(model, data.columns, held), pick(data.target, held)];
  const of = { rows: held.length, of: model.link === 'logit' ? ('log-odds' as const) : ('chance' as const) };
  if (method === 'platt') {
    const curve = fitPlatt(scores, target, own);
    if (!(curve.slope > 0)) throw notRising(held, `slope ${curve.slope.toPrecision(3)}`);
    return { calibration: { method, ...curve, ...of }, document: foldPlatt(document, curve) };
  }
  const curve: IsotonicCurve = fitIsotonic(scores, target, own);
  const [lowest, highest] = [curve.y[0]!, curve.y.at(-1)!];
  if (!(highest > lowest)) throw notRising(held, `the curve is flat, at ${lowest.toPrecision(3)}`);
  return {
    calibration: { method, knots: curve.x.length, lowest, highest, ...of },
    document: foldIsotonic(document, curve),
  };
}

const notRising = (held: Int32Array, found: string): Error =>
  refused(
    `on the ${counted(held.length, 'row')} that calibrate, chances do not rise with the score (${found})`,
    'The model puts new people in no better order than chance: give more rows or other inputs; calibration cannot mend it.',
  );
