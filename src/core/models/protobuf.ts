import { invalidModel } from './limits.js';

/**
 * One field of a protobuf message: its number and its payload. Wire format: a varint key (number << 3 | type); type 0 is a
 * varint, 1 eight bytes, 2 a length and bytes, 5 four bytes. Groups (3, 4) are long gone and refused.
 */
export interface WireField {
  readonly number: number;
  readonly type: 0 | 1 | 2 | 5;
  readonly bytes: Uint8Array;
  /** Value of a varint as a signed 64-bit integer cut to a double; 0 for other types. */
  readonly varint: number;
}

/** The fields of a message, in order. Every length is checked against the bytes left. */
export function* wireFields(bytes: Uint8Array, where: string): Generator<WireField> {
  let at = 0;
  while (at < bytes.length) {
    const key = readVarint(bytes, at, where);
    at = key.next;
    const number = Math.floor(key.value / 8);
    const type = key.value & 7;
    if (type === 0) {
      const value = readVarint(bytes, at, where);
      yield { number, type, bytes: bytes.subarray(at, value.next), varint: value.value };
      at = value.next;
      continue;
    }
    let length = type === 1 ? 8 : 4;
    if (type === 2) {
      const given = readVarint(bytes, at, where);
      length = given.value;
      at = given.next;
    } else if (type !== 1 && type !== 5)
      throw invalidModel(where, `protobuf wire type ${type} at byte ${at} is not known`);
    if (length < 0 || length > bytes.length - at) {
      throw invalidModel(where, `a field of ${length} bytes is announced, ${bytes.length - at} are left`);
    }
    yield { number, type: type as 1 | 2 | 5, bytes: bytes.subarray(at, at + length), varint: 0 };
    at += length;
  }
}

/** At most ten bytes; the tenth holds the sign of a negative int64. */
const MAX_VARINT_BYTES = 10;

export function readVarint(bytes: Uint8Array, start: number, where: string): { value: number; next: number } {
  let value = 0n;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) throw invalidModel(where, 'the file ends inside a number');
    if (i === 0 && byte < 128) return { value: byte, next: start + 1 };
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: Number(BigInt.asIntN(64, value)), next: start + i + 1 };
  }
  throw invalidModel(where, `the number at byte ${start} has more than ${MAX_VARINT_BYTES} bytes`);
}

export const textOf = (field: WireField): string => new TextDecoder().decode(field.bytes);
