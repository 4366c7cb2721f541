import { counted } from '../../../base/counted.js';
import { invalidModel, MAX_FEATURES } from '../../decode/limits.js';
import { inputItself, plusNumber, timesNumber } from './onnx-affine.js';
import {
  arithmetic,
  binarizer,
  cast,
  clip,
  isArithmetic,
  less,
  logarithm,
  negative,
  not,
  power,
} from './onnx-arithmetic.js';
import { labelEncoder, oneHot } from './onnx-encoders.js';
import type { OnnxGraph, OnnxInput } from './onnx-graph.js';
import { argMax, columnShape, concat, extractor, gather, reduceProduct, reduceSum, split } from './onnx-layout.js';
import { project } from './onnx-projection.js';
import { attributeText } from './onnx-trees.js';
import {
  type ColumnStep,
  type Columns,
  MIXED,
  type OnnxColumn,
  type OnnxValue,
  type OpenFeature,
  sizeOfShape,
  unread,
  unreadNode,
  workOf,
} from './onnx-value.js';

/** The inputs of the graph as features, one per column; an input of several columns numbers them: `X_0`, `X_1`. */
export function inputColumns(
  graph: OnnxGraph,
  widthOf: (name: string) => number,
  where: string,
  isNetwork = false,
): { features: OpenFeature[]; values: Map<string, OnnxValue> } {
  const features: OpenFeature[] = [];
  const values = new Map<string, OnnxValue>();
  for (const input of graph.inputs.filter((value) => !graph.initializers.has(value.name))) {
    const shape = rowShape(input, where, isNetwork);
    const width = shape === null ? widthOf(input.name) : sizeOfShape(shape);
    if (features.length + width > MAX_FEATURES)
      throw invalidModel(where, `input "${input.name}" has ${counted(width, 'column')}`);
    const isText = input.type === 'text';
    const columns = Array.from({ length: width }, (_, j): OnnxColumn => {
      const source = features.length;
      features.push({
        name: width === 1 ? input.name : `${input.name}_${placeIn(shape ?? [width], j)}`,
        ...(isText ? { categories: [] } : {}),
      });
      const takesMissing = input.type === 'float' || input.type === 'double' || input.type === 'unknown';
      return { source, value: (get) => get(source), affine: inputItself(source), takesMissing };
    });
    values.set(input.name, { kind: 'columns', type: input.type, shape: shape ?? [width], columns });
  }
  return { features, values };
}

/** The shape of one row of an input, null where the file leaves it open. A network may have more axes than that of the columns. */
function rowShape(input: OnnxInput, where: string, isNetwork: boolean): readonly number[] | null {
  if (input.axes === null) return null;
  const [, ...shape] = input.axes;
  if (shape.length !== 1 && !(isNetwork && shape.length > 0))
    throw unread(where, `the input "${input.name}" of the graph has ${input.axes.length} axes, not rows and columns`);
  const open = shape.indexOf(null);
  if (open < 0) return shape as readonly number[];
  if (shape.length === 1) return null;
  throw unread(where, `the input "${input.name}" of the graph leaves axis ${open + 1} open`);
}

/** The place of a number in a row as text, one index for each axis: `7`, or `0_3_5`. */
function placeIn(shape: readonly number[], place: number): string {
  let rest = place;
  const indices = shape.toReversed().map((axis) => {
    const index = rest % axis;
    rest = Math.floor(rest / axis);
    return index;
  });
  return indices.toReversed().join('_');
}

/** Operators that exporters put between the inputs and the predictor. Each makes columns from columns. */
const STEPS: ReadonlyMap<string, (step: ColumnStep) => Columns | readonly Columns[]> = new Map<
  string,
  (step: ColumnStep) => Columns | readonly Columns[]
>([
  ['Identity', ({ columns }) => columns],
  ['Cast', cast],
  ['Reshape', columnShape],
  ['Flatten', columnShape],
  ['Concat', concat],
  ['FeatureVectorizer', concat],
  ['Scaler', scaler],
  ['Imputer', imputer],
  ['ArrayFeatureExtractor', extractor],
  ['Gather', gather],
  ['Split', split],
  ['ReduceSum', reduceSum],
  ['ReduceProd', reduceProduct],
  ['MatMul', project],
  ['ArgMax', argMax],
  ['OneHotEncoder', oneHot],
  ['LabelEncoder', labelEncoder],
  ['Binarizer', binarizer],
  ['Normalizer', normalizer],
  ['Clip', clip],
  ['Less', less],
  ['Neg', negative],
  ['Not', not],
  ['Log', logarithm],
  ['Pow', power],
]);

