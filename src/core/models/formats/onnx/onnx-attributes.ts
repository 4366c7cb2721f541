import type { OnnxNode } from './onnx-graph.js';
import { nameOf, unread } from './onnx-value.js';

const ML_DOMAIN = 'ai.onnx.ml';
const OWN_DOMAINS = new Set(['', 'ai.onnx', ML_DOMAIN]);

const TREE_NODES = [
  ...['nodes_treeids', 'nodes_nodeids', 'nodes_featureids', 'nodes_modes', 'nodes_truenodeids', 'nodes_falsenodeids'],
  // How often a node was reached does not change the score.
  ...['nodes_values', 'nodes_values_as_tensor', 'nodes_hitrates', 'nodes_hitrates_as_tensor'],
  ...['nodes_missing_value_tracks_true', 'post_transform', 'base_values', 'base_values_as_tensor'],
];
const leaves = (prefix: string): string[] =>
  ['treeids', 'nodeids', 'ids', 'weights', 'weights_as_tensor'].map((name) => `${prefix}_${name}`);

/**
 * Every operator that is read, with every attribute that is used or known to change no score. Any other attribute is refused by name,
 * because an attribute that is not read may change the model.
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  Abs: [],
  Add: [],
  ArgMax: ['axis', 'keepdims', 'select_last_index'],
  ArrayFeatureExtractor: [],
  Binarizer: ['threshold'],
  Cast: ['to', 'saturate'],
  Clip: ['min', 'max'],
  Concat: ['axis'],
  Div: [],
  Exp: [],
  FeatureVectorizer: ['inputdimensions'],
  Flatten: ['axis'],
  Gather: ['axis'],
  Identity: [],
  Imputer: ['imputed_value_floats', 'imputed_value_int64s', 'replaced_value_float', 'replaced_value_int64'],
  LabelEncoder: [
    ...['keys_strings', 'keys_int64s', 'keys_floats', 'values_int64s', 'values_floats'],
    ...['default_string', 'default_int64', 'default_float'],
  ],
  Less: [],
  LinearClassifier: [
    ...['coefficients', 'intercepts', 'post_transform', 'classlabels_ints', 'classlabels_strings'],
    // The runtime ignores this attribute.
    'multi_class',
  ],
  LinearRegressor: ['coefficients', 'intercepts', 'post_transform', 'targets'],
  Log: [],
  MatMul: [],
  Mul: [],
  Neg: [],
  Normalizer: ['norm'],
  Not: [],
  OneHotEncoder: ['cats_int64s', 'cats_strings', 'zeros'],
  Pow: [],
  Reciprocal: [],
  ReduceProd: ['axes', 'keepdims', 'noop_with_empty_axes'],
  ReduceSum: ['axes', 'keepdims', 'noop_with_empty_axes'],
  Reshape: ['allowzero'],
  Scaler: ['offset', 'scale'],
  Sigmoid: [],
  Softmax: ['axis'],
  Sqrt: [],
  Split: ['axis', 'split', 'num_outputs'],
  Sub: [],
  Sum: [],
  TreeEnsembleClassifier: [...TREE_NODES, ...leaves('class'), 'classlabels_int64s', 'classlabels_strings'],
  TreeEnsembleRegressor: [...TREE_NODES, ...leaves('target'), 'n_targets', 'aggregate_function'],
  ZipMap: ['classlabels_int64s', 'classlabels_strings'],
};

/** Throws when the node is not one of the known operators, or carries an attribute that no reader uses. */
export function checkNode(node: OnnxNode, where: string): void {
  const known = Object.hasOwn(KNOWN, node.op) && OWN_DOMAINS.has(node.domain) ? KNOWN[node.op] : undefined;
  if (known === undefined) {
    const domain = OWN_DOMAINS.has(node.domain) ? '' : ` of ${node.domain}`;
    throw unread(where, `the graph uses ${nameOf(node)}${domain}`);
  }
  checkAttributes(node, known, where);
}

/** Throws when the node carries an attribute that is not among these. */
export function checkAttributes(node: OnnxNode, known: readonly string[], where: string): void {
  if (!OWN_DOMAINS.has(node.domain)) throw unread(where, `the graph uses ${nameOf(node)} of ${node.domain}`);
  const other = Array.from(node.attributes.keys()).find((name) => !known.includes(name));
  if (other !== undefined) throw unread(where, `the graph uses ${nameOf(node)} with the attribute ${other}`);
}
