export { INDEXED_TYPES, joinEntries } from './entries-of.js';
export { followEntries } from './follow-entries.js';
