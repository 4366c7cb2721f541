import { type Cleaned, joined, MOST_PARTS, MOST_PIXELS, standsAt } from './refusal.js';

/** Every JPEG begins so: the start of the image, and the first byte of a marker (ITU-T T.81, annex B). */
export const JPEG_START: readonly number[] = [0xff, 0xd8, 0xff];

const END = 0xd9;
const SCAN = 0xda;
const COMMENT = 0xfe;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
/** Frames that tell the size: all SOF but the tables of Huffman, arithmetic coding and JPG. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Marks within the data of a scan: a stuffed zero, and restarts. */
const isInScan = (marker: number): boolean => marker === 0 || (marker >= 0xd0 && marker <= 0xd7);

/** A part of a JPEG: a segment between two markers, with the data of a scan behind it where it begins one. */
interface Segment {
  readonly marker: number;
  readonly at: number;
  /** Where its header ends. */
  readonly headEnd: number;
  readonly end: number;
}

/**
 * A JPEG without metadata: place, time, device and thumbnails of EXIF, XMP and comments go, and whatever stands behind the end of the image. How
 * the picture is turned stays, and so does its colour profile, without which its colours would be others. The data of the image is kept as it is.
 */
export function cleanJpeg(bytes: Uint8Array): Cleaned {
  const segments = segmentsOf(bytes);
  if (segments === null) return { refusal: 'broken' };
  const frames = segments.filter(({ marker }) => isFrame(marker)).map(({ at }) => pixelsAt(bytes, at));
  if (frames.length === 0 || frames.includes(0)) return { refusal: 'broken' };
  if (frames.some((pixels) => pixels > MOST_PIXELS)) return { refusal: 'pixels' };
  const turned = segments
    .filter(({ marker }) => marker === APP1)
    .map(({ at, end }) => turnOf(bytes.subarray(at + 4, end)))
    .find((one) => one !== null);
  const kept = segments.map((segment) => keptOf(bytes, segment));
  const pieces = [bytes.subarray(0, 2), ...(turned === undefined ? [] : [turned]), ...kept, Uint8Array.of(0xff, END)];
  return { kind: 'image/jpeg', bytes: joined(pieces) };
}

/** All segments up to the end of the image; null where it has none, or more segments than any image. */
function segmentsOf(bytes: Uint8Array): Segment[] | null {
  const found: Segment[] = [];
  for (let at = 2; bytes[at] === 0xff && found.length < MOST_PARTS; ) {
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === END) return found;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const headEnd = at + 2 + length;
    if (marker === undefined || length < 2 || headEnd > bytes.length) return null;
    const end = marker === SCAN ? scanEnd(bytes, headEnd) : headEnd;
    found.push({ marker, at, headEnd, end });
    at = end;
  }
  return null;
}

function scanEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] !== 0xff || isInScan(bytes[at + 1] ?? 0))) at++;
  return at;
}

const pixelsAt = (bytes: Uint8Array, at: number): number => {
  const [h1 = 0, h0 = 0, w1 = 0, w0 = 0] = bytes.subarray(at + 5, at + 9);
  return ((h1 << 8) | h0) * ((w1 << 8) | w0);
};

/** Bytes of the header of JFIF without a thumbnail, which may show what was cut away. */
const JFIF_LENGTH = 16;

/** How a piece of a colour profile begins: `ICC_PROFILE` and a zero (ICC.1:2022, B.4). */
const PROFILE: readonly number[] = [0x49, 0x43, 0x43, 0x5f, 0x50, 0x52, 0x4f, 0x46, 0x49, 0x4c, 0x45, 0];

function keptOf(bytes: Uint8Array, { marker, at, headEnd, end }: Segment): Uint8Array {
  if (marker === APP0)
    return standsAt(bytes, at + 4, [0x4a, 0x46, 0x49, 0x46, 0]) && headEnd - at >= 2 + JFIF_LENGTH
      ? Uint8Array.of(0xff, APP0, 0, JFIF_LENGTH, ...bytes.subarray(at + 4, at + JFIF_LENGTH), 0, 0)
      : new Uint8Array();
  if (marker === APP2 && standsAt(bytes.subarray(0, headEnd), at + 4, PROFILE)) return bytes.subarray(at, end);
  const isMeta = marker === COMMENT || (marker >= APP1 && marker <= APP15 && marker !== APP14);
  return isMeta ? new Uint8Array() : bytes.subarray(at, end);
}

const ORIENTATION = 0x0112;
const SHORT = 3;

/** How the picture is turned, as a piece of EXIF that says nothing else; null where it is not (Exif 2.32, 4.6.4). */
function turnOf(exif: Uint8Array): Uint8Array | null {
  if (!standsAt(exif, 0, [0x45, 0x78, 0x69, 0x66, 0, 0])) return null;
  const view = new DataView(exif.buffer, exif.byteOffset + 6, exif.length - 6);
  if (view.byteLength < 8) return null;
  const isLittle = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > view.byteLength) return null;
  const n = view.getUint16(directory, isLittle);
  for (let i = 0, at = directory + 2; i < n && at + 12 <= view.byteLength; i++, at += 12) {
    if (view.getUint16(at, isLittle) !== ORIENTATION || view.getUint16(at + 2, isLittle) !== SHORT) continue;
    const turn = view.getUint16(at + 8, isLittle);
    return turn >= 2 && turn <= 8 ? turnSegment(turn) : null;
  }
  return null;
}

/** APP1 with Exif, big-endian TIFF, one entry: orientation. */
const turnSegment = (turn: number): Uint8Array =>
  Uint8Array.of(
    ...[0xff, APP1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1],
    ...[0x01, 0x12, 0, SHORT, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0],
  );
