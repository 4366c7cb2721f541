import { crc32 } from '../../../core/base/crc32.js';
import { type Cleaned, joined, MOST_PARTS, MOST_PIXELS, type Refusal } from './refusal.js';

/** Signature of PNG (W3C PNG, section 5.2). */
export const PNG_START: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Chunks that a still picture needs; texts, times, EXIF, profiles, animations and chunks of others are left out. */
const NEEDED: readonly string[] = ['PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'pHYs', 'sBIT', 'bKGD'];

/**
 * A PNG without metadata and without what stands behind its end; broken where the checksum of a chunk that is kept says so. Nothing is decompressed,
 * so nothing can swell.
 */
export function cleanPng(bytes: Uint8Array): Cleaned {
  const head = sizeRefusal(bytes);
  if (head !== null) return { refusal: head };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, HEAD_END)];
  let hasData = false;
  let parts = 0;
  for (let at = HEAD_END; at + 12 <= bytes.length && parts < MOST_PARTS; parts++) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) break;
    const name = nameAt(bytes, at);
    if (NEEDED.includes(name)) {
      if (!isIntact(bytes, at, end)) break;
      kept.push(bytes.subarray(at, end));
    }
    if (name === 'IDAT') hasData = true;
    if (name === 'IEND') return hasData ? { kind: 'image/png', bytes: joined(kept) } : { refusal: 'broken' };
    at = end;
  }
  return { refusal: 'broken' };
}

/** Whether name and content of a chunk have the checksum behind them (W3C PNG, section 5.3). */
const isIntact = (bytes: Uint8Array, at: number, end: number): boolean =>
  new DataView(bytes.buffer, bytes.byteOffset + end - 4, 4).getUint32(0) === crc32(bytes.subarray(at + 4, end - 4));

/** Where the first chunk ends, which tells the size: signature, length, name, 13 bytes, checksum. */
const HEAD_END = 33;

const nameAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at + 4, at + 8));

function sizeRefusal(bytes: Uint8Array): Refusal | null {
  if (bytes.length < HEAD_END) return 'broken';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (!isIntact(bytes, PNG_START.length, HEAD_END)) return 'broken';
  if (view.getUint32(8) !== 13 || nameAt(bytes, 8) !== 'IHDR' || width === 0 || height === 0) return 'broken';
  return width * height > MOST_PIXELS ? 'pixels' : null;
}
