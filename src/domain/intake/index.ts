export { commitBuilt } from './commit.js';
export { derivedId } from './derived-id.js';
export { MAX_HALF_BYTES, MAX_PROBLEMS } from './limits.js';
export type { Mapping, OutcomeRule } from './mapping.js';
export { parseSource, SOURCE_KINDS, type Source } from './source.js';
