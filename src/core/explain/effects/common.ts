import { agree, counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import { checkRows, defaultOutput, type Matrix, type Model } from '../../models/index.js';
import { criticalValue, type Estimate } from '../../stats/index.js';
import type { ScoreScale } from '../base/explanation.js';

/** Options of every effect: the output and the scale. */
export interface EffectOptions {
  /** Scale of the scores. Default `linked`: effects are read on the scale that the model publishes. */
  readonly scale?: ScoreScale;
  /** Output of the model; needed when it has several, except for the chances of two classes, where the second is meant. */
  readonly output?: number;
}

/** A function that gives the scores of one output, one per row. */
export type Score = (rows: Matrix) => Float64Array;

/** Rows per call of the model. */
const CALL_ROWS = 8192;

export const invalid = (what: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', what, { remedy });

/** The scores of one output. Throws INVALID_ARGUMENT when none is named and there are several. */
export function scoreOf(model: Model, options: EffectOptions): Score {
  const output = options.output ?? defaultOutput(model);
  if (output === null) {
    throw invalid(`the model has ${counted(model.numOutputs, 'output')}`, 'Name one of them (output).');
  }
  if (!Number.isInteger(output) || output < 0 || output >= model.numOutputs) {
    throw invalid(
      `output ${output} of a model with ${model.numOutputs}`,
      `Name one from 0 to ${model.numOutputs - 1}.`,
    );
  }
  const predict = options.scale === 'raw' ? model.predictRaw : model.predictLinked;
  return (rows) => {
    const scores = new Float64Array(rows.rows);
    for (let from = 0; from < rows.rows; from += CALL_ROWS) {
      const count = Math.min(CALL_ROWS, rows.rows - from);
      const part = predict.call(model, {
        data: rows.data.subarray(from * rows.columns, (from + count) * rows.columns),
        rows: count,
        columns: rows.columns,
      });
      for (let r = 0; r < count; r++) scores[from + r] = part[r * model.numOutputs + output]!;
    }
    return scores;
  };
}

/** Index of an input by its name. Throws INVALID_ARGUMENT. */
export function featureIndex(model: Model, feature: string): number {
  const index = model.featureNames.indexOf(feature);
  if (index >= 0) return index;
  throw invalid(
    `"${feature}" is no input of the model`,
    `${nearName(feature, model.featureNames)}Inputs: ${model.featureNames.slice(0, 12).join(', ')}.`,
  );
}

/** Refuses rows without people, because effects are averages over people, and rows that the model cannot read. */
export function checkPeople(model: Model, rows: Matrix): void {
  if (rows.rows === 0) throw new TribuneError('DATA_EMPTY', 'there are no rows', { remedy: 'Give at least one row.' });
  checkRows(model, rows);
}

/** Rows by group, in the order of first occurrence; one entry for everybody where there are no groups. */
export function membersOf(rows: number, groups: readonly string[] | undefined): Map<string | null, number[]> {
  if (groups === undefined) return new Map([[null, Array.from({ length: rows }, (_, r) => r)]]);
  if (groups.length !== rows) {
    throw invalid(
      `${counted(groups.length, 'group')} ${agree(groups.length, 'is', 'are')} named for ${counted(rows, 'row')}`,
      'Name the group of every row.',
    );
  }
  const members = new Map<string | null, number[]>();
  groups.forEach((group, r) => {
    const own = members.get(group);
    if (own === undefined) members.set(group, [r]);
    else own.push(r);
  });
  return members;
}

/** A copy of the rows in which one column holds one value. */
export function withValue(rows: Matrix, column: number, value: number): Matrix {
  const data = rows.data.slice();
  for (let r = 0; r < rows.rows; r++) data[r * rows.columns + column] = value;
  return { ...rows, data };
}

export const columnOf = (rows: Matrix, column: number): Float64Array =>
  Float64Array.from({ length: rows.rows }, (_, r) => rows.data[r * rows.columns + column]!);

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

export const DEFAULT_LEVEL = 0.95;

/** Mean of one number per person with its normal interval (central limit theorem); fewer than two people have none. */
export function meanEstimate(values: Float64Array, level: number = DEFAULT_LEVEL): Estimate {
  const n = values.length;
  const common = { level, method: 'normal', n };
  if (n < 2) {
    const estimate = n === 0 ? null : values[0]!;
    return { ...common, estimate, lower: null, upper: null, status: 'undefined', reason: 'fewer than two people' };
  }
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const reach = criticalValue(level) * Math.sqrt(variance / n);
  return { ...common, estimate: mean, lower: mean - reach, upper: mean + reach, status: 'ok' };
}

/**
 * Estimates on fewer people are shown but called insufficient: this is the default of policies, and the size at which normal intervals
 * begin to hold.
 */
export const ENOUGH_PEOPLE = 30;

/** An estimate about a group of people, called `insufficient` where they are few. Its numbers stay as they are. */
export const judged = (estimate: Estimate): Estimate =>
  estimate.status === 'ok' && estimate.n < ENOUGH_PEOPLE
    ? { ...estimate, status: 'insufficient', reason: `fewer than ${ENOUGH_PEOPLE} people` }
    : estimate;

/** Everybody first, then the groups by name, so that the order of the rows changes nothing. */
export function everybodyAndGroups(rows: number, groups: readonly string[] | undefined): Map<string | null, number[]> {
  const everybody = membersOf(rows, undefined);
  if (groups === undefined) return everybody;
  const named = [...membersOf(rows, groups)].sort(([a], [b]) => (a! < b! ? -1 : 1));
  return new Map([...everybody, ...named]);
}
