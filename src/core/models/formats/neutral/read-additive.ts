import { counted } from '../../../base/counted.js';
import {
  asObject,
  field,
  type JsonObject,
  listField,
  numberField,
  numbersField,
  optional,
} from '../../decode/json-fields.js';
import { checkFields, knownFields } from '../../decode/known-fields.js';
import { invalidModel } from '../../decode/limits.js';
import { type AdditiveTerm, additiveModel } from '../../kinds/additive-model.js';
import type { Feature, Model } from '../../kinds/model.js';
import { readFeatures, readLink } from './header.js';

const ADDITIVE_FIELDS = knownFields(
  'kind featureNames categories numOutputs link intercept terms',
  'name description origin training',
);
const TERM_FIELDS = {
  line: knownFields('feature shape missing slope'),
  steps: knownFields('feature shape missing cuts values'),
  categories: knownFields('feature shape missing values unseen'),
} as const;

interface ReadTerm {
  readonly feature: number;
  readonly takesMissing: boolean;
  readonly value: (x: number) => number;
}

/** A sum of functions of one input each: lines, steps between cuts, and a value per category (`NeutralAdditive`). */
export function readAdditive(model: JsonObject, where: string): Model {
  checkFields(model, ADDITIVE_FIELDS, where);
  if (optional(model, 'numOutputs') !== undefined && numberField(model, 'numOutputs', where) !== 1)
    throw invalidModel(where, `numOutputs is ${model.numOutputs}; an additive model of this format has one`);
  const features = readFeatures(model, where);
  const terms = listField(model, 'terms', where).map((term, t) =>
    readTerm(asObject(term, `${where}.terms[${t}]`), features, `${where}.terms[${t}]`),
  );
  const refused = new Set(terms.filter((term) => !term.takesMissing).map((term) => term.feature));
  const acceptsMissing = refused.size < features.length;
  return additiveModel({
    format: 'neutral',
    features: features.map((feature, j) =>
      acceptsMissing && refused.has(j) ? { ...feature, missing: 'refused' } : feature,
    ),
    link: readLink(model, where),
    numOutputs: 1,
    intercept: numbersField(model, 'intercept', where, 1),
    acceptsMissing,
    terms: terms.map(({ feature, value }): AdditiveTerm => ({ features: [feature], value: ([x]) => value(x!) })),
  });
}

function readTerm(term: JsonObject, features: readonly Feature[], where: string): ReadTerm {
  const feature = numberField(term, 'feature', where);
  const input = features[feature];
  if (input === undefined) throw invalidModel(where, `is about input ${feature} of ${features.length}`);
  const shape = field(term, 'shape', where);
  if (shape !== 'line' && shape !== 'steps' && shape !== 'categories')
    throw invalidModel(where, `shape is ${JSON.stringify(shape)}, expected "line", "steps" or "categories"`);
  checkFields(term, TERM_FIELDS[shape], where);
  if ((shape === 'categories') !== (input.categories !== undefined))
    throw invalidModel(
      where,
      `the shape "${shape}" does not fit "${input.name}", whose values are ${input.categories === undefined ? 'numbers' : 'categories'}`,
    );
  const takesMissing = optional(term, 'missing') !== undefined;
  const missing = takesMissing ? finite(term, 'missing', where) : Number.NaN;
  const value = READERS[shape](term, input, where);
  return { feature, takesMissing, value: (x) => (Number.isNaN(x) ? missing : value(x)) };
}

type ShapeReader = (term: JsonObject, input: Feature, where: string) => (x: number) => number;

const READERS: Readonly<Record<keyof typeof TERM_FIELDS, ShapeReader>> = {
  line(term, _, where) {
    const slope = finite(term, 'slope', where);
    return (x) => slope * x;
  },
  steps(term, _, where) {
    const cuts = finites(term, 'cuts', where);
    const values = finites(term, 'values', where, cuts.length + 1);
    for (let i = 1; i < cuts.length; i++)
      if (!(cuts[i]! > cuts[i - 1]!)) throw invalidModel(`${where}.cuts`, 'are not in rising order');
    return (x) => values[cutsUpTo(cuts, x)]!;
  },
  categories(term, input, where) {
    const values = finites(term, 'values', where, input.categories!.length);
    const unseen = finite(term, 'unseen', where);
    return (code) => (code < 0 ? unseen : values[code]!);
  },
};

/** Number of cuts that are at most x. */
function cutsUpTo(cuts: ArrayLike<number>, x: number): number {
  let low = 0;
  for (let high = cuts.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function finite(term: JsonObject, name: string, where: string): number {
  const value = numberField(term, name, where);
  if (!Number.isFinite(value)) throw invalidModel(`${where}.${name}`, 'is not a finite number');
  return value;
}

function finites(term: JsonObject, name: string, where: string, length?: number): ArrayLike<number> {
  const values = numbersField(term, name, where, length);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw invalidModel(`${where}.${name}`, `number ${i} of ${counted(values.length, 'number')} is not finite`);
  return values;
}
