import { counted } from '../../../base/counted.js';
import {
  asObject,
  field,
  isList,
  type JsonObject,
  listField,
  numberField,
  optional,
  wholesField,
} from '../../decode/json-fields.js';
import { checkFields, knownFields } from '../../decode/known-fields.js';
import { checkOutputCount, invalidModel, MAX_FEATURES, MAX_VALUES } from '../../decode/limits.js';
import type { Feature, Matrix, Model } from '../../kinds/model.js';
import {
  ACTIVATIONS,
  type Activation,
  type ActivationName,
  activate,
  dense,
  type NetworkEncoder,
  type NetworkStep,
  network,
  networkModel,
} from '../../network/index.js';
import { readFeatures, readLink } from './header.js';
import { finite, finites } from './term-fields.js';

const NETWORK_FIELDS = knownFields(
  'kind featureNames categories numOutputs link curve inputs layers',
  'name description origin training',
);
const INPUT_FIELDS = {
  number: knownFields('shape mean scale missing flag'),
  indicators: knownFields('shape width places missing'),
  none: knownFields('shape'),
} as const;
const LAYER_FIELDS = knownFields('weights bias activation');
/** Most layers; a network of a table has few. */
const MAX_LAYERS = 256;

/** A dense network (`NeutralNetwork`). */
export function readNetwork(model: JsonObject, where: string): Model {
  checkFields(model, NETWORK_FIELDS, where);
  const features = readFeatures(model, where);
  const inputs = listField(model, 'inputs', where).map((input, j) => {
    const place = `${where}.inputs[${j}]`;
    if (features[j] === undefined)
      throw invalidModel(place, `is one more than the ${counted(features.length, 'input')}`);
    return readInput(asObject(input, place), features[j], place);
  });
  if (inputs.length !== features.length)
    throw invalidModel(
      `${where}.inputs`,
      `has ${counted(inputs.length, 'entry')} for ${counted(features.length, 'input')}`,
    );
  const width = inputs.reduce((sum, input) => sum + input.width, 0);
  if (width > MAX_FEATURES || width < 1) throw invalidModel(`${where}.inputs`, `make ${counted(width, 'column')}`);
  const steps = readLayers(model, width, where);
  const outputs = checkOutputCount(numberField(model, 'numOutputs', where), where);
  if (steps.at(-1)!.size !== outputs)
    throw invalidModel(where, `numOutputs is ${outputs}, the last layer has ${counted(steps.at(-1)!.size, 'unit')}`);
  const acceptsMissing = inputs.some((input) => input.takesMissing);
  return networkModel({
    format: 'neutral',
    features: features.map((feature, j) =>
      acceptsMissing && !inputs[j]!.takesMissing ? { ...feature, missing: 'refused' } : feature,
    ),
    link: readLink(model, where),
    acceptsMissing,
    encoder: encoderOf(inputs, width),
    network: network(width, steps),
  });
}

interface ReadInput {
  readonly width: number;
  readonly takesMissing: boolean;
  /** Slope of its first column in the input; null for a category. */
  readonly slope: number | null;
  /** Writes its columns, which are 0 before. */
  readonly put: (x: number, out: Float64Array, at: number) => void;
}

function readInput(input: JsonObject, feature: Feature, where: string): ReadInput {
  const shape = field(input, 'shape', where);
  if (shape !== 'number' && shape !== 'indicators' && shape !== 'none')
    throw invalidModel(where, `shape is ${JSON.stringify(shape)}, expected "number", "indicators" or "none"`);
  checkFields(input, INPUT_FIELDS[shape], where);
  if (shape === 'none') return { width: 0, takesMissing: true, slope: null, put: () => {} };
  if ((shape === 'indicators') !== (feature.categories !== undefined))
    throw invalidModel(
      where,
      `the shape "${shape}" does not fit "${feature.name}", whose values are ${feature.categories === undefined ? 'numbers' : 'categories'}`,
    );
  return shape === 'number' ? readNumber(input, where) : readIndicators(input, feature.categories!.length, where);
}

