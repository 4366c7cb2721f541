import type { IngestAnswer } from '../../decisions/api/index.js';

/** Most messages on refused records in an answer; further ones are counted. */
const MAX_TOLD = 3;

export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/** A warning (OTLP: none rejected, and a message) for an export without records, which most likely should have some. */
export const NO_RECORDS: PartialSuccess = {
  rejected: 0,
  message: 'the export holds no log records: nothing was taken; they stand under resourceLogs, scopeLogs, logRecords',
};

/** The answer to a collector; null when every log record is durable, now or before. */
export function partialSuccess({ rejected, conflicts }: IngestAnswer): PartialSuccess | null {
  const n = rejected.length + conflicts.length;
  if (n === 0) return null;
  const told = [
    ...rejected.map(({ line, message }) => `record ${line}: ${message}`),
    ...conflicts.map(({ line }) => `record ${line}: other content under a known id`),
  ];
  const rest = told.length > MAX_TOLD ? ` and ${told.length - MAX_TOLD} more` : '';
  return { rejected: n, message: `${told.slice(0, MAX_TOLD).join('; ')}${rest}` };
}

/** The ExportLogsServiceResponse in protobuf. */
export function protobufAnswer(partial: PartialSuccess | null): Uint8Array {
  if (partial === null) return new Uint8Array();
  return bytesField(1, [...varintField(1, partial.rejected), ...bytesField(2, utf8(partial.message))]);
}

/** The ExportLogsServiceResponse in JSON, where 64-bit integers are text. */
export const jsonAnswer = (partial: PartialSuccess | null): object =>
  partial === null
    ? {}
    : { partialSuccess: { rejectedLogRecords: String(partial.rejected), errorMessage: partial.message } };

/** The google.rpc.Status with which OTLP answers an error. */
export const protobufStatus = (code: number, message: string): Uint8Array =>
  Uint8Array.from([...varintField(1, code), ...bytesField(2, utf8(message))]);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const varintField = (number: number, value: number): number[] => [number << 3, ...varint(value)];

const bytesField = (number: number, bytes: Iterable<number>): Uint8Array => {
  const content = [...bytes];
  return Uint8Array.from([(number << 3) | 2, ...varint(content.length), ...content]);
};

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}
