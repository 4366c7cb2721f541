import { TribuneError } from '../../../base/errors.js';
import { invalidModel } from '../../decode/limits.js';
import type { Model } from '../../kinds/model.js';
import { checkNode } from './onnx-attributes.js';
import { nodesBehind, scoreOutput } from './onnx-behind.js';
import { inputColumns, runColumnStep } from './onnx-columns.js';
import { type OnnxGraph, type OnnxNode, parseOnnx } from './onnx-graph.js';
import { onnxModel } from './onnx-model.js';
import { bendsAsNetwork, onnxNetwork } from './onnx-network.js';
import { PREDICTORS, predict, scoresAt } from './onnx-predictor.js';
import { constantRoot, projections } from './onnx-projection.js';
import { runScoreStep } from './onnx-scores.js';
import { attributeNumbers } from './onnx-trees.js';
import { nameOf, type OnnxValue, type OpenFeature, type Step, UNREAD, unread, unreadNode } from './onnx-value.js';

/**
 * An ONNX graph as scikit-learn's exporters write it: columns (Cast, Concat, Scaler, OneHotEncoder, ...), then one tree ensemble or linear
 * predictor, then its link; or a network of layers (`onnxNetwork`). Every node that the published score depends on is read, or the graph is refused with the name of the node,
 * because half a graph is another model.
 */
export function readOnnx(bytes: Uint8Array, where: string): Model {
  const graph = parseOnnx(bytes, where);
  const output = scoreOutput(graph, where);
  const nodes = nodesBehind(graph, output.name);
  try {
    return readPipeline(graph, { nodes, output }, where);
  } catch (cause) {
    if (!(cause instanceof TribuneError) || !cause.message.endsWith(UNREAD) || !bendsAsNetwork(nodes)) throw cause;
    return onnxNetwork(graph, { nodes, output: output.name }, where);
  }
}

/** Columns, a predictor and its link: exact values of trees and linear models are known for these. */
function readPipeline(
  graph: OnnxGraph,
  { nodes, output }: { readonly nodes: readonly OnnxNode[]; readonly output: OnnxGraph['outputs'][number] },
  where: string,
): Model {
  for (const node of nodes) checkNode(node, where);
  const predictors = nodes.filter((node) => PREDICTORS.has(node.op));
  const { features, values } = inputColumns(graph, (name) => openWidth(nodes, graph, name, where), where);
  for (const [name, tensor] of graph.initializers) values.set(name, { kind: 'constant', tensor });
  const before = projections(nodes, (op) => PREDICTORS.has(op));
  for (const node of nodes) {
    const step = { node, where, inputs: inputsOf(node, values, where) };
    runNode(step, { features, values, isPredictor: PREDICTORS.has(node.op) && !before.has(node) });
  }
  const scores = values.get(output.name);
  if (scores?.kind !== 'scores') {
    const found = predictors.length === 0 ? 'no tree ensemble or linear predictor' : 'something else than its score';
    throw unread(where, `the output "${output.name}" of the graph is ${found}`);
  }
  return onnxModel(scores, features, where);
}

function inputsOf(node: OnnxNode, values: ReadonlyMap<string, OnnxValue>, where: string): Step['inputs'] {
  return node.inputs.map((name) => {
    const value = values.get(name);
    if (value === undefined && name !== '')
      throw unread(where, `the graph uses ${nameOf(node)} on "${name}", which is no input, constant or score`);
    return value;
  });
}

/** Runs one node over the known values of its inputs and stores its outputs. */
function runNode(
  step: Step,
  at: { readonly features: OpenFeature[]; readonly values: Map<string, OnnxValue>; readonly isPredictor: boolean },
): void {
  const { node, where } = step;
  const { features, values, isPredictor } = at;
  const put = (name: string | undefined, value: OnnxValue): void => {
    if (name === undefined || name === '') return;
    if (values.has(name)) throw invalidModel(where, `two nodes make "${name}"`);
    values.set(name, value);
  };
  if (step.inputs.some((value) => value?.kind === 'scores')) {
    const made = PREDICTORS.has(node.op) ? null : runScoreStep(step);
    if (made === null) throw unreadNode(step, 'behind a predictor');
    put(node.outputs[0], made);
  } else if (isPredictor) {
    put(node.outputs[scoresAt(node)], predict(step));
  } else {
    const columns = step.inputs.find((value) => value?.kind === 'columns');
    const root = columns === undefined ? constantRoot(step) : null;
    if (root !== null) {
      put(node.outputs[0], { kind: 'constant', tensor: root });
      return;
    }
    const made = columns?.kind === 'columns' ? runColumnStep({ ...step, columns, features }) : null;
    if (made === null) throw unreadNode(step, columns === undefined ? 'on constants' : 'before the predictor');
    made.forEach((each, i) => {
      put(node.outputs[i], each);
    });
  }
}

/** Width of an input that the file leaves open: as many columns as the first node that reads it has numbers for. */
function openWidth(nodes: readonly OnnxNode[], graph: OnnxGraph, name: string, where: string): number {
  const [first] = nodes.filter((node) => node.inputs.includes(name));
  const width = first === undefined ? undefined : widthFrom(first, graph);
  if (width === undefined || !Number.isInteger(width) || width < 1)
    throw unread(where, `the input "${name}" of the graph has an open number of columns`);
  return width;
}

function widthFrom(node: OnnxNode, graph: OnnxGraph): number | undefined {
  if (node.op.startsWith('TreeEnsemble'))
    return attributeNumbers(node, 'nodes_featureids').reduce((top, feature) => Math.max(top, feature + 1), 1);
  if (node.op.startsWith('Linear'))
    return attributeNumbers(node, 'coefficients').length / Math.max(1, attributeNumbers(node, 'intercepts').length);
  if (node.op === 'MatMul') return graph.initializers.get(node.inputs[1] ?? '')?.shape[0];
  return node.attributes.get(node.op === 'Imputer' ? 'imputed_value_floats' : 'offset')?.numbers.length;
}
