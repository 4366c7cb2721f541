import { invalidModel } from './limits.js';

/**
 * One field of a protobuf message: its number and where its payload lies. Wire format: a varint key (number << 3 | type); type 0 is a
 * varint, 1 eight bytes, 2 a length and bytes, 5 four bytes. Groups (3, 4) are obsolete and refused.
 */
export interface WireField {
  number: number;
  type: number;
  start: number;
  end: number;
  /** Value of a varint as a signed 64-bit integer cut to a double; 0 for other types. */
  varint: number;
}

/**
 * The fields of a message, in order. Every length is checked against the bytes left. Every step yields the same record, because a file of
 * 100 MB holds tens of millions of fields.
 */
export function* wireFields(bytes: Uint8Array, where: string): Generator<WireField> {
  const field: WireField = { number: 0, type: 0, start: 0, end: 0, varint: 0 };
  const read = { value: 0, next: 0 };
  for (let at = 0; at < bytes.length; at = field.end) {
    readVarint(bytes, at, where, read);
    field.number = Math.floor(read.value / 8);
    field.type = read.value & 7;
    field.start = read.next;
    field.end = payloadEnd(bytes, field, where, read);
    yield field;
  }
}

/** Returns where the payload ends, and fills in what the field holds. */
function payloadEnd(bytes: Uint8Array, field: WireField, where: string, read: { value: number; next: number }): number {
  field.varint = 0;
  if (field.type === 0) {
    readVarint(bytes, field.start, where, read);
    field.varint = read.value;
    return read.next;
  }
  let length = field.type === 1 ? 8 : 4;
  if (field.type === 2) {
    readVarint(bytes, field.start, where, read);
    length = read.value;
    field.start = read.next;
  } else if (field.type !== 1 && field.type !== 5) {
    throw invalidModel(where, `protobuf wire type ${field.type} at byte ${field.start} is not known`);
  }
  if (length < 0 || length > bytes.length - field.start) {
    throw invalidModel(where, `a field of ${length} bytes is announced, ${bytes.length - field.start} are left`);
  }
  return field.start + length;
}

/** A varint has at most ten bytes; the tenth holds the sign of a negative int64. */
const MAX_VARINT_BYTES = 10;
/** A double adds up the bits of this many bytes without loss: 7 x 7 bits. */
const PLAIN_BYTES = 7;

/** Reads the varint that starts at a byte into `out`. */
export function readVarint(
  bytes: Uint8Array,
  start: number,
  where: string,
  out: { value: number; next: number },
): void {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < PLAIN_BYTES; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) throw invalidModel(where, 'the file ends inside a number');
    value += (byte & 127) * scale;
    if (byte < 128) {
      out.value = value;
      out.next = start + i + 1;
      return;
    }
    scale *= 128;
  }
  readLongVarint(bytes, start, where, out);
}

function readLongVarint(bytes: Uint8Array, start: number, where: string, out: { value: number; next: number }): void {
  let value = 0n;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) throw invalidModel(where, 'the file ends inside a number');
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) {
      out.value = Number(BigInt.asIntN(64, value));
      out.next = start + i + 1;
      return;
    }
  }
  throw invalidModel(where, `the number at byte ${start} has more than ${MAX_VARINT_BYTES} bytes`);
}
