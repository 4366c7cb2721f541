import { asNumbers, asObject, type JsonObject, listField, numbersField, optional } from './json-fields.js';
import { invalidModel, MAX_CATEGORY } from './limits.js';
import type { Feature } from './model.js';

/**
 * Categories of a model that was trained on a data frame (`cats` of the trees, XGBoost 3.1 and later), by feature: as texts where the
 * frame held texts, as the numbers written out where it held numbers. The trees test their positions in this list.
 */
export function namedCategories(model: JsonObject, features: readonly Feature[], where: string): readonly Feature[] {
  const cats = optional(model, 'cats');
  if (cats === undefined) return features;
  const place = `${where}.cats`;
  const lists =
    optional(asObject(cats, place), 'enc') === undefined ? [] : listField(asObject(cats, place), 'enc', place);
  if (lists.length === 0) return features;
  if (lists.length !== features.length) {
    throw invalidModel(place, `names the categories of ${lists.length} features, the model has ${features.length}`);
  }
  return features.map(({ name }, j) => {
    const categories = categoriesOf(asObject(lists[j], `${place}.enc[${j}]`), `${place}.enc[${j}]`);
    return categories.length === 0 ? { name } : { name, categories };
  });
}

/**
 * Texts stand one after another as bytes, with the offset of each; numbers as they are. XGBoost up to 3.2 counts the offsets of names
 * outside ASCII in characters and cuts the bytes off: such a list cannot be read back, and its feature keeps its codes (none here).
 */
function categoriesOf(list: JsonObject, where: string): string[] {
  const values = asNumbers(optional(list, 'values') ?? [], `${where}.values`);
  if (optional(list, 'offsets') === undefined) return checked(Array.from(values, String), where);
  const offsets = numbersField(list, 'offsets', where);
  const bytes = Array.from(values);
  if (!bytes.every((byte) => byte >= 0 && byte < ASCII_END)) return [];
  const text = new TextDecoder().decode(Uint8Array.from(bytes));
  const names = Array.from({ length: Math.max(0, offsets.length - 1) }, (_, i) => {
    const [from, to] = [offsets[i]!, offsets[i + 1]!];
    if (!(from >= 0 && to >= from && to <= text.length))
      throw invalidModel(where, `category ${i} lies outside the list`);
    return text.slice(from, to);
  });
  return checked(names, where);
}

const ASCII_END = 128;

function checked(categories: string[], where: string): string[] {
  if (categories.length >= MAX_CATEGORY) throw invalidModel(where, `has ${categories.length} categories`);
  if (new Set(categories).size !== categories.length) throw invalidModel(where, 'names a category twice');
  return categories;
}
