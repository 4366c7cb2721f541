import { invalidModel, MAX_CATEGORY } from '../decode/limits.js';

/** Most words of all sets of a model, 4 bytes each: one category near the limit takes 2 MiB, so a few of them could stand for gigabytes. */
const MAX_SET_WORDS: number = 2 ** 24;

/** Collects the category sets of a model as bit sets; `add` returns the index that a split stores as its threshold. */
export interface CategorySets {
  readonly list: readonly Uint32Array[];
  add(categories: readonly number[]): number;
  addWords(words: Uint32Array): number;
}

export function categorySets(where: string): CategorySets {
  const list: Uint32Array[] = [];
  let total = 0;
  const reserve = (words: number): void => {
    total += words;
    if (total > MAX_SET_WORDS) throw invalidModel(where, `its category sets take more than ${MAX_SET_WORDS} words`);
  };
  return {
    list,
    add(categories) {
      const largest = categories.reduce((top, category) => Math.max(top, category), 0);
      if (categories.some((category) => !Number.isInteger(category) || category < 0) || largest >= MAX_CATEGORY) {
        throw invalidModel(where, 'a category is not an integer from 0 to 2^24');
      }
      reserve((largest >>> 5) + 1);
      const words = new Uint32Array((largest >>> 5) + 1);
      for (const category of categories) words[category >>> 5]! |= 1 << (category & 31);
      return list.push(words) - 1;
    },
    addWords(words) {
      reserve(words.length);
      return list.push(words) - 1;
    },
  };
}
