import { invalidModel } from '../../decode/limits.js';
import type { TreeEnsemble } from '../../kinds/ensemble.js';
import type { Affine } from './onnx-affine.js';
import type { ElementType, OnnxNode, OnnxTensor } from './onnx-graph.js';

/**
 * One column of a tensor as a function of the inputs of the model. `source` is the only input it depends on, or MIXED.
 * `affine` is set while the column is a sum of inputs, so that a linear model behind it stays linear.
 */
export interface OnnxColumn {
  readonly source: number;
  readonly value: (input: (feature: number) => number) => number;
  readonly affine: Affine | null;
  /** Whether the graph computes with a missing input as with others: false behind a text, or where the runtime refuses it. */
  readonly takesMissing: boolean;
  /** Number of inputs read for one value, with repetitions; default 1. */
  readonly work?: number;
}

export const MIXED = -1;

/** A tensor of the data side: the shape of one row, and its columns in row-major order. */
export interface Columns {
  readonly kind: 'columns';
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly columns: readonly OnnxColumn[];
  /** Number of steps behind the inputs; default 0. */
  readonly depth?: number;
}

export const workOf = (columns: readonly OnnxColumn[]): number => columns.reduce((sum, { work = 1 }) => sum + work, 0);

export interface Constant {
  readonly kind: 'constant';
  readonly tensor: OnnxTensor;
}

/** The trained part of the graph, over columns: one row of coefficients per output, or trees. */
export type Predictor =
  | {
      readonly kind: 'linear';
      readonly columns: Columns;
      readonly rows: readonly Float64Array[];
      readonly intercept: readonly number[];
    }
  | { readonly kind: 'trees'; readonly columns: Columns; readonly ensemble: TreeEnsemble };

/** A score as `scale * raw[output] + shift` of the predictor; the link is applied to all scores. */
export interface ScoreColumn {
  readonly output: number;
  readonly scale: number;
  readonly shift: number;
}

/** Link of the scores; `odds` is 1 + exp(raw), half of a sigmoid that exporters spell out. */
export type ScoreLink = 'identity' | 'logit' | 'softmax' | 'log' | 'ovr' | 'odds';

/** The scores behind the predictor. */
export interface Scores {
  readonly kind: 'scores';
  readonly predictor: Predictor;
  readonly link: ScoreLink;
  readonly columns: readonly ScoreColumn[];
}

/** Sum of the published scores of each row, with the scores that it sums. */
export interface RowSum {
  readonly kind: 'row-sum';
  readonly of: Scores;
}

export type OnnxValue = Columns | Constant | Scores | RowSum;

/** A node with the values of its inputs. */
export interface Step {
  readonly node: OnnxNode;
  readonly where: string;
  /** Values of the node's inputs in order; undefined where an optional one is left out. */
  readonly inputs: readonly (OnnxValue | undefined)[];
}

/** An input of the model while the graph is read: encoders of texts add the categories that they know. */
export type OpenFeature = { name: string; categories?: string[] };

export interface ColumnStep extends Step {
  readonly columns: Columns;
  readonly features: OpenFeature[];
}

export const nameOf = (node: OnnxNode): string =>
  node.name === '' || node.name === node.op ? node.op : `${node.op} "${node.name}"`;

/** Words by which the command line recognises a graph that is whole but beyond the native reader. */
export const UNREAD = 'is not read natively';

const REMEDY =
  'Install onnxruntime-node beside tribune, which runs any graph; or export a tree ensemble or linear model alone, or serve the model and explain it over HTTP.';

/** Error for a whole graph with a part that no exact reading is known for. */
export const unread = (where: string, what: string): Error => invalidModel(where, `${what}, which ${UNREAD}`, REMEDY);

/** Error for one node, by name, with what is unusual about it. */
export const unreadNode = ({ node, where }: Step, what: string): Error =>
  unread(where, `the graph uses ${nameOf(node)} ${what}`);

/** The axis as a position in the shape of a row; the first axis, that of the rows, is refused. */
export function rowAxis(step: Step, axis: number, shape: readonly number[]): number {
  const at = axis < 0 ? shape.length + axis : axis - 1;
  if (!(at >= 0 && at < shape.length)) throw unreadNode(step, `along axis ${axis}`);
  return at;
}

export const sizeOfShape = (shape: readonly number[]): number => shape.reduce((size, axis) => size * axis, 1);

export const axisOf = ({ node }: Step, otherwise: number): number => node.attributes.get('axis')?.number ?? otherwise;

export function constantAt(step: Step, position: number): OnnxTensor | undefined {
  const value = step.inputs[position];
  if (value === undefined) return undefined;
  if (value.kind !== 'constant') throw unreadNode(step, 'with a second input that is no constant');
  if (value.tensor.type === 'other') throw unreadNode(step, 'with a constant of another type or in another file');
  return value.tensor;
}
