import type { TribuneError } from '../errors.js';
import { additiveModel } from './additive-model.js';
import { blackBoxModel } from './black-box.js';
import { invalidModel } from './limits.js';
import { linearModel } from './linear-model.js';
import { applyLink, type Link } from './link.js';
import type { Feature, Matrix, Model } from './model.js';
import { inputColumns, MIXED, type OnnxColumn, runColumnStep } from './onnx-columns.js';
import { type OnnxGraph, type OnnxNode, parseOnnx } from './onnx-graph.js';
import { attributeNumbers, attributeText, onnxEnsemble } from './onnx-trees.js';
import { treeModel } from './tree-model.js';

const PREDICTORS = new Set(['TreeEnsembleRegressor', 'TreeEnsembleClassifier', 'LinearRegressor', 'LinearClassifier']);

/**
 * An ONNX graph as scikit-learn's exporters write it: columns (Cast, Concat, Scaler, OneHotEncoder, Imputer, Normalizer, ...),
 * then one tree ensemble or linear predictor, then its link. Other graphs are refused here with the name of the operator.
 */
export function readOnnx(bytes: Uint8Array, where: string): Model {
  const graph = parseOnnx(bytes, where);
  const position = graph.nodes.findIndex((node) => PREDICTORS.has(node.op));
  if (position < 0)
    throw unsupported(
      where,
      graph.nodes.map((node) => node.op),
    );
  const predictor = graph.nodes[position]!;
  const { features, tensors } = inputColumns(graph, (name) => openWidth(graph, predictor, name, where), where);
  for (const node of graph.nodes.slice(0, position)) {
    if (!runColumnStep(node, { graph, tensors, features, where })) throw unsupported(where, [node.op]);
  }
  const columns = tensors.get(predictor.inputs[0] ?? '');
  if (columns === undefined)
    throw invalidModel(where, `${predictor.op} reads "${predictor.inputs[0]}", which no node makes`);
  const link = readLink(predictor, graph.nodes.slice(position + 1), where);
  return predictor.op.startsWith('Tree')
    ? readTrees(predictor, { columns, features, link, where })
    : readLinear(predictor, { columns, features, link, where });
}

function unsupported(where: string, operators: readonly string[]): TribuneError {
  const names = [...new Set(operators)].slice(0, 5).join(', ');
  return invalidModel(
    where,
    `the graph uses ${names || 'no operator'}, which is not read natively`,
    'Use a tree ensemble or linear model, or serve this model and explain it over HTTP.',
  );
}

/** Columns of an input whose width the file leaves open: as many as the predictor tests. */
function openWidth(graph: OnnxGraph, predictor: OnnxNode, name: string, where: string): number {
  if (predictor.inputs[0] !== name) {
    const scaler = graph.nodes.find((node) => node.inputs[0] === name)?.attributes.get('offset')?.numbers.length;
    if (scaler === undefined)
      throw invalidModel(where, `input "${name}" has an open number of columns`, 'Export it with a fixed shape.');
    return scaler;
  }
  if (predictor.op.startsWith('Tree')) {
    return attributeNumbers(predictor, 'nodes_featureids').reduce((top, feature) => Math.max(top, feature + 1), 1);
  }
  return (
    attributeNumbers(predictor, 'coefficients').length / Math.max(1, attributeNumbers(predictor, 'intercepts').length)
  );
}

const POST: ReadonlyMap<string, Link> = new Map([
  ['NONE', 'identity'],
  ['LOGISTIC', 'logit'],
  ['SOFTMAX', 'softmax'],
]);
const AFTER: ReadonlyMap<string, Link> = new Map([
  ['Sigmoid', 'logit'],
  ['Softmax', 'softmax'],
  ['Exp', 'log'],
]);

/** The link is the predictor's own transform, or the Sigmoid, Softmax or Exp behind it; a Normalizer behind LOGISTIC is one-vs-rest. */
function readLink(predictor: OnnxNode, after: readonly OnnxNode[], where: string): Link {
  const post = attributeText(predictor, 'post_transform', 'NONE');
  const own = POST.get(post);
  if (own === undefined) throw invalidModel(where, `the post_transform ${post} is not supported`);
  const next = after.map((node) => AFTER.get(node.op)).find((link) => link !== undefined);
  const normalised = after.some((node) => node.op === 'Normalizer');
  if (own === 'identity') return next ?? 'identity';
  return own === 'logit' && normalised ? 'ovr' : own;
}

