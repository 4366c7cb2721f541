import { invalidModel, MAX_FEATURES } from './limits.js';
import type { Feature } from './model.js';
import type { OnnxGraph, OnnxNode } from './onnx-graph.js';
import { attributeText } from './onnx-trees.js';

/**
 * One column of a tensor as a function of the inputs of the model. `source` is the only input it depends on, or MIXED.
 * `affine` is set while the column is slope * input + offset, so that a linear model behind it stays linear.
 */
export interface OnnxColumn {
  readonly source: number;
  readonly value: (input: (feature: number) => number) => number;
  readonly affine: { slope: number; offset: number } | null;
}

export const MIXED = -1;
export type Tensors = Map<string, readonly OnnxColumn[]>;

/** The inputs of the graph as features, one per column; an input of several columns numbers them: `X_0`, `X_1`. */
export function inputColumns(
  graph: OnnxGraph,
  widthOf: (name: string) => number,
  where: string,
): { features: Feature[]; tensors: Tensors } {
  const features: { name: string; categories?: readonly string[] }[] = [];
  const tensors: Tensors = new Map();
  for (const input of graph.inputs.filter((value) => !graph.initializers.has(value.name))) {
    const width = input.columns ?? widthOf(input.name);
    if (features.length + width > MAX_FEATURES) throw invalidModel(where, `input "${input.name}" has ${width} columns`);
    const columns = Array.from({ length: width }, (_, j): OnnxColumn => {
      const source = features.length;
      features.push({
        name: width === 1 ? input.name : `${input.name}_${j}`,
        ...(input.isText ? { categories: [] } : {}),
      });
      return { source, value: (get) => get(source), affine: { slope: 1, offset: 0 } };
    });
    tensors.set(input.name, columns);
  }
  return { features, tensors };
}

interface Step {
  readonly node: OnnxNode;
  readonly columns: readonly OnnxColumn[];
  readonly graph: OnnxGraph;
  readonly tensors: Tensors;
  readonly features: Feature[];
  readonly where: string;
}

/** What the exporters put between the inputs and the predictor. Each makes columns from columns. */
const STEPS: ReadonlyMap<string, (step: Step) => readonly OnnxColumn[]> = new Map([
  ['Identity', (step: Step) => step.columns],
  ['Cast', (step: Step) => step.columns],
  ['Reshape', (step: Step) => step.columns],
  ['Flatten', (step: Step) => step.columns],
  ['Concat', concat],
  ['FeatureVectorizer', concat],
  ['Scaler', scaler],
  ['Imputer', imputer],
  ['ArrayFeatureExtractor', extractor],
  ['Gather', extractor],
  ['OneHotEncoder', oneHot],
  ['Normalizer', normalizer],
]);

/** Runs one preprocessing node; false when the node is none. Throws MODEL_INVALID when its inputs are not columns. */
export function runColumnStep(node: OnnxNode, context: Omit<Step, 'node' | 'columns'>): boolean {
  const run = STEPS.get(node.op);
  const columns = context.tensors.get(node.inputs[0] ?? '');
  if (run === undefined || columns === undefined) return false;
  context.tensors.set(node.outputs[0] ?? '', run({ ...context, node, columns }));
  return true;
}

function concat({ node, tensors, where }: Step): readonly OnnxColumn[] {
  return node.inputs.flatMap((name) => {
    const columns = tensors.get(name);
    if (columns === undefined) throw invalidModel(where, `Concat joins "${name}", which is no input column`);
    return columns;
  });
}

