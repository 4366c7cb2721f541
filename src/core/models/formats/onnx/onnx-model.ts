import { counted } from '../../../base/counted.js';
import { invalidModel } from '../../decode/limits.js';
import { additiveModel } from '../../kinds/additive-model.js';
import { blackBoxModel } from '../../kinds/black-box.js';
import { ALL_OUTPUTS, numTrees, type TreeEnsemble } from '../../kinds/ensemble.js';
import { linearModel } from '../../kinds/linear-model.js';
import { applyLink, type Link } from '../../kinds/link.js';
import type { Feature, Matrix, Model } from '../../kinds/model.js';
import { treeModel } from '../../kinds/tree-model.js';
import { isInput } from './onnx-affine.js';
import { isMirror, secondOf, sumsToOne } from './onnx-pairs.js';
import { isPair } from './onnx-scores.js';
import {
  MIXED,
  type OnnxColumn,
  type OpenFeature,
  type Predictor,
  type ScoreColumn,
  type Scores,
  unread,
} from './onnx-value.js';

interface Context {
  readonly columns: readonly OnnxColumn[];
  readonly features: readonly Feature[];
  readonly link: Link;
  readonly acceptsMissing: boolean;
  readonly where: string;
}

/** Makes a model from the scores of a whole graph. */
export function onnxModel(scores: Scores, open: readonly OpenFeature[], where: string): Model {
  const { predictor } = scores;
  const { columns } = predictor.columns;
  // When the scores of two classes mirror each other, the second one is the score of the model.
  const pair = isPair(scores.columns, scores.link);
  const wanted = pair ? scores.columns.slice(1) : scores.columns;
  const { features, acceptsMissing } = withMissing(open, columns, predictor.kind === 'linear');
  const link = linkOf(scores, wanted.length, where);
  const context = { columns, features, link, acceptsMissing, where };
  if (predictor.kind === 'linear') return withChances(fromLinear(predictor, wanted, context), pair, scores);
  const given = outputsOf(predictor.ensemble, wanted, where);
  if (link === 'sigmoid-each' && isMirror(given)) {
    const model = fromTrees(secondOf(given), { ...context, link: 'logit' });
    return { ...model, chances: 'second' };
  }
  return withChances(fromTrees(given, context), pair, scores, sumsToOne(given));
}

/** Marks the outputs as chances of two classes, both or the second alone; a raw score and its opposite are no chances. */
function withChances(model: Model, pair: boolean, { columns, link }: Scores, isDistribution = false): Model {
  if (pair && (link === 'logit' || columns[0]!.shift === 1 - columns[1]!.shift)) return { ...model, chances: 'second' };
  // Two mirrored rows of coefficients were reduced to one.
  if (columns.length === 2 && model.numOutputs === 1 && model.link === 'logit') return { ...model, chances: 'second' };
  return model.link === 'identity' && isDistribution ? { ...model, chances: 'both' } : model;
}

function linkOf({ link }: Scores, outputs: number, where: string): Link {
  if (link === 'odds') throw unread(where, 'the graph publishes 1 + exp(score)');
  if (link === 'softmax' && outputs === 1) throw unread(where, 'the graph publishes a softmax over one score');
  if (link === 'logit' && outputs > 1) return 'sigmoid-each';
  return link === 'ovr' && outputs === 1 ? 'logit' : link;
}

/**
 * An input accepts a missing value when every column that depends on it computes with one: trees have a rule for NaN, whereas a linear
 * score of NaN would be no score.
 */
function withMissing(
  open: readonly OpenFeature[],
  columns: readonly OnnxColumn[],
  isLinear: boolean,
): Pick<Context, 'features' | 'acceptsMissing'> {
  const takes = open.map((feature, j) => {
    const own = columns.filter((column) => column.source === j || column.source === MIXED);
    const get = (other: number): number => (other === j ? Number.NaN : 1);
    return (
      feature.categories === undefined &&
      own.every((column) => column.takesMissing && !(isLinear && Number.isNaN(column.value(get))))
    );
  });
  const acceptsMissing = takes.some((each) => each);
  const features = open.map((feature, j): Feature => {
    return takes[j] || !acceptsMissing ? { ...feature } : { ...feature, missing: 'refused' };
  });
  return { features, acceptsMissing };
}

/** The ensemble reduced to the wanted scores, each scaled and shifted. */
function outputsOf(ensemble: TreeEnsemble, wanted: readonly ScoreColumn[], where: string): TreeEnsemble {
  const inOrder = wanted.length === ensemble.numOutputs && wanted.every((column, k) => column.output === k);
  if (!inOrder) {
    const found = `${wanted.length} of the ${counted(ensemble.numOutputs, 'score')} of its trees, or in another order`;
    throw unread(where, `the graph publishes ${found}`);
  }
  if (wanted.every(({ scale, shift }) => scale === 1 && shift === 0)) return ensemble;
  const values = Float64Array.from(ensemble.values);
  for (let t = 0; t < numTrees(ensemble); t++) {
    const output = ensemble.treeOutput[t]!;
    for (let node = ensemble.treeStart[t]!; node < ensemble.treeStart[t + 1]!; node++) {
      const start = ensemble.valueStart[node]!;
      if (start < 0) continue;
      if (output !== ALL_OUTPUTS) values[start]! *= wanted[output]!.scale;
      else for (const { output: k, scale } of wanted) values[start + k]! *= scale;
    }
  }
  const baseOffset = ensemble.baseOffset.map((base, k) => base * wanted[k]!.scale + wanted[k]!.shift);
  return { ...ensemble, values, baseOffset };
}

