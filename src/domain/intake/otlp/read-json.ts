import { hasUnderflow } from '../../../core/base/underflow.js';
import { decodeBase64, encodeHex } from '../../../core/ledger/index.js';
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

type JsonObject = Readonly<Record<string, unknown>>;

/** Names of the list of scopes; the last one is that of versions before 1.0. */
const SCOPES = ['scopeLogs', 'instrumentationLibraryLogs'];
const RECORDS = ['logRecords', 'logs'];

/**
 * Log records of an export in the JSON encoding of OTLP: 64-bit integers as text, ids as hexadecimal. Keys are lowerCamelCase; the names of
 * the protobuf fields are read as well, because values under another name would be lost unnoticed. The body comes from `parseSent`. Throws
 * `BODY_INVALID` where no record can be found; a fault within a record is reported for that record.
 */
export function readJsonLogs(body: unknown): ReadRecord[] {
  return objects(list(body, ['resourceLogs'])).flatMap((resourceLogs) => {
    const shared = orFault(() => attributes(member(resourceLogs, 'resource') ?? {}, 'the resource'));
    return objects(list(resourceLogs, SCOPES)).flatMap((scopeLogs) =>
      list(scopeLogs, RECORDS).map((record) => readAlone(shared, (resource) => readRecord(record, resource))),
    );
  });
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member of a name in either spelling; null counts as absent, as in protobuf's JSON. */
const member = (holder: JsonObject, name: string): unknown =>
  (Object.hasOwn(holder, name) ? holder[name] : holder[snake(name)]) ?? undefined;

function list(holder: unknown, names: readonly string[]): readonly unknown[] {
  if (!isObject(holder)) throw malformed('the body, or an element around its records, is no object');
  const value = names.map((name) => member(holder, name)).find((found) => found !== undefined) ?? [];
  if (Array.isArray(value)) return value;
  throw malformed(`"${names[0]}" is no list`);
}

const objects = (values: readonly unknown[]): JsonObject[] =>
  values.map((value) => {
    if (isObject(value)) return value;
    throw malformed('an element around the records is no object');
  });

function readRecord(record: unknown, resource: Attributes): LogRecord {
  if (!isObject(record)) throw unreadable('the log record is no object');
  const time = nanoseconds(member(record, 'timeUnixNano'));
  const eventName = member(record, 'eventName');
  return {
    resource,
    attributes: attributes(record, 'the log record'),
    body: anyValue(member(record, 'body'), 0),
    eventName: typeof eventName === 'string' && eventName !== '' ? eventName : null,
    timeNs: time === 0n ? nanoseconds(member(record, 'observedTimeUnixNano')) : time,
    traceId: id(member(record, 'traceId')),
    spanId: id(member(record, 'spanId')),
  };
}

const id = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

const MAX_UINT64 = 2n ** 64n - 1n;

function nanoseconds(value: unknown): bigint {
  if (value === undefined) return 0n;
  const whole = wholeOf(value);
  if (whole !== null && whole >= 0n && whole <= MAX_UINT64) return whole;
  throw unreadable('a time of the log record is no whole number of nanoseconds since 1970');
}

/** The whole number that a text or number stands for; null when it stands for none. */
function wholeOf(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(String(value)) : null;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : null;
}

function attributes(holder: unknown, what: string): Attributes {
  const given = isObject(holder) ? (member(holder, 'attributes') ?? []) : null;
  if (!Array.isArray(given)) throw unreadable(`the attributes of ${what} are no list`);
  return new Map(
    given.map((one): [string, unknown] => {
      if (!isObject(one) || typeof one.key !== 'string') throw unreadable(`an attribute of ${what} has no key`);
      return [one.key, anyValue(one.value, 0)];
    }),
  );
}

type Kind = (value: unknown, depth: number) => unknown;

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['stringValue', (value) => (typeof value === 'string' ? value : new BadValue('is said to be a text and is none'))],
  ['boolValue', (value) => (typeof value === 'boolean' ? value : new BadValue('is said to be boolean and is not'))],
  ['intValue', intValue],
  ['doubleValue', doubleValue],
  ['bytesValue', bytesValue],
  ['arrayValue', (value, depth) => within(value, (item) => anyValue(item, depth + 1), listOf)],
  ['kvlistValue', (value, depth) => within(value, (item) => keyValue(item, depth + 1), mapOf)],
]);

function anyValue(value: unknown, depth: number): unknown {
  if (value === undefined || value === null) return null;
  if (depth > MAX_DEPTH) return tooDeep(MAX_DEPTH);
  if (!isObject(value)) return new BadValue('has a value that is no object, such as {"stringValue": "x"}');
  const given = [...KINDS].filter(([name]) => member(value, name) !== undefined);
  if (given.length > 1) return new BadValue('has values of several kinds');
  const [known] = given;
  if (known !== undefined) return known[1](member(value, known[0]), depth);
  const others = Object.keys(value).filter((key) => value[key] !== null);
  return others.length === 0 ? null : new BadValue(`has a value of the unknown kind "${others[0]!.slice(0, 40)}"`);
}

function within<T>(holder: unknown, read: (item: unknown) => T, join: (items: readonly T[]) => unknown): unknown {
  const values = isObject(holder) ? (holder.values ?? []) : null;
  return Array.isArray(values) ? join(values.map(read)) : new BadValue('holds no list of values');
}

function keyValue(item: unknown, depth: number): readonly [string, unknown] {
  if (isObject(item) && typeof item.key === 'string') return [item.key, anyValue(item.value, depth)];
  return ['', new BadValue('holds a value without a key')];
}

function intValue(value: unknown): unknown {
  const whole = wholeOf(value);
  return whole === null ? new BadValue('is said to be an integer and is none') : int64(whole);
}

const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/** Reads a double; NaN and the infinities are texts. */
function doubleValue(value: unknown): unknown {
  if (Number.isNaN(value)) return tooSmall();
  if (typeof value === 'number' || typeof value === 'bigint') return double(Number(value));
  if (typeof value !== 'string') return new BadValue('is said to be a number and is none');
  if (/^(NaN|-?Infinity)$/.test(value)) return double(Number(value));
  if (!NUMBER.test(value)) return new BadValue('is said to be a number and is none');
  return hasUnderflow(value) ? tooSmall() : double(Number(value));
}

const tooSmall = (): BadValue => new BadValue('is too near to zero for a double; send 0 if it is meant');

/** Reads bytes as hexadecimal digits, like the bytes of the protobuf encoding. */
function bytesValue(value: unknown): unknown {
  if (typeof value !== 'string') return new BadValue('is said to be bytes and is no base64');
  if (value.length > 2 * MAX_BYTES_VALUE) return tooLong(MAX_BYTES_VALUE);
  const bytes = base64(value);
  if (bytes === null) return new BadValue('is said to be bytes and is no base64');
  return bytes.length > MAX_BYTES_VALUE ? tooLong(MAX_BYTES_VALUE) : encodeHex(bytes);
}

/** Reads base64; protobuf's JSON allows the URL alphabet, and no padding. */
function base64(text: string): Uint8Array | null {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  try {
    return decodeBase64(plain.padEnd(4 * Math.ceil(plain.length / 4), '='), 'a value of bytes');
  } catch {
    return null;
  }
}
