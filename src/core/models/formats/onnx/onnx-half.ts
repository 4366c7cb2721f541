import { HALF, type OnnxGraph, type OnnxNode } from './onnx-graph.js';

/** Number of TensorProto.DataType for numbers of 32 bits. */
const SINGLE = 1;

/**
 * A network of 16-bit weights as onnxruntime computes it on a processor: it widens the weights to 32 bits, computes in these, and leaves out the
 * conversions to 16 bits and back in between. Inputs and outputs of 16 bits stay as they are, and are refused: those it rounds.
 */
export function widened(graph: OnnxGraph): OnnxGraph {
  const tensors = [...graph.initializers];
  if (!tensors.some(([, { isHalf }]) => isHalf)) return graph;
  return {
    ...graph,
    initializers: new Map(
      tensors.map(([name, tensor]) => {
        const { isHalf, ...rest } = tensor;
        return [name, isHalf ? { ...rest, type: 'float' as const } : tensor];
      }),
    ),
  };
}

/** A conversion to 16 bits as one to 32. */
export function widenedCast(node: OnnxNode): OnnxNode {
  const to = node.op === 'Cast' ? node.attributes.get('to') : undefined;
  if (to?.number !== HALF) return node;
  return { ...node, attributes: new Map([...node.attributes, ['to', { ...to, number: SINGLE }]]) };
}
