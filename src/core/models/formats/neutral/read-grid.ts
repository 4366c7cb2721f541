import {
  asObject,
  field,
  isList,
  type JsonObject,
  listField,
  optional,
  wholesField,
} from '../../decode/json-fields.js';
import { checkFields, knownFields } from '../../decode/known-fields.js';
import { checkValueCount, invalidModel } from '../../decode/limits.js';
import type { AdditiveTerm } from '../../kinds/additive-model.js';
import type { Feature } from '../../kinds/model.js';
import { cutsField, cutsUpTo, finites } from './term-fields.js';

const GRID_FIELDS = knownFields('features shape axes values');
const AXIS_FIELDS = {
  cuts: knownFields('cuts missing'),
  places: knownFields('places unseen missing'),
} as const;

interface Axis {
  readonly takesMissing: boolean;
  readonly placeOf: (x: number) => number;
}

/** A function of two inputs: a value for each place of the one and of the other. */
export function readGrid(
  term: JsonObject,
  features: readonly Feature[],
  where: string,
): { term: AdditiveTerm; refused: readonly number[] } {
  checkFields(term, GRID_FIELDS, where);
  const inputs = Array.from(wholesField(term, 'features', where, { min: 0, max: features.length - 1, length: 2 })) as [
    number,
    number,
  ];
  if (inputs[0] === inputs[1]) throw invalidModel(where, `is about input ${inputs[0]} twice`);
  const rows = listField(term, 'values', where);
  const width = rows.length > 0 && isList(rows[0]) ? rows[0].length : 0;
  if (width === 0) throw invalidModel(`${where}.values`, 'expected lists of numbers');
  const values = new Float64Array(checkValueCount(rows.length * width, where));
  rows.forEach((row, i) => {
    values.set(Array.from(finites({ row }, 'row', `${where}.values[${i}]`, width)), i * width);
  });
  const axes = listField(term, 'axes', where);
  if (axes.length !== 2) throw invalidModel(`${where}.axes`, 'expected two');
  const [first, second] = inputs.map((input, a) =>
    readAxis(asObject(axes[a], `${where}.axes[${a}]`), {
      input: features[input]!,
      places: a === 0 ? rows.length : width,
      where: `${where}.axes[${a}]`,
    }),
  ) as [Axis, Axis];
  return {
    term: {
      features: inputs,
      value: ([x, y]) => values[first.placeOf(x!) * width + second.placeOf(y!)]!,
    },
    refused: inputs.filter((_, a) => !(a === 0 ? first : second).takesMissing),
  };
}

function readAxis(axis: JsonObject, { input, places, where }: { input: Feature; places: number; where: string }): Axis {
  const isNumber = optional(axis, 'places') === undefined;
  if (isNumber !== (input.categories === undefined))
    throw invalidModel(where, `does not fit "${input.name}", whose values are ${isNumber ? 'categories' : 'numbers'}`);
  checkFields(axis, AXIS_FIELDS[isNumber ? 'cuts' : 'places'], where);
  const range = { min: 0, max: places - 1 };
  const one = (name: string): number =>
    wholesField({ [name]: [field(axis, name, where)] }, name, where, { ...range, length: 1 })[0]!;
  const takesMissing = optional(axis, 'missing') !== undefined;
  const missing = takesMissing ? one('missing') : 0;
  const known = isNumber ? numberAxis(axis, places, where) : categoryAxis(axis, { input, range, where, one });
  return { takesMissing, placeOf: (x) => (Number.isNaN(x) ? missing : known(x)) };
}

function numberAxis(axis: JsonObject, places: number, where: string): (x: number) => number {
  const cuts = cutsField(axis, where);
  if (cuts.length >= places)
    throw invalidModel(`${where}.cuts`, `part ${cuts.length + 1} places, values has ${places}`);
  return (x) => cutsUpTo(cuts, x);
}

function categoryAxis(
  axis: JsonObject,
  parts: { input: Feature; range: { min: number; max: number }; where: string; one: (name: string) => number },
): (code: number) => number {
  const { input, range, where, one } = parts;
  const places = wholesField(axis, 'places', where, { ...range, length: input.categories!.length });
  const unseen = one('unseen');
  return (code) => (code < 0 ? unseen : places[code]!);
}
