/** Records as they come in: bytes, held line by line against what a record may be. */

export { type RecordCode, RecordFault } from './codes.js';
export { type DecisionFields, readDecision } from './decision-record.js';
export { readFollowUpAttributes, readLabel } from './follow-up-records.js';
export { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME_LENGTH, MAX_RECORDS } from './limits.js';
export { PlainRecordReader } from './plain-record.js';
export { type BodyForm, type RecordRange, recordRanges } from './ranges.js';
export { type JsonObject, ObjectReader } from './read-object.js';
