type Value = string | number | boolean | bigint;

/** A log record as a test writes it; a whole number is an integer, a `bigint` too. */
export interface TestLog {
  readonly attributes?: Record<string, Value>;
  readonly time?: bigint;
  readonly eventName?: string;
  readonly traceId?: string;
  readonly body?: string;
}

const jsonValue = (value: Value): object =>
  typeof value === 'string'
    ? { stringValue: value }
    : typeof value === 'boolean'
      ? { boolValue: value }
      : typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0))
        ? { intValue: String(value) }
        : { doubleValue: value };

const jsonAttributes = (record: Record<string, Value>): object[] =>
  Object.entries(record).map(([key, value]) => ({ key, value: jsonValue(value) }));

export const jsonExport = (logs: readonly TestLog[], resource: Record<string, Value> = {}): string =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: jsonAttributes(resource) },
        scopeLogs: [
          {
            scope: { name: 'test' },
            logRecords: logs.map(({ attributes = {}, time = 0n, eventName, traceId, body }) => ({
              timeUnixNano: String(time),
              ...(eventName === undefined ? {} : { eventName }),
              ...(traceId === undefined ? {} : { traceId }),
              ...(body === undefined ? {} : { body: { stringValue: body } }),
              attributes: jsonAttributes(attributes),
            })),
          },
        ],
      },
    ],
  });

// Wire format of protobuf, written apart from the reader under test.
const varint = (value: bigint): number[] =>
  value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)];
const tag = (number: number, type: number): number[] => varint(BigInt(number * 8 + type));
const bytes = (number: number, content: Uint8Array | number[]): number[] => [
  ...tag(number, 2),
  ...varint(BigInt(content.length)),
  ...content,
];
const text = (number: number, value: string): number[] => bytes(number, Buffer.from(value, 'utf8'));

function fixed64(number: number, value: bigint): number[] {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return [...tag(number, 1), ...buffer];
}

function double(number: number, value: number): number[] {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(value);
  return [...tag(number, 1), ...buffer];
}

function protobufValue(value: Value): number[] {
  if (typeof value === 'string') return text(1, value);
  if (typeof value === 'boolean') return [...tag(2, 0), value ? 1 : 0];
  if (typeof value === 'bigint') return [...tag(3, 0), ...varint(BigInt.asUintN(64, value))];
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return protobufValue(BigInt(value));
  return double(4, value);
}

const protobufAttributes = (number: number, record: Record<string, Value>): number[] =>
  Object.entries(record).flatMap(([key, value]) => bytes(number, [...text(1, key), ...bytes(2, protobufValue(value))]));

export function protobufExport(logs: readonly TestLog[], resource: Record<string, Value> = {}): Buffer {
  const records = logs.flatMap(({ attributes = {}, time = 0n, eventName, traceId, body }) =>
    bytes(2, [
      ...fixed64(1, time),
      ...(body === undefined ? [] : bytes(5, text(1, body))),
      ...protobufAttributes(6, attributes),
      ...(traceId === undefined ? [] : bytes(9, Buffer.from(traceId, 'hex'))),
      ...(eventName === undefined ? [] : text(12, eventName)),
    ]),
  );
  const scope = bytes(2, [...bytes(1, text(1, 'test')), ...records]);
  return Buffer.from(bytes(1, [...bytes(1, protobufAttributes(1, resource)), ...scope]));
}
