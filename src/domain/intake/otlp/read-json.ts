import { MAX_DEPTH } from '../limits.js';
import { type Attributes, type LogRecord, malformed } from './log-record.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Log records of an export in the JSON encoding of OTLP: lowerCamelCase, 64-bit integers as text, ids as hexadecimal. */
export function readJsonLogs(body: unknown): LogRecord[] {
  return list(object(body, 'the body'), 'resourceLogs').flatMap((resourceLogs) => {
    const { resource } = resourceLogs;
    const shared = resource === undefined ? new Map() : attributes(object(resource, 'resource'));
    return list(resourceLogs, 'scopeLogs').flatMap((scopeLogs) =>
      list(scopeLogs, 'logRecords').map((record) => readRecord(record, shared)),
    );
  });
}

function readRecord(record: JsonObject, resource: Attributes): LogRecord {
  const time = nanoseconds(record.timeUnixNano);
  return {
    resource,
    attributes: attributes(record),
    body: anyValue(record.body, 0),
    eventName: typeof record.eventName === 'string' && record.eventName !== '' ? record.eventName : null,
    timeNs: time === 0n ? nanoseconds(record.observedTimeUnixNano) : time,
    traceId: typeof record.traceId === 'string' ? record.traceId.toLowerCase() : '',
    spanId: typeof record.spanId === 'string' ? record.spanId.toLowerCase() : '',
  };
}

function nanoseconds(value: unknown): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return BigInt(value);
  throw malformed('a time is no number of nanoseconds');
}

const attributes = (holder: JsonObject): Attributes =>
  new Map(list(holder, 'attributes').map(({ key, value }) => [text(key, 'a key'), anyValue(value, 0)]));

function anyValue(value: unknown, depth: number): unknown {
  if (value === undefined || value === null) return null;
  if (depth > MAX_DEPTH) throw malformed(`a value is nested deeper than ${MAX_DEPTH}`);
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = object(
    value,
    'a value',
  );
  if (stringValue !== undefined) return text(stringValue, 'a text');
  if (boolValue !== undefined) return boolValue;
  if (intValue !== undefined) return number(intValue);
  if (doubleValue !== undefined) return number(doubleValue);
  if (bytesValue !== undefined) return text(bytesValue, 'a value of bytes');
  if (arrayValue !== undefined) return rawList(arrayValue, 'values').map((item) => anyValue(item, depth + 1));
  if (kvlistValue === undefined) return null;
  return Object.fromEntries(
    list(object(kvlistValue, 'kvlistValue'), 'values').map(({ key, value: inner }) => [
      text(key, 'a key'),
      anyValue(inner, depth + 1),
    ]),
  );
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw malformed(`${what} is no JSON string`);
}

/** 64-bit integers come as text, and so do NaN and the infinities. */
function number(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'string') return Number(value);
  throw malformed('a number is neither a JSON number nor a string');
}

function object(value: unknown, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw malformed(`${where} is no object`);
}

function rawList(holder: unknown, name: string): readonly unknown[] {
  const value = object(holder, name)[name] ?? [];
  if (Array.isArray(value)) return value;
  throw malformed(`"${name}" is no list`);
}

const list = (holder: JsonObject, name: string): JsonObject[] =>
  rawList(holder, name).map((item) => object(item, `an element of "${name}"`));
