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
import { readGrid } from './read-grid.js';
import { cutsField, cutsUpTo, finite, finites } from './term-fields.js';

const ADDITIVE_FIELDS = knownFields(
  'kind featureNames categories numOutputs link curve intercept terms',
  'name description origin training',
);
const TERM_FIELDS = {
  line: knownFields('feature shape missing slope'),
  steps: knownFields('feature shape missing cuts values'),
  categories: knownFields('feature shape missing values unseen'),
} as const;

interface ReadTerm {
  readonly term: AdditiveTerm;
  /** Inputs of which it has no rule for a missing value. */
  readonly refused: readonly number[];
}

/** A sum of functions of one input each (lines, steps between cuts, a value per category) or of two (`NeutralAdditive`). */
export function readAdditive(model: JsonObject, where: string): Model {
  checkFields(model, ADDITIVE_FIELDS, where);
  if (optional(model, 'numOutputs') !== undefined && numberField(model, 'numOutputs', where) !== 1)
    throw invalidModel(where, `numOutputs is ${model.numOutputs}; an additive model of this format has one`);
  const features = readFeatures(model, where);
  const terms = listField(model, 'terms', where).map((term, t) =>
    readTerm(asObject(term, `${where}.terms[${t}]`), features, `${where}.terms[${t}]`),
  );
  const refused = new Set(terms.flatMap((term) => term.refused));
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
    terms: terms.map(({ term }) => term),
  });
}

function readTerm(term: JsonObject, features: readonly Feature[], where: string): ReadTerm {
  const shape = field(term, 'shape', where);
  if (shape === 'grid') return readGrid(term, features, where);
  const feature = numberField(term, 'feature', where);
  const input = features[feature];
  if (input === undefined) throw invalidModel(where, `is about input ${feature} of ${features.length}`);
  if (shape !== 'line' && shape !== 'steps' && shape !== 'categories')
    throw invalidModel(where, `shape is ${JSON.stringify(shape)}, expected "line", "steps", "categories" or "grid"`);
  checkFields(term, TERM_FIELDS[shape], where);
  if ((shape === 'categories') !== (input.categories !== undefined))
    throw invalidModel(
      where,
      `the shape "${shape}" does not fit "${input.name}", whose values are ${input.categories === undefined ? 'numbers' : 'categories'}`,
    );
  const takesMissing = optional(term, 'missing') !== undefined;
  const missing = takesMissing ? finite(term, 'missing', where) : Number.NaN;
  const value = READERS[shape](term, input, where);
  return {
    term: { features: [feature], value: ([x]) => (Number.isNaN(x!) ? missing : value(x!)) },
    refused: takesMissing ? [] : [feature],
  };
}

type ShapeReader = (term: JsonObject, input: Feature, where: string) => (x: number) => number;

const READERS: Readonly<Record<keyof typeof TERM_FIELDS, ShapeReader>> = {
  line(term, _, where) {
    const slope = finite(term, 'slope', where);
    return (x) => slope * x;
  },
  steps(term, _, where) {
    const cuts = cutsField(term, where);
    const values = finites(term, 'values', where, cuts.length + 1);
    return (x) => values[cutsUpTo(cuts, x)]!;
  },
  categories(term, input, where) {
    const values = finites(term, 'values', where, input.categories!.length);
    const unseen = finite(term, 'unseen', where);
    return (code) => (code < 0 ? unseen : values[code]!);
  },
};
