import { TribuneError } from '../../../core/errors.js';
import { encodeHex } from '../../../core/ledger/index.js';
import { type WireField, wireFields } from '../../../core/models/protobuf.js';
import { MAX_BYTES_VALUE, MAX_DEPTH } from '../limits.js';
import { type Attributes, type LogRecord, malformed } from './log-record.js';

/** Field numbers of opentelemetry-proto 1.x: collector/logs, logs, resource and common. */
const FIELD = {
  request: { resourceLogs: 1 },
  resourceLogs: { resource: 1, scopeLogs: 2 },
  resource: { attributes: 1 },
  scopeLogs: { logRecords: 2 },
  logRecord: { time: 1, body: 5, attributes: 6, traceId: 9, spanId: 10, observedTime: 11, eventName: 12 },
  keyValue: { key: 1, value: 2 },
  anyValue: { string: 1, bool: 2, int: 3, double: 4, array: 5, kvlist: 6, bytes: 7 },
  values: 1,
} as const;

/** Log records of an export in the protobuf encoding. Throws `BODY_INVALID`. */
export function readProtobufLogs(bytes: Uint8Array): LogRecord[] {
  try {
    return messages(bytes, FIELD.request.resourceLogs).flatMap(readResourceLogs);
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code !== 'BODY_INVALID') throw malformed(cause.message, cause);
    throw cause;
  }
}

/** A field with its payload. */
interface Field extends Pick<WireField, 'number' | 'type' | 'varint'> {
  readonly bytes: Uint8Array;
}

/** `wireFields` gives the same record at every step; what is kept is copied out of it. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (const { number, type, varint, start, end } of wireFields(bytes, 'the body')) {
    fields.push({ number, type, varint, bytes: bytes.subarray(start, end) });
  }
  return fields;
}

const textOf = ({ bytes }: Field): string => new TextDecoder().decode(bytes);

const messages = (bytes: Uint8Array, number: number): Uint8Array[] =>
  fieldsOf(bytes)
    .filter((field) => field.number === number && field.type === 2)
    .map((field) => field.bytes);

function readResourceLogs(bytes: Uint8Array): LogRecord[] {
  const { resource, scopeLogs } = FIELD.resourceLogs;
  const shared: Attributes = new Map(
    messages(bytes, resource).flatMap((one) => messages(one, FIELD.resource.attributes).map((kv) => keyValue(kv, 0))),
  );
  return messages(bytes, scopeLogs).flatMap((scope) =>
    messages(scope, FIELD.scopeLogs.logRecords).map((record) => readRecord(record, shared)),
  );
}

function readRecord(bytes: Uint8Array, resource: Attributes): LogRecord {
  const fields = fieldsOf(bytes);
  const last = (number: number): Field | undefined => fields.findLast((field) => field.number === number);
  const { time, observedTime, body, attributes, traceId, spanId, eventName } = FIELD.logRecord;
  const at = fixed64(last(time));
  const content = last(body);
  const name = last(eventName);
  return {
    resource,
    attributes: new Map(
      fields.filter(({ number, type }) => number === attributes && type === 2).map((kv) => keyValue(kv.bytes, 0)),
    ),
    body: content === undefined ? null : anyValue(content.bytes, 0),
    eventName: name === undefined || name.bytes.length === 0 ? null : textOf(name),
    timeNs: at === 0n ? fixed64(last(observedTime)) : at,
    traceId: hexOf(last(traceId)),
    spanId: hexOf(last(spanId)),
  };
}

const fixed64 = (field: Field | undefined): bigint => (field?.type === 1 ? viewOf(field).getBigUint64(0, true) : 0n);

const viewOf = ({ bytes }: Field): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function hexOf(field: Field | undefined): string {
  if (field === undefined) return '';
  if (field.bytes.length <= MAX_BYTES_VALUE) return encodeHex(field.bytes);
  throw malformed(`a value of bytes is longer than ${MAX_BYTES_VALUE}`);
}

function keyValue(bytes: Uint8Array, depth: number): [string, unknown] {
  let key = '';
  let value: unknown = null;
  for (const field of fieldsOf(bytes)) {
    if (field.number === FIELD.keyValue.key && field.type === 2) key = textOf(field);
    if (field.number === FIELD.keyValue.value && field.type === 2) value = anyValue(field.bytes, depth);
  }
  return [key, value];
}

function anyValue(bytes: Uint8Array, depth: number): unknown {
  if (depth > MAX_DEPTH) throw malformed(`a value is nested deeper than ${MAX_DEPTH}`);
  const field = fieldsOf(bytes).at(-1);
  if (field === undefined) return null;
  const { anyValue: kind } = FIELD;
  if (field.number === kind.string) return textOf(field);
  if (field.number === kind.bool) return field.varint !== 0;
  if (field.number === kind.int) return field.varint;
  if (field.number === kind.double && field.type === 1) return viewOf(field).getFloat64(0, true);
  if (field.number === kind.array) return messages(field.bytes, FIELD.values).map((one) => anyValue(one, depth + 1));
  if (field.number === kind.kvlist) {
    return Object.fromEntries(messages(field.bytes, FIELD.values).map((one) => keyValue(one, depth + 1)));
  }
  return hexOf(field);
}
