import { RecordFault } from './codes.js';
import { checkAttributes, checkFields, readMoment, readName } from './decision-record.js';
import { checkOutcome, type OutcomeContext } from './outcome-value.js';
import type { JsonObject } from './read-object.js';

const LABEL_FIELDS = new Set(['decision', 'label', 'knownAt']);
const TYPED_LABEL_FIELDS = new Set([...LABEL_FIELDS, 'unit']);
const ATTRIBUTE_FIELDS = new Set(['decision', 'attributes']);

/**
 * Checks a label, `{ decision, label, knownAt }`: the truth that became known later. Gives the decision's id as written.
 *
 * @param typed whether some deployment decides more than 0 or 1; then only the decision tells what its label may be, and `checkLabel` holds
 * it against that
 */
export function readLabel(record: JsonObject, nowMs: number, typed = false): string {
  checkFields(record, typed ? TYPED_LABEL_FIELDS : LABEL_FIELDS);
  const { label } = record;
  if (!typed && label !== 0 && label !== 1) throw new RecordFault('RECORD_FIELD_INVALID', '"label" must be 0 or 1');
  readMoment(record, 'knownAt', nowMs);
  return readName(record, 'decision');
}

/** Checks a label by what the deployment of its decision decides. Throws `RecordFault`. */
export function checkLabel(record: JsonObject, context: OutcomeContext): void {
  if (context.declared?.type !== 'amount') checkFields(record, LABEL_FIELDS);
  checkOutcome(record, 'label', context);
}

/** Checks attributes that come later and apart, `{ decision, attributes }`. Gives the decision's id as written. */
export function readFollowUpAttributes(record: JsonObject): string {
  checkFields(record, ATTRIBUTE_FIELDS);
  checkAttributes(record.attributes);
  return readName(record, 'decision');
}
