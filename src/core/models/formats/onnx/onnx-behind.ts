import { invalidModel } from '../../decode/limits.js';
import type { OnnxGraph, OnnxNode, OnnxOutput } from './onnx-graph.js';
import { unread } from './onnx-value.js';

const SCORE_TYPES: ReadonlySet<OnnxOutput['type']> = new Set(['float', 'double', 'maps']);

/**
 * The output that holds scores. A classifier publishes labels beside it; of a raw score and a probability made of it, the probability is
 * taken.
 */
export function scoreOutput(graph: OnnxGraph, where: string): OnnxOutput {
  const told = graph.outputs.filter(({ type }) => SCORE_TYPES.has(type));
  const found = told.length > 0 ? told : graph.outputs.filter(({ type }) => type === 'unknown').slice(0, 1);
  const last = found.find(({ name }) => {
    const behind = new Set(nodesBehind(graph, name).flatMap((node) => node.outputs));
    return found.every((other) => other.name === name || behind.has(other.name));
  });
  if (last !== undefined) return last;
  const names = graph.outputs.map(({ name, type }) => `"${name}" (${type})`).join(', ');
  if (found.length > 0) throw unread(where, `the graph publishes several scores (${names})`);
  throw invalidModel(
    where,
    `the graph publishes no score${names === '' ? '' : `, only ${names}`}`,
    'Export the model with its probabilities or its decision function.',
  );
}

/** The nodes that an output depends on, in the order of the file, which is the order in which they run. */
export function nodesBehind(graph: OnnxGraph, output: string): readonly OnnxNode[] {
  const wanted = new Set([output]);
  const needed = new Set<OnnxNode>();
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => name !== '' && wanted.has(name))) continue;
    needed.add(node);
    for (const name of node.inputs) wanted.add(name);
  }
  return graph.nodes.filter((node) => needed.has(node));
}
