import { TribuneError } from '../../../core/errors.js';

/** Attributes by key; a key that stands twice counts once, the last, as in OpenTelemetry's maps. */
export type Attributes = ReadonlyMap<string, unknown>;

/** A log record of OTLP 1.x, whichever encoding it came in. */
export interface LogRecord {
  readonly resource: Attributes;
  readonly attributes: Attributes;
  readonly body: unknown;
  readonly eventName: string | null;
  /** Nanoseconds since 1970: the time of the event, else when it was observed; 0 when neither was said. */
  readonly timeNs: bigint;
  /** Hexadecimal, empty when absent. */
  readonly traceId: string;
  readonly spanId: string;
}

export const malformed = (what: string, cause?: unknown): TribuneError =>
  new TribuneError('BODY_INVALID', `the export is no OTLP logs request: ${what}`, {
    remedy: 'Send ExportLogsServiceRequest of opentelemetry-proto 1.x to this address.',
    ...(cause === undefined ? {} : { cause }),
  });
