import { counted } from '../../../base/counted.js';
import {
  asNumbers,
  asObject,
  type JsonObject,
  listField,
  type Numbers,
  numbersField,
  optional,
} from '../../decode/json-fields.js';
import { invalidModel, MAX_CATEGORY } from '../../decode/limits.js';
import type { Feature } from '../../kinds/model.js';

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
    throw invalidModel(
      place,
      `names the categories of ${counted(lists.length, 'feature')}, the model has ${features.length}`,
    );
  }
  return features.map((feature, j) => {
    const { name } = feature;
    const list = categoriesOf(asObject(lists[j], `${place}.enc[${j}]`), `${place}.enc[${j}]`);
    if (!Array.isArray(list)) return { name, unnamed: list as NonNullable<Feature['unnamed']> };
    return list.length === 0 ? feature : { name, categories: list };
  });
}

/**
 * Texts are stored one after another as bytes, with the offset of each; numbers are stored as they are. From a pandas frame XGBoost up to
 * 3.2 counts the offsets of names outside ASCII in characters and stores as many bytes, so the end is lost and the ends of names are not
 * certain (from Arrow the offsets are bytes). Such a feature keeps its codes, together with the remainder of the names.
 */
function categoriesOf(list: JsonObject, where: string): string[] | NonNullable<Feature['unnamed']> {
  const values = asNumbers(optional(list, 'values') ?? [], `${where}.values`);
  if (optional(list, 'offsets') === undefined) return checked(Array.from(values, String), where);
  const offsets = numbersField(list, 'offsets', where);
  const bytes = Array.from(values);
  if (!bytes.every((byte) => byte >= 0 && byte < ASCII_END)) return unnamedOf(bytes, offsets);
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
/** Most bytes of one character in UTF-8. */
const LONGEST_CHARACTER = 4;

/** What the file still holds of the names. Bytes are written as signed numbers; a last character that was cut in the middle is dropped. */
function unnamedOf(bytes: readonly number[], offsets: Numbers): NonNullable<Feature['unnamed']> {
  const all = Uint8Array.from(bytes, (byte) => byte & 255);
  const lengths = Array.from({ length: Math.max(0, offsets.length - 1) }, (_, i) => offsets[i + 1]! - offsets[i]!);
  for (let cut = 0; cut < LONGEST_CHARACTER; cut++) {
    try {
      const kept = new TextDecoder('utf-8', { fatal: true }).decode(all.subarray(0, Math.max(0, all.length - cut)));
      return { lengths, kept };
    } catch {
      // Cut in the middle of a character: one byte less.
    }
  }
  return { lengths, kept: '' };
}

function checked(categories: string[], where: string): string[] {
  if (categories.length >= MAX_CATEGORY) throw invalidModel(where, `has ${counted(categories.length, 'category')}`);
  if (new Set(categories).size !== categories.length) throw invalidModel(where, 'names a category twice');
  return categories;
}