/** Steps that take texts as they are; every other step computes with numbers. */
const TAKES_TEXT = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Flatten',
  'Concat',
  'ArrayFeatureExtractor',
  'Gather',
  'OneHotEncoder',
  'LabelEncoder',
]);

/** Runs one node before the predictor; null when no exact reading of the operator is known. */
export function runColumnStep(step: ColumnStep): readonly Columns[] | null {
  const { op } = step.node;
  const run = isArithmetic(op) ? arithmetic : STEPS.get(op);
  if (run === undefined) return null;
  if (step.columns.type === 'other') throw unreadNode(step, 'on an input of another type');
  if (step.columns.type === 'text' && !TAKES_TEXT.has(op)) throw unreadNode(step, 'on texts');
  const made = run(step);
  return bounded(step, Array.isArray(made) ? (made as readonly Columns[]) : [made as Columns]);
}

/** Longest chain of steps, because each is a call within a call. */
const MAX_DEPTH = 400;
/** Most inputs that may be read for all columns of one step: a few nodes that each double their work would never end. */
const MAX_WORK: number = 2 ** 24;

function bounded(step: ColumnStep, made: readonly Columns[]): readonly Columns[] {
  const inputs = step.inputs.map((value) => (value?.kind === 'columns' ? (value.depth ?? 0) : 0));
  const depth = Math.max(...inputs) + 1;
  const work = made.reduce((sum, { columns }) => sum + workOf(columns), 0);
  if (depth > MAX_DEPTH) throw unreadNode(step, `behind more than ${MAX_DEPTH} others`);
  if (!(work <= MAX_WORK)) throw unreadNode(step, 'on columns that take too much to compute');
  return made.map((each) => ({ ...each, depth }));
}

/** (x - offset) * scale in float32, as the runtime computes it. */
function scaler({ node, columns, where }: ColumnStep): Columns {
  const offset = node.attributes.get('offset')?.numbers ?? new Float64Array(1);
  const scale = node.attributes.get('scale')?.numbers ?? new Float64Array(1).fill(1);
  const width = columns.columns.length;
  const fits = (list: ArrayLike<number>): boolean => list.length === 1 || list.length === width;
  if (!fits(offset) || !fits(scale))
    throw invalidModel(where, `Scaler has ${scale.length} factors for ${counted(width, 'column')}`);
  return {
    ...columns,
    type: 'float',
    columns: columns.columns.map((column, c) => {
      const shift = offset[offset.length === 1 ? 0 : c]!;
      const factor = scale[scale.length === 1 ? 0 : c]!;
      return {
        ...column,
        value: (get) => Math.fround(Math.fround(Math.fround(column.value(get)) - shift) * factor),
        affine: column.affine && timesNumber(plusNumber(column.affine, -shift), factor),
      };
    }),
  };
}

/** Replaces missing values. Without an attribute of its own the missing value is 0, as the specification says. */
function imputer(step: ColumnStep): Columns {
  const { node, columns, where } = step;
  const whole = columns.type === 'int';
  const fill = node.attributes.get(whole ? 'imputed_value_int64s' : 'imputed_value_floats')?.numbers;
  const replaced = node.attributes.get(whole ? 'replaced_value_int64' : 'replaced_value_float')?.number ?? 0;
  const width = columns.columns.length;
  if (fill === undefined || (fill.length !== 1 && fill.length !== width))
    throw invalidModel(where, `Imputer has ${fill?.length ?? 0} values for ${counted(width, 'column')}`);
  return {
    ...columns,
    columns: columns.columns.map((column, c) => ({
      ...column,
      value: (get) => {
        const value = column.value(get);
        const isMissing = Number.isNaN(replaced) ? Number.isNaN(value) : value === replaced;
        return isMissing ? fill[fill.length === 1 ? 0 : c]! : value;
      },
      affine: null,
    })),
  };
}

/** Divides a row by its norm: every column then depends on every input. */
function normalizer({ node, columns: given }: ColumnStep): Columns {
  const { columns } = given;
  const norm = attributeText(node, 'norm', 'MAX');
  const measure = (values: readonly number[]): number => {
    if (norm === 'L1') return values.reduce((sum, value) => sum + Math.abs(value), 0);
    if (norm === 'L2') return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    return values.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  };
  return {
    ...given,
    type: 'float',
    columns: columns.map((column) => ({
      source: MIXED,
      value: (get) => {
        const size = measure(columns.map((other) => Math.fround(other.value(get))));
        const value = Math.fround(column.value(get));
        return size === 0 ? value : Math.fround(value / Math.fround(size));
      },
      affine: null,
      takesMissing: columns.every((each) => each.takesMissing),
      work: 2 * workOf(columns),
    })),
  };
}
