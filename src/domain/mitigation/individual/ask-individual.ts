import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import { type LearnColumn, scoreRows } from '../../../core/learn/index.js';
import {
  type Alike,
  alike,
  type CausalGraph,
  type Counterfactual,
  counterfactual,
  type UnlikePerson,
  type WrongLabels,
} from '../../../core/mitigation/index.js';
import type { Model } from '../../../core/models/index.js';
import type { ColumnReader, TableColumn } from '../../learning/ports/index.js';
import { type Manifestation, manifestationsOf, wrongLabelsOf } from './manifestations.js';

export interface IndividualRequest {
  readonly model: Model;
  /** The output whose score decides. */
  readonly output: number;
  readonly table: ColumnReader;
  readonly attribute: string;
  readonly from: string;
  readonly to: string;
  readonly graph: CausalGraph;
  /** A score from here on is a 1. */
  readonly cutoff: number;
  /** The column of what became true, 0 or 1. */
  readonly label?: string | undefined;
  /** The largest difference of scores that a distance of 1 allows between similar people. */
  readonly most?: number | undefined;
  readonly seed: string;
  readonly resamples?: number | undefined;
  readonly progress: (text: string) => void;
}

export interface IndividualAnswer {
  readonly data: { readonly digest: string; readonly rows: number; readonly unknown: number };
  /** Columns by which people are called similar: the inputs of the model, without the attribute. */
  readonly similarBy: readonly string[];
  readonly alike: Alike;
  readonly counterfactual: Counterfactual;
  /** Whether the model sees the attribute itself. */
  readonly seesAttribute: boolean;
  /** The four ways of unequal treatment, each with its measure. */
  readonly manifestations: readonly Manifestation[];
  /** How wrong the labels of the group would have to be for its true positive rate to be that of the other; null without labels. */
  readonly wrongLabels: WrongLabels | null;
}

/** How often progress is told while people are drawn. */
const TOLD_SAMPLES = 10;

/**
 * Whether a model decides alike about similar people, and what it would say of people of one group had they been of another.
 *
 * @throws TribuneError of the table; DATA_COLUMN_MISSING, DATA_VALUE_INVALID, INVALID_ARGUMENT
 */
export async function askIndividual(request: IndividualRequest): Promise<IndividualAnswer> {
  const { model, table, attribute, graph, cutoff, seed } = request;
  const inputs = model.features.map(({ name }) => name);
  const ofLabel = request.label === undefined ? [] : [request.label];
  const names = [...new Set([...inputs, attribute, ...ofLabel, ...Object.keys(graph), ...Object.values(graph).flat()])];
  const ofTexts = model.features.filter(({ categories }) => categories !== undefined).map(({ name }) => name);
  const read = await table.read({
    columns: (there) => {
      const missing = names.find((name) => !there.includes(name));
      if (missing !== undefined)
        throw new TribuneError('DATA_COLUMN_MISSING', `no column "${missing}" in ${table.name}`, {
          remedy: `${nearName(missing, there)}Columns: ${there.slice(0, 20).join(', ')}.`,
          place: { name: missing },
        });
      return names;
    },
    texts: [...new Set([...ofTexts, attribute])],
    progress: request.progress,
  });
  const known = rowsWith(read.columns, attribute);
  const columns = read.columns.map((column) => ({
    ...column,
    values: Float64Array.from(known, (row) => column.values[row]!),
  }));
  const score = scorer(model, request.output);
  const scores = score(read.columns, known);
  request.progress('looking for similar people');
  const own = columns.filter(({ name }) => inputs.includes(name) && name !== attribute);
  if (own.length === 0)
    throw new TribuneError('INVALID_ARGUMENT', `the model sees nothing but "${attribute}"`, {
      remedy: 'Nobody is similar by nothing: take a model with other inputs.',
    });
  const similar = alike(own, scores, { seed, ...(request.most === undefined ? {} : { most: request.most }) });
  request.progress(`asking what would be said of people with another "${attribute}"`);
  const { from, to } = request;
  const changed = counterfactual(columns, {
    ...{ attribute, from, to, graph, cutoff, seed },
    score: (people) => score(people, Array.from(people[0]!.values.keys())),
    progress: (done, of) => {
      if (done % Math.ceil(of / TOLD_SAMPLES) === 0) request.progress(`sample ${done} of ${of}`);
    },
    ...(request.resamples === undefined ? {} : { resamples: request.resamples }),
  });
  const { values, categories } = columns.find(({ name }) => name === attribute)!;
  const seesAttribute = inputs.includes(attribute);
  const asked = {
    ...{ attribute, from, to, cutoff, scores, seesAttribute, alike: similar, counterfactual: changed },
    values: Array.from(values, (code) => categories![code]!),
    labels: request.label === undefined ? null : labelsOf(columns, request.label, known),
  };
  return {
    data: { digest: read.digest, rows: read.rows, unknown: read.rows - known.length },
    similarBy: own.map(({ name }) => name),
    alike: { ...similar, worst: similar.worst.map((one) => inTable(one, known)) },
    counterfactual: changed,
    seesAttribute,
    manifestations: manifestationsOf(asked),
    wrongLabels: wrongLabelsOf(asked),
  };
}