interface Context {
  readonly columns: readonly OnnxColumn[];
  readonly features: readonly Feature[];
  readonly link: Link;
  readonly where: string;
}

const isPlain = ({ columns, features }: Context): boolean =>
  columns.length === features.length &&
  columns.every((column, c) => column.source === c && column.affine?.slope === 1 && column.affine.offset === 0);

function readTrees(predictor: OnnxNode, context: Context): Model {
  const { columns, features, where } = context;
  const ensemble = onnxEnsemble(predictor, columns.length, where);
  const link = ensemble.numOutputs === 1 && context.link === 'ovr' ? 'logit' : context.link;
  if (ensemble.numOutputs === 1 && link === 'softmax')
    throw invalidModel(where, 'SOFTMAX over one score is not supported');
  if (isPlain(context)) return treeModel(ensemble, { format: 'onnx', features, link, acceptsMissing: true });
  if (columns.some((column) => column.source === MIXED)) {
    const inner = treeModel(ensemble, {
      format: 'onnx',
      features: columns.map((_, c) => ({ name: `column ${c}` })),
      link,
      acceptsMissing: true,
    });
    return behindColumns(inner, context);
  }
  return treeModel(ensemble, {
    format: 'onnx',
    features,
    link,
    acceptsMissing: features.every((feature) => feature.categories === undefined),
    columns: {
      featureOf: Int32Array.from(columns, (column) => column.source),
      value: (column, input) => columns[column]!.value(() => input),
    },
  });
}

/** A model over columns that mix inputs is a black box over the inputs: only its predictions are exact. */
function behindColumns(inner: Model, { columns, features, link }: Context): Model {
  return blackBoxModel({
    format: 'onnx',
    features,
    link,
    numOutputs: inner.numOutputs,
    acceptsMissing: inner.acceptsMissing,
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

function readLinear(predictor: OnnxNode, context: Context): Model {
  const { columns, features, where } = context;
  const all = attributeNumbers(predictor, 'coefficients');
  const given = attributeNumbers(predictor, 'intercepts');
  const outputs = all.length / columns.length;
  if (!Number.isInteger(outputs) || outputs < 1)
    throw invalidModel(where, `${all.length} coefficients for ${columns.length} columns`);
  // A binary classifier carries one row per class, the first the negative of the second: the second is the score.
  const binary = predictor.op === 'LinearClassifier' && outputs === 2 && context.link !== 'softmax';
  const kept = binary ? [1] : Array.from({ length: outputs }, (_, k) => k);
  const link = kept.length === 1 && context.link === 'ovr' ? 'logit' : context.link;
  const rows = kept.map((k) => all.slice(k * columns.length, (k + 1) * columns.length));
  const intercept = kept.map((k) => given[k] ?? 0);
  if (columns.every((column) => column.affine !== null)) {
    return linearModel({ format: 'onnx', features, link, ...foldAffine(rows, intercept, columns, features.length) });
  }
  if (columns.some((column) => column.source === MIXED)) {
    const names = columns.map((_, c) => ({ name: `column ${c}` }));
    return behindColumns(linearModel({ format: 'onnx', features: names, link, coefficients: rows, intercept }), {
      ...context,
      link,
    });
  }
  return additiveModel({
    format: 'onnx',
    features,
    link,
    numOutputs: rows.length,
    intercept,
    acceptsMissing: false,
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

function foldAffine(
  rows: readonly ArrayLike<number>[],
  intercept: readonly number[],
  columns: readonly OnnxColumn[],
  width: number,
) {
  const coefficients = rows.map((row) => {
    const folded = new Float64Array(width);
    columns.forEach((column, c) => {
      folded[column.source]! += row[c]! * column.affine!.slope;
    });
    return folded;
  });
  const shift = rows.map((row, k) =>
    columns.reduce((sum, column, c) => sum + row[c]! * column.affine!.offset, intercept[k]!),
  );
  return { coefficients, intercept: shift };
}
