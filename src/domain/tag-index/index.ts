/** Finds the records of a subject and the record of an id over all time, by keyed tags. */

export { type SameTag, sameTags } from './same-tags.js';
export { isErasedIn } from './tag-check.js';
export { TagIndex, type TagPlace } from './tag-index.js';
