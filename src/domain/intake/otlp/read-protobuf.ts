import { TribuneError } from '../../../core/base/errors.js';
import { encodeHex } from '../../../core/ledger/index.js';
import { type WireField, wireFields } from '../../../core/models/decode/index.js';
import { MAX_BYTES_VALUE, MAX_DEPTH } from '../limits.js';
import {
  type Attributes,
  BadValue,
  double,
  int64,
  type LogRecord,
  listOf,
  malformed,
  mapOf,
  orFault,
  type ReadRecord,
  readAlone,
  tooDeep,
  tooLong,
  unreadable,
} from './log-record.js';

/**
 * Field numbers of opentelemetry-proto 1.x: collector/logs, logs, resource and common. Versions before 1.0 had their scopes in field 1000,
 * with the records in the same field.
 */
const FIELD = {
  request: { resourceLogs: 1 },
  resourceLogs: { resource: 1, scopeLogs: [2, 1000] },
  resource: { attributes: 1 },
  scopeLogs: { logRecords: 2 },
  logRecord: { time: 1, body: 5, attributes: 6, traceId: 9, spanId: 10, observedTime: 11, eventName: 12 },
  keyValue: { key: 1, value: 2 },
  anyValue: { string: 1, bool: 2, int: 3, double: 4, array: 5, kvlist: 6, bytes: 7 },
  values: 1,
} as const;

/** Types of the wire format. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2 } as const;

/**
 * Log records of an export in the protobuf encoding. Throws `BODY_INVALID` where no record can be found; a fault within a record is
 * reported for that record.
 */
export function readProtobufLogs(bytes: Uint8Array): ReadRecord[] {
  try {
    return messages(bytes, [FIELD.request.resourceLogs]).flatMap(readResourceLogs);
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code !== 'BODY_INVALID') throw malformed(cause.message, cause);
    throw cause;
  }
}

/** A field with its payload. */
interface Field extends Pick<WireField, 'number' | 'type'> {
  readonly bytes: Uint8Array;
}

/** Fields of a message as copies, because `wireFields` yields the same object at every step. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (const { number, type, start, end } of wireFields(bytes, 'the body')) {
    fields.push({ number, type, bytes: bytes.subarray(start, end) });
  }
  return fields;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a field; null when its bytes are no UTF-8. */
function textOf({ bytes }: Field): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

const messages = (bytes: Uint8Array, numbers: readonly number[]): Uint8Array[] =>
  fieldsOf(bytes)
    .filter((field) => numbers.includes(field.number) && field.type === WIRE.bytes)
    .map((field) => field.bytes);

function readResourceLogs(bytes: Uint8Array): ReadRecord[] {
  const { resource, scopeLogs } = FIELD.resourceLogs;
  const shared = orFault(
    (): Attributes =>
      new Map(
        messages(bytes, [resource]).flatMap((one) =>
          messages(one, [FIELD.resource.attributes]).map((kv) => keyValue(kv, 0)),
        ),
      ),
  );
  return messages(bytes, scopeLogs).flatMap((scope) =>
    messages(scope, [FIELD.scopeLogs.logRecords]).map((record) =>
      readAlone(shared, (attributes) => readRecord(record, attributes)),
    ),
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
      fields
        .filter(({ number, type }) => number === attributes && type === WIRE.bytes)
        .map((kv) => keyValue(kv.bytes, 0)),
    ),
    body: content === undefined ? null : anyValue(content.bytes, 0),
    eventName: name === undefined || name.bytes.length === 0 ? null : textOf(name),
    timeNs: at === 0n ? fixed64(last(observedTime)) : at,
    traceId: idOf(last(traceId)),
    spanId: idOf(last(spanId)),
  };
}

function fixed64(field: Field | undefined): bigint {
  if (field === undefined) return 0n;
  if (field.type === WIRE.fixed64) return viewOf(field).getBigUint64(0, true);
  throw unreadable('a time of the log record is no fixed64');
}

const viewOf = ({ bytes }: Field): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function idOf(field: Field | undefined): string {
  if (field === undefined) return '';
  if (field.bytes.length <= MAX_BYTES_VALUE) return encodeHex(field.bytes);
  throw unreadable('a trace or span id of the log record is too long');
}

function keyValue(bytes: Uint8Array, depth: number): [string, unknown] {
  let key: string | null = '';
  let value: unknown = null;
  for (const field of fieldsOf(bytes)) {
    if (field.number === FIELD.keyValue.key && field.type === WIRE.bytes) key = textOf(field);
    if (field.number === FIELD.keyValue.value && field.type === WIRE.bytes) value = anyValue(field.bytes, depth);
  }
  if (key === null) throw unreadable('the key of an attribute is not UTF-8');
  return [key, value];
}

const hexValue = ({ bytes }: Field): unknown =>
  bytes.length > MAX_BYTES_VALUE ? tooLong(MAX_BYTES_VALUE) : encodeHex(bytes);

type Kind = readonly [type: number, read: (field: Field, depth: number) => unknown];

const { anyValue: kind } = FIELD;
const KINDS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [kind.string, [WIRE.bytes, (field) => textOf(field) ?? new BadValue('is a text that is not UTF-8')]],
  [kind.bool, [WIRE.varint, (field) => varintOf(field) !== 0n]],
  [kind.int, [WIRE.varint, (field) => int64(varintOf(field))]],
  [kind.double, [WIRE.fixed64, (field) => double(viewOf(field).getFloat64(0, true))]],
  [kind.array, [WIRE.bytes, ({ bytes }, depth) => listOf(values(bytes).map((one) => anyValue(one, depth + 1)))]],
  [kind.kvlist, [WIRE.bytes, ({ bytes }, depth) => mapOf(values(bytes).map((one) => keyValue(one, depth + 1)))]],
  [kind.bytes, [WIRE.bytes, hexValue]],
]);

const values = (bytes: Uint8Array): Uint8Array[] => messages(bytes, [FIELD.values]);

function anyValue(bytes: Uint8Array, depth: number): unknown {
  if (depth > MAX_DEPTH) return tooDeep(MAX_DEPTH);
  const field = fieldsOf(bytes).at(-1);
  if (field === undefined) return null;
  const [type, read] = KINDS.get(field.number) ?? [];
  if (read === undefined) return new BadValue(`has a value of the unknown kind ${field.number}`);
  return type === field.type ? read(field, depth) : new BadValue('has a value that is not of its kind');
}

/** All 64 bits of a varint as a signed integer; its length was checked before. */
function varintOf({ bytes }: Field): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 7n) | BigInt(bytes[i]! & 127);
  return BigInt.asIntN(64, value);
}
