export { commitBuilt } from './commit.js';
export { derivedId } from './derived-id.js';
export { MAX_MESSAGE_BYTES, MAX_PROBLEMS } from './limits.js';
export type { Mapping } from './mapping.js';
export { mappings } from './mapping-setting.js';