function readNumber(input: JsonObject, where: string): ReadInput {
  const [mean, scale] = [finite(input, 'mean', where), finite(input, 'scale', where)];
  if (scale === 0) throw invalidModel(`${where}.scale`, 'is 0');
  const takesMissing = optional(input, 'missing') !== undefined;
  const missing = takesMissing ? finite(input, 'missing', where) : Number.NaN;
  const flag = optional(input, 'flag') !== undefined;
  if (flag && (input.flag !== true || !takesMissing))
    throw invalidModel(`${where}.flag`, 'must be true, beside what enters for a missing value ("missing")');
  return {
    width: flag ? 2 : 1,
    takesMissing,
    // What enters for a missing value does not move with it.
    slope: 1 / scale,
    put(x, out, at) {
      const isMissing = Number.isNaN(x);
      out[at] = isMissing ? missing : (x - mean) / scale;
      if (flag && isMissing) out[at + 1] = 1;
    },
  };
}

function readIndicators(input: JsonObject, codes: number, where: string): ReadInput {
  const width = numberField(input, 'width', where);
  if (!Number.isInteger(width) || width < 1 || width > MAX_FEATURES)
    throw invalidModel(`${where}.width`, `is ${width}, expected a whole number from 1 to ${MAX_FEATURES}`);
  const places = wholesField(input, 'places', where, { min: -1, max: width - 1, length: codes });
  const missing = numberField(input, 'missing', where);
  if (!Number.isInteger(missing) || missing < -1 || missing >= width)
    throw invalidModel(`${where}.missing`, `is ${missing}, expected a whole number from -1 to ${width - 1}`);
  return {
    width,
    takesMissing: true,
    slope: null,
    put(code, out, at) {
      const place = Number.isNaN(code) ? missing : (places[code] ?? -1);
      if (place >= 0) out[at + place] = 1;
    },
  };
}

function encoderOf(inputs: readonly ReadInput[], width: number): NetworkEncoder {
  const sources = new Int32Array(width);
  const slopes: (ReadonlyMap<number, number> | null)[] = [];
  inputs.forEach((input, j) => {
    sources.fill(j, slopes.length, slopes.length + input.width);
    for (let c = 0; c < input.width; c++)
      // The column that says that a value is missing moves with nothing.
      slopes.push(input.slope === null ? null : new Map(c === 0 ? [[j, input.slope]] : []));
  });
  return {
    width,
    sources,
    slopes,
    encode(rows: Matrix): Matrix {
      const data = new Float64Array(rows.rows * width);
      for (let r = 0; r < rows.rows; r++) {
        let at = r * width;
        inputs.forEach((input, j) => {
          input.put(rows.data[r * rows.columns + j]!, data, at);
          at += input.width;
        });
      }
      return { data, rows: rows.rows, columns: width };
    },
  };
}

/** Steps of the layers, each checked against the one before. */
function readLayers(model: JsonObject, columns: number, where: string): NetworkStep[] {
  const layers = listField(model, 'layers', where);
  if (layers.length < 1 || layers.length > MAX_LAYERS)
    throw invalidModel(`${where}.layers`, `has ${counted(layers.length, 'layer')}, expected 1 to ${MAX_LAYERS}`);
  const steps: NetworkStep[] = [];
  let width = columns;
  let kept = 0;
  layers.forEach((value, l) => {
    const place = `${where}.layers[${l}]`;
    const layer = asObject(value, place);
    checkFields(layer, LAYER_FIELDS, place);
    const rows = listField(layer, 'weights', place);
    kept += rows.length * width;
    if (rows.length === 0 || kept > MAX_VALUES)
      throw invalidModel(`${place}.weights`, `has ${counted(rows.length, 'unit')} of ${counted(width, 'weight')}`);
    const weights = new Float64Array(rows.length * width);
    rows.forEach((row, u) => {
      if (!isList(row)) throw invalidModel(`${place}.weights[${u}]`, 'expected an array of numbers');
      weights.set(finites({ row }, 'row', `${place}.weights[${u}]`, width) as number[], u * width);
    });
    const bias = Float64Array.from(finites(layer, 'bias', place, rows.length));
    const name = `layer ${l}`;
    steps.push(dense({ name, input: steps.length, width, weights, bias }));
    width = rows.length;
    const activation = activationOf(layer, place);
    if (activation !== ACTIVATIONS.identity)
      steps.push(activate({ name, input: steps.length, size: width }, activation));
  });
  return steps;
}

function activationOf(layer: JsonObject, where: string): Activation {
  const name = field(layer, 'activation', where);
  if (typeof name === 'string' && Object.hasOwn(ACTIVATIONS, name)) return ACTIVATIONS[name as ActivationName];
  throw invalidModel(
    `${where}.activation`,
    `is ${JSON.stringify(name)}, expected one of ${Object.keys(ACTIVATIONS).join(', ')}`,
  );
}
