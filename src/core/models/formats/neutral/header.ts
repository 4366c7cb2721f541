import { counted } from '../../../base/counted.js';
import { asTexts, field, isList, type JsonObject, objectField, optional } from '../../decode/json-fields.js';
import { checkFields, knownFields } from '../../decode/known-fields.js';
import { checkValueCount, invalidModel } from '../../decode/limits.js';
import type { Curve } from '../../kinds/curve.js';
import type { Link } from '../../kinds/link.js';
import type { Feature } from '../../kinds/model.js';
import { finites } from './term-fields.js';

const LINKS: ReadonlyMap<unknown, Link> = new Map(
  (['identity', 'logit', 'log', 'softmax', 'sigmoid-each', 'curve'] as const).map((link) => [link, link]),
);

export function readLink(model: JsonObject, where: string): Link {
  const link = LINKS.get(optional(model, 'link') ?? 'identity');
  if (link === undefined) throw invalidModel(where, `link is not one of ${[...LINKS.keys()].join(', ')}`);
  return link;
}

const CURVE_FIELDS = knownFields('x y');

/** The curve of the link `curve`; null for every other link, which has none. */
export function readCurve(model: JsonObject, where: string): Curve | null {
  const place = `${where}.curve`;
  if (optional(model, 'link') !== 'curve') {
    if (optional(model, 'curve') === undefined) return null;
    throw invalidModel(place, 'stands beside a link that is not "curve"');
  }
  const curve = objectField(model, 'curve', where);
  checkFields(curve, CURVE_FIELDS, place);
  const x = finites(curve, 'x', place);
  checkValueCount(x.length, place);
  if (x.length === 0) throw invalidModel(`${place}.x`, 'is empty');
  const y = finites(curve, 'y', place, x.length);
  for (let i = 0; i < x.length; i++) {
    if (i > 0 && !(x[i]! > x[i - 1]!)) throw invalidModel(`${place}.x`, 'is not in rising order');
    if (i > 0 && !(y[i]! >= y[i - 1]!)) throw invalidModel(`${place}.y`, 'falls');
    if (!(y[i]! >= 0 && y[i]! <= 1)) throw invalidModel(`${place}.y`, 'holds a number that is no chance, from 0 to 1');
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** The inputs by name, with the texts of their categories where the file has them. */
export function readFeatures(model: JsonObject, where: string): Feature[] {
  const names = asTexts(field(model, 'featureNames', where), `${where}.featureNames`);
  const categories = optional(model, 'categories');
  if (categories === undefined) return names.map((name) => ({ name }));
  if (!isList(categories)) throw invalidModel(`${where}.categories`, 'expected an array');
  if (categories.length !== names.length)
    throw invalidModel(
      `${where}.categories`,
      `has ${counted(categories.length, 'entry')} for ${counted(names.length, 'input')}`,
    );
  return names.map((name, j) => {
    const list = categories[j];
    if (list === null) return { name };
    const texts = asTexts(list, `${where}.categories[${j}]`);
    if (texts.length === 0 || new Set(texts).size !== texts.length)
      throw invalidModel(`${where}.categories[${j}]`, 'expected distinct texts, or null for an input of numbers');
    return { name, categories: texts };
  });
}
