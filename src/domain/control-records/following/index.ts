export { INDEXED_TYPES, isToldOf, joinEntries } from './entries-of.js';
export { followEntries } from './follow-entries.js';