/** (x - offset) * scale in float32, as the runtime computes it. */
function scaler({ node, columns, where }: Step): readonly OnnxColumn[] {
  const offset = node.attributes.get('offset')?.numbers ?? new Float64Array(1);
  const scale = node.attributes.get('scale')?.numbers ?? new Float64Array(1).fill(1);
  const fits = (list: ArrayLike<number>): boolean => list.length === 1 || list.length === columns.length;
  if (!fits(offset) || !fits(scale))
    throw invalidModel(where, `Scaler has ${scale.length} factors for ${columns.length} columns`);
  return columns.map((column, c) => {
    const shift = offset[offset.length === 1 ? 0 : c]!;
    const factor = scale[scale.length === 1 ? 0 : c]!;
    return {
      source: column.source,
      value: (get) => Math.fround(Math.fround(Math.fround(column.value(get)) - shift) * factor),
      affine: column.affine && { slope: column.affine.slope * factor, offset: (column.affine.offset - shift) * factor },
    };
  });
}

function imputer({ node, columns }: Step): readonly OnnxColumn[] {
  const fill = node.attributes.get('imputed_value_floats')?.numbers ?? new Float64Array(1);
  const replaced = node.attributes.get('replaced_value_float')?.number ?? Number.NaN;
  return columns.map((column, c) => ({
    source: column.source,
    value: (get) => {
      const value = column.value(get);
      const isMissing = Number.isNaN(replaced) ? Number.isNaN(value) : value === replaced;
      return isMissing ? fill[fill.length === 1 ? 0 : c]! : value;
    },
    affine: null,
  }));
}

function extractor({ node, columns, graph, where }: Step): readonly OnnxColumn[] {
  const indices = graph.initializers.get(node.inputs[1] ?? '')?.numbers ?? new Float64Array(0);
  return Array.from(indices, (index) => {
    const column = columns[index < 0 ? index + columns.length : index];
    if (column === undefined) throw invalidModel(where, `${node.op} takes column ${index} of ${columns.length}`);
    return column;
  });
}

/** One column of 0 and 1 per category. Text categories become the categories of the input: data are then indices into them. */
function oneHot({ node, columns, features, where }: Step): readonly OnnxColumn[] {
  const texts = node.attributes.get('cats_strings')?.texts ?? [];
  const numbers = node.attributes.get('cats_int64s')?.numbers ?? new Float64Array(0);
  if (texts.length > 0) {
    for (const column of columns) nameCategories(features, column, texts, where);
  }
  const size = Math.max(texts.length, numbers.length);
  if (size * columns.length > MAX_FEATURES)
    throw invalidModel(where, `OneHotEncoder makes ${size * columns.length} columns`);
  return columns.flatMap((column) =>
    Array.from({ length: size }, (_, k): OnnxColumn => {
      const wanted = texts.length > 0 ? k : numbers[k]!;
      return {
        source: column.source,
        value: (get) => (Math.trunc(column.value(get)) === wanted ? 1 : 0),
        affine: null,
      };
    }),
  );
}

function nameCategories(features: Feature[], column: OnnxColumn, texts: readonly string[], where: string): void {
  const feature = features[column.source];
  const known = feature?.categories;
  if (feature === undefined || known === undefined)
    throw invalidModel(where, 'OneHotEncoder of texts does not stand on a text input');
  if (known.length > 0 && known.join('\n') !== texts.join('\n')) {
    throw invalidModel(where, `two encoders list different categories of "${feature.name}"`);
  }
  features[column.source] = { name: feature.name, categories: texts };
}

/** Divides a row by its norm: every column then depends on every input. */
function normalizer({ node, columns }: Step): readonly OnnxColumn[] {
  const norm = attributeText(node, 'norm', 'MAX');
  const measure = (values: readonly number[]): number => {
    if (norm === 'L1') return values.reduce((sum, value) => sum + Math.abs(value), 0);
    if (norm === 'L2') return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    return values.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  };
  return columns.map((column) => ({
    source: MIXED,
    value: (get) => {
      const size = measure(columns.map((other) => Math.fround(other.value(get))));
      const value = Math.fround(column.value(get));
      return size === 0 ? value : Math.fround(value / Math.fround(size));
    },
    affine: null,
  }));
}
