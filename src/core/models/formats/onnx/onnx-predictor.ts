import { counted } from '../../../base/counted.js';
import { checkOutputCount, invalidModel } from '../../decode/limits.js';
import type { OnnxNode } from './onnx-graph.js';
import { constantMatrix } from './onnx-projection.js';
import { attributeNumbers, attributeText, onnxEnsemble } from './onnx-trees.js';
import {
  type Columns,
  nameOf,
  type ScoreColumn,
  type ScoreLink,
  type Scores,
  type Step,
  unreadNode,
} from './onnx-value.js';

export const PREDICTORS: ReadonlySet<string> = new Set([
  'TreeEnsembleRegressor',
  'TreeEnsembleClassifier',
  'LinearRegressor',
  'LinearClassifier',
  'MatMul',
]);

/** Index of the node's output that holds scores; a classifier puts its label first. */
export const scoresAt = (node: OnnxNode): number => (node.op.endsWith('Classifier') ? 1 : 0);

export function predict(step: Step): Scores {
  const columns = step.inputs[0];
  if (columns?.kind !== 'columns' || columns.shape.length !== 1)
    throw unreadNode(step, 'on something else than one table of columns');
  if (columns.type === 'text' || columns.type === 'other')
    throw unreadNode(step, `on an input of type ${columns.type}`);
  switch (step.node.op) {
    case 'MatMul':
      return matMul(step, columns);
    case 'LinearRegressor':
    case 'LinearClassifier':
      return linear(step, columns);
    default:
      return trees(step, columns);
  }
}

const LINKS: ReadonlyMap<string, ScoreLink> = new Map<string, ScoreLink>([
  ['NONE', 'identity'],
  ['LOGISTIC', 'logit'],
  ['SOFTMAX', 'softmax'],
]);

function postTransform(step: Step): ScoreLink {
  const post = attributeText(step.node, 'post_transform', 'NONE');
  const link = LINKS.get(post);
  if (link === undefined) throw unreadNode(step, `with the post_transform ${post}`);
  return link;
}

export const plainColumns = (count: number): ScoreColumn[] =>
  Array.from({ length: count }, (_, output) => ({ output, scale: 1, shift: 0 }));

/** Both scores of two classes from one raw score; the runtime puts its opposite first. */
const opposites = (opposite: { scale: number; shift: number }): ScoreColumn[] => [
  { output: 0, ...opposite },
  { output: 0, scale: 1, shift: 0 },
];
const NEGATIVE = { scale: -1, shift: 0 };
const COMPLEMENT = { scale: -1, shift: 1 };

const labelsOf = (node: OnnxNode): number =>
  Math.max(
    ...['classlabels_ints', 'classlabels_int64s'].map((name) => node.attributes.get(name)?.numbers.length ?? 0),
    node.attributes.get('classlabels_strings')?.texts.length ?? 0,
  );

/** Multiplies columns by a constant matrix `[column][output]`, or by a vector for one output. */
function matMul(step: Step, columns: Columns): Scores {
  const { outputs, weights: rows } = constantMatrix(step, columns.columns.length);
  const predictor = { kind: 'linear' as const, columns, rows, intercept: new Array<number>(outputs).fill(0) };
  return { kind: 'scores', predictor, link: 'identity', columns: plainColumns(outputs) };
}

function linear(step: Step, columns: Columns): Scores {
  const { node, where } = step;
  const width = columns.columns.length;
  const all = attributeNumbers(node, 'coefficients');
  const given = attributeNumbers(node, 'intercepts');
  const outputs = all.length / width;
  if (!Number.isInteger(outputs) || outputs < 1)
    throw invalidModel(where, `${counted(all.length, 'coefficient')} for ${counted(width, 'column')}`);
  checkOutputCount(outputs, where);
  if (given.length !== 0 && given.length !== outputs)
    throw invalidModel(where, `${given.length} intercepts for ${counted(outputs, 'row')} of coefficients`);
  const rows = Array.from({ length: outputs }, (_, k) => Float64Array.from(asArray(all, k * width, width)));
  const intercept = Array.from({ length: outputs }, (_, k) => given[k] ?? 0);
  const predictor = { kind: 'linear' as const, columns, rows, intercept };
  const link = postTransform(step);
  const labels = labelsOf(node);
  const isClassifier = node.op === 'LinearClassifier';
  if (!isClassifier && (node.attributes.get('targets')?.number ?? 1) !== outputs)
    throw invalidModel(
      where,
      `${nameOf(node)} names ${node.attributes.get('targets')?.number ?? 1} targets for ${counted(outputs, 'row')}`,
    );
  if (isClassifier && labels !== outputs && !(labels === 2 && outputs === 1))
    throw invalidModel(
      where,
      `${nameOf(node)} names ${counted(labels, 'class')} for ${counted(outputs, 'row')} of coefficients`,
    );
  if (outputs === 1) checkSingle(step, link, isClassifier);
  const scores = isClassifier && outputs === 1 ? opposites(NEGATIVE) : plainColumns(outputs);
  return { kind: 'scores', predictor, link, columns: scores };
}

const asArray = (list: ArrayLike<number>, from: number, length: number): number[] =>
  Array.from({ length }, (_, i) => list[from + i]!);

/** Refuses a transform of a single score: onnxruntime omits it where the specification asks for it, so its meaning is not certain. */
function checkSingle(step: Step, link: ScoreLink, isClassifier: boolean): void {
  if (link === 'identity' || (link === 'logit' && isClassifier)) return;
  throw unreadNode(step, `with the post_transform ${attributeText(step.node, 'post_transform', 'NONE')} of one score`);
}

function trees(step: Step, columns: Columns): Scores {
  const { node, where } = step;
  const isClassifier = node.op === 'TreeEnsembleClassifier';
  const link = postTransform(step);
  const ensemble = onnxEnsemble(step, { numFeatures: columns.columns.length, float32: columns.type !== 'double' });
  const predictor = { kind: 'trees' as const, columns, ensemble };
  if (ensemble.numOutputs === 1) checkSingle(step, link, isClassifier);
  if (!isClassifier || ensemble.numOutputs > 1)
    return { kind: 'scores', predictor, link, columns: plainColumns(ensemble.numOutputs) };
  if (labelsOf(node) !== 2)
    throw invalidModel(where, `${nameOf(node)} has one score for ${counted(labelsOf(node), 'class')}`);
  const isPositive = attributeNumbers(node, 'class_weights').every((weight) => weight >= 0);
  const opposite = link === 'identity' && isPositive ? COMPLEMENT : NEGATIVE;
  return { kind: 'scores', predictor, link, columns: opposites(opposite) };
}
