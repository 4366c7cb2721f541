import type { NetworkInput, NetworkLayer, NeutralNetwork } from '../../models/index.js';
import type { Dataset } from '../base/index.js';
import type { Encoded, Encoding } from '../linear/index.js';
import type { Layers } from './layers.js';

/** Coefficient places of an input, in the order in which its columns stand in the document. */
function placesOf(input: Encoded): number[] {
  if (input.kind === 'none') return [];
  if (input.kind === 'number') return input.missing === null ? [input.place] : [input.place, input.missing];
  return [...new Set([...input.places, input.missing])].filter((place) => place >= 0).sort((a, b) => a - b);
}

function inputOf(input: Encoded): NetworkInput {
  const places = placesOf(input);
  if (places.length === 0) return { shape: 'none' };
  if (input.kind === 'number') {
    const { mean, scale, missing } = input;
    return { shape: 'number', mean, scale, ...(missing === null ? {} : { missing: 0, flag: true }) };
  }
  const { places: ofCodes, missing } = input as Encoded & { kind: 'categories' };
  const at = (place: number): number => places.indexOf(place);
  return { shape: 'indicators', width: places.length, places: Array.from(ofCodes, at), missing: at(missing) };
}

/**
 * A network on raw values.
 *
 * @param output what the score is multiplied by and then moved by: a target of numbers is learned on a scale of its own
 */
export function networkDocument(
  data: Dataset,
  encoding: Encoding,
  layers: Layers,
  output: { readonly scale: number; readonly mean: number },
): NeutralNetwork {
  const order = encoding.inputs.flatMap(placesOf);
  const last = layers.weights.length - 1;
  const written = layers.weights.map((weights, l): NetworkLayer => {
    const units = layers.sizes[l + 1]!;
    const from = l === 0 ? order : Array.from({ length: layers.sizes[l]! }, (_, i) => i);
    const [scale, mean] = l === last ? [output.scale, output.mean] : [1, 0];
    return {
      weights: Array.from({ length: units }, (_, u) => from.map((i) => scale * weights[i * units + u]!)),
      bias: Array.from(layers.biases[l]!, (bias) => scale * bias + mean),
      activation: l === last ? 'identity' : 'relu',
    };
  });
  return {
    kind: 'network',
    featureNames: data.columns.map(({ name }) => name),
    categories: data.columns.map(({ categories }) => categories ?? null),
    numOutputs: 1,
    link: data.task === 'binary' ? 'logit' : 'identity',
    inputs: encoding.inputs.map(inputOf),
    layers: written,
  };
}
