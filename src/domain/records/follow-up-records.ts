import { RecordFault } from './codes.js';
import { checkAttributes, checkFields, readMoment, readName } from './decision-record.js';
import type { JsonObject } from './read-object.js';

const LABEL_FIELDS = new Set(['decision', 'label', 'knownAt']);
const ATTRIBUTE_FIELDS = new Set(['decision', 'attributes']);

/** Checks a label, `{ decision, label: 0 | 1, knownAt }`: the truth that became known later. Gives the decision's id as written. */
export function readLabel(record: JsonObject, nowMs: number): string {
  checkFields(record, LABEL_FIELDS);
  const { label } = record;
  if (label !== 0 && label !== 1) throw new RecordFault('RECORD_FIELD_INVALID', '"label" must be 0 or 1');
  readMoment(record, 'knownAt', nowMs);
  return readName(record, 'decision');
}

/** Checks attributes that come later and apart, `{ decision, attributes }`. Gives the decision's id as written. */
export function readFollowUpAttributes(record: JsonObject): string {
  checkFields(record, ATTRIBUTE_FIELDS);
  checkAttributes(record.attributes);
  return readName(record, 'decision');
}
