import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { ExactNumber } from '../../../core/base/exact-json.js';
import { IntakeFault } from '../fault.js';

/**
 * Attributes by key; of a repeated key the last value counts, as in OpenTelemetry's maps. A value that cannot be read exactly is a
 * `BadValue`.
 */
export type Attributes = ReadonlyMap<string, unknown>;

/** A log record of OTLP 1.x, in either encoding. */
export interface LogRecord {
  readonly resource: Attributes;
  readonly attributes: Attributes;
  readonly body: unknown;
  readonly eventName: string | null;
  /** Nanoseconds since 1970: the time of the event, otherwise of its observation; 0 when neither was given. */
  readonly timeNs: bigint;
  /** Trace id as hexadecimal digits; empty when absent. */
  readonly traceId: string;
  readonly spanId: string;
}

/** A log record, or the reason why it cannot be read; the other records of the export may be readable. */
export type ReadRecord = LogRecord | IntakeFault;

/** A value that cannot be read exactly. It only matters to a record that uses it. */
export class BadValue {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** Returns the value, and refuses a bad one. */
export function sound(value: unknown, where: string): unknown {
  if (value instanceof BadValue) throw new IntakeFault('RECORD_FIELD_INVALID', `${where} ${value.why}`);
  return value;
}

/** A list of values, which is a bad value when one of them is. */
export const listOf = (values: readonly unknown[]): unknown => values.find(isBad) ?? values;

/** Values by key, which are together a bad value when one of them is. */
export const mapOf = (entries: readonly (readonly [string, unknown])[]): unknown =>
  entries.map(([, value]) => value).find(isBad) ?? Object.fromEntries(entries);

const isBad = (value: unknown): boolean => value instanceof BadValue;

const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** A 64-bit integer: a number where that holds it, otherwise a bigint. */
export function int64(value: bigint): ExactNumber | BadValue {
  if (value < INT64.least || value > INT64.most) return new BadValue('is an integer of more than 64 bits');
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** A double. JSON has neither NaN nor the infinities, which would become null in a record, so they are bad values. */
export const double = (value: number): number | BadValue =>
  Number.isFinite(value) ? value : new BadValue(`is ${value}, which a record cannot hold; leave it out or send a text`);

export const tooDeep = (most: number): BadValue => new BadValue(`is nested deeper than ${most}`);
export const tooLong = (most: number): BadValue => new BadValue(`has more than ${most} bytes`);

/** Reads one record by itself, so that its faults concern no other record. */
export function readAlone(resource: Attributes | IntakeFault, read: (resource: Attributes) => LogRecord): ReadRecord {
  if (resource instanceof IntakeFault) return resource;
  return orFault(() => read(resource));
}

export function orFault<T>(read: () => T): T | IntakeFault {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof IntakeFault) return cause;
    if (cause instanceof TribuneError) return new IntakeFault('RECORD_FIELD_INVALID', cause.message);
    throw cause;
  }
}

export const unreadable = (what: string): IntakeFault => new IntakeFault('RECORD_FIELD_INVALID', what);

export const malformed = (what: string, cause?: unknown): TribuneError =>
  new TribuneError('BODY_INVALID', `the export is no OTLP logs request: ${what}`, {
    remedy: 'Send ExportLogsServiceRequest of opentelemetry-proto 1.x to this address.',
    ...defined({ cause }),
  });
