import { counted } from '../../../base/counted.js';
import { asTexts, field, isList, type JsonObject, optional } from '../../decode/json-fields.js';
import { invalidModel } from '../../decode/limits.js';
import type { Link } from '../../kinds/link.js';
import type { Feature } from '../../kinds/model.js';

const LINKS: ReadonlyMap<unknown, Link> = new Map(
  (['identity', 'logit', 'log', 'softmax', 'sigmoid-each'] as const).map((link) => [link, link]),
);

export function readLink(model: JsonObject, where: string): Link {
  const link = LINKS.get(optional(model, 'link') ?? 'identity');
  if (link === undefined) throw invalidModel(where, `link is not one of ${[...LINKS.keys()].join(', ')}`);
  return link;
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
