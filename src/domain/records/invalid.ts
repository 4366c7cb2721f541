import { RecordFault } from './codes.js';

/** Names the type of a value in words; the value itself may be personal, so it never stands in a message. */
export function typeOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The fault of a field that is missing or does not fit; `wanted` says what may stand there. */
export function invalid(field: string, value: unknown, wanted: string): RecordFault {
  if (value === undefined) return new RecordFault('RECORD_FIELD_MISSING', `"${field}" is missing; give ${wanted}`);
  const link = value === null ? ', which' : ' that';
  return new RecordFault('RECORD_FIELD_INVALID', `"${field}" is ${typeOf(value)}${link} does not fit; give ${wanted}`);
}
