/** Reads the records of a request out of its bytes and checks each against the contract. */

export { type RecordCode, RecordFault } from './codes.js';
export { type DecisionFields, readDecision } from './decision-record.js';
export { checkLabel, readFollowUpAttributes, readLabel } from './follow-up-records.js';
export { MAX_AHEAD_MS, MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME_LENGTH, MAX_RECORDS } from './limits.js';
export type { OutcomeContext } from './outcome-value.js';
export { PlainRecordReader } from './plain-record.js';
export { type BodyForm, type RecordRange, recordRanges } from './ranges.js';
export { type JsonObject, ObjectReader } from './read-object.js';
export { hasEscape, MEMBER, type Member, RecordScan } from './record-scan.js';
export { type IngestWarning, UnnamedVersions } from './unnamed-versions.js';
export { type WrittenField, writtenNumber } from './written-number.js';
