import type { EntryFact } from './types.js';

const INDEXES = new WeakMap<readonly EntryFact[], ReadonlyMap<string, EntryFact>>();

/** An index of entries, made once for each list: a system with many people is asked for the entry of each. */
function indexOf(entries: readonly EntryFact[]): ReadonlyMap<string, EntryFact> {
  const known = INDEXES.get(entries);
  if (known !== undefined) return known;
  const index = new Map(entries.map((one) => [`${one.type} ${one.about}`, one]));
  INDEXES.set(entries, index);
  return index;
}

/** The newest entry of a type about a thing. */
export const entryAbout = (entries: readonly EntryFact[], type: string, about: string): EntryFact | undefined =>
  indexOf(entries).get(`${type} ${about}`);