/** What became true of people: 0 or 1, NaN where it is missing. */
function labelsOf(columns: readonly LearnColumn[], name: string, known: readonly number[]): Float64Array {
  const { values, categories } = columns.find((column) => column.name === name)!;
  const odd = values.findIndex((value) => !Number.isNaN(value) && value !== 0 && value !== 1);
  if (categories === undefined && odd < 0) return values;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    categories === undefined
      ? `row ${known[odd]}, column "${name}" holds ${values[odd]}`
      : `column "${name}" holds texts`,
    { remedy: 'Give 0 or 1 of everybody, and nothing where it is not known.', place: { name } },
  );
}

/** A person by the rows of the table in the place of those that were kept. */
const inTable = (one: UnlikePerson, known: readonly number[]): UnlikePerson => ({
  ...one,
  row: known[one.row]!,
  rows: one.rows.map((row) => known[row]!),
});

/** Rows in which the attribute is known. */
function rowsWith(columns: readonly TableColumn[], attribute: string): number[] {
  const { values } = columns.find(({ name }) => name === attribute)!;
  return Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
}

/** A code that stands for a category that the model has never seen. */
const NEVER_SEEN = -1;

/** Scores of some rows of columns by name, whose categories are put into the order of the model. */
function scorer(
  model: Model,
  output: number,
): (columns: readonly LearnColumn[], rows: readonly number[]) => Float64Array {
  return (columns, rows) => {
    const byName = new Map(columns.map((column) => [column.name, column]));
    const inputs = model.features.map(({ name, categories }): LearnColumn => {
      const { values, categories: texts } = byName.get(name)!;
      if (categories === undefined && texts === undefined) return { name, values };
      if (categories === undefined) return { name, values: numbersOf(name, values, texts!) };
      const codes = (texts ?? []).map((text) => categories.indexOf(text));
      return { name, values: values.map((code) => (Number.isNaN(code) ? Number.NaN : (codes[code] ?? NEVER_SEEN))) };
    });
    return scoreRows(model, inputs, rows, output);
  };
}

/** Numbers that were read as texts, as of an attribute that is written 0 and 1. */
function numbersOf(name: string, codes: Float64Array, texts: readonly string[]): Float64Array {
  const numbers = texts.map(Number);
  const odd = numbers.findIndex((value, i) => Number.isNaN(value) || texts[i]!.trim() === '');
  if (odd >= 0)
    throw new TribuneError(
      'DATA_VALUE_INVALID',
      `column "${name}" holds ${JSON.stringify(texts[odd]!.slice(0, 60))}, which is no number`,
      {
        remedy: 'The model wants numbers there: give the values that it was learned from.',
        place: { name },
      },
    );
  return codes.map((code) => (Number.isNaN(code) ? Number.NaN : numbers[code]!));
}