function fromTrees(ensemble: TreeEnsemble, context: Context): Model {
  const { columns, features, link, where } = context;
  const isPlain =
    columns.length === features.length &&
    columns.every((column, c) => column.source === c && column.affine !== null && isInput(column.affine, c));
  const header = { format: 'onnx', features, link, acceptsMissing: context.acceptsMissing };
  if (ensemble.numFeatures !== columns.length) throw invalidModel(where, 'the trees test columns that do not exist');
  if (isPlain) return treeModel(ensemble, header);
  if (columns.some((column) => column.source === MIXED)) {
    const names = columns.map((_, c) => ({ name: `column ${c}` }));
    return behindColumns(treeModel(ensemble, { ...header, features: names, acceptsMissing: true }), context);
  }
  return treeModel(ensemble, {
    ...header,
    columns: {
      featureOf: Int32Array.from(columns, (column) => column.source),
      value: (column, input) => columns[column]!.value(() => input),
    },
  });
}

/** Wraps a model over columns that mix inputs as a black box over the inputs, because only its predictions are exact. */
function behindColumns(inner: Model, { columns, features, link, acceptsMissing }: Context): Model {
  return blackBoxModel({
    format: 'onnx',
    features,
    link,
    numOutputs: inner.numOutputs,
    acceptsMissing,
    predictRaw: (rows: Matrix) => inner.predictRaw(mapColumns(columns, rows)),
    toLinked: (raw) => applyLink(link, raw, inner.numOutputs),
  });
}

function mapColumns(columns: readonly OnnxColumn[], rows: Matrix): Matrix {
  const data = new Float64Array(rows.rows * columns.length);
  for (let r = 0; r < rows.rows; r++) {
    const get = (feature: number): number => rows.data[r * rows.columns + feature]!;
    columns.forEach((column, c) => {
      data[r * columns.length + c] = column.value(get);
    });
  }
  return { data, rows: rows.rows, columns: columns.length };
}

function fromLinear(
  predictor: Extract<Predictor, { kind: 'linear' }>,
  wanted: readonly ScoreColumn[],
  given: Context,
): Model {
  const { columns, features } = given;
  const all = wanted.map(({ output, scale, shift }) => ({
    row: predictor.rows[output]!.map((coefficient) => coefficient * scale),
    intercept: predictor.intercept[output]! * scale + shift,
  }));
  // A binary classifier may carry one row per class, the first the exact negative of the second.
  const isMirrored =
    all.length === 2 && given.link !== 'softmax' && given.link !== 'log' && isNegative(all[0]!, all[1]!);
  const kept = isMirrored ? all.slice(1) : all;
  const link: Link = isMirrored && given.link !== 'identity' ? 'logit' : given.link;
  const context = { ...given, link };
  const rows = kept.map(({ row }) => row);
  const intercept = kept.map((each) => each.intercept);
  if (columns.every((column) => column.affine !== null))
    return linearModel({ format: 'onnx', features, link, ...foldAffine(rows, intercept, columns, features.length) });
  if (columns.some((column) => column.source === MIXED)) {
    const names = columns.map((_, c) => ({ name: `column ${c}` }));
    return behindColumns(
      linearModel({ format: 'onnx', features: names, link, coefficients: rows, intercept }),
      context,
    );
  }
  return additiveModel({
    format: 'onnx',
    features,
    link,
    numOutputs: rows.length,
    intercept,
    acceptsMissing: given.acceptsMissing,
    terms: features.map((_, j) => {
      const own = columns.flatMap((column, c) => (column.source === j ? [c] : []));
      return {
        features: [j],
        value: ([x]: readonly number[], k: number) =>
          own.reduce((sum, c) => sum + rows[k]![c]! * columns[c]!.value(() => x!), 0),
      };
    }),
  });
}

const isNegative = (
  a: { row: Float64Array; intercept: number },
  b: { row: Float64Array; intercept: number },
): boolean => a.intercept === -b.intercept && a.row.every((coefficient, c) => coefficient === -b.row[c]!);

function foldAffine(
  rows: readonly ArrayLike<number>[],
  intercept: readonly number[],
  columns: readonly OnnxColumn[],
  width: number,
) {
  const coefficients = rows.map((row) => {
    const folded = new Float64Array(width);
    columns.forEach((column, c) => {
      for (const [feature, slope] of column.affine!.slopes) folded[feature]! += row[c]! * slope;
    });
    return folded;
  });
  const shift = rows.map((row, k) =>
    columns.reduce((sum, column, c) => sum + row[c]! * column.affine!.offset, intercept[k]!),
  );
  return { coefficients, intercept: shift };
}
