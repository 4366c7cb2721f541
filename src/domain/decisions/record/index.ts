export type { RecordCode } from './codes.js';
export { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME_LENGTH, MAX_RECORDS } from './limits.js';
