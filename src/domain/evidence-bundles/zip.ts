import { utf8 } from '../../core/base/bytes.js';
import { crc32 } from '../../core/base/crc32.js';
import { TribuneError } from '../../core/base/errors.js';

/** A file of a bundle. */
export interface BundledFile {
  /** Path inside the bundle, its parts joined by `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Most files of a bundle, and most bytes of all of them; ZIP without its 64-bit form holds no more than 65,535 and 4 GiB. */
export const MOST_FILES = 10_000;
export const MOST_BYTES = 512 * 1024 * 1024;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** Version 2.0, names in UTF-8, and no compression: stored bytes are the same on every machine. */
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** The first day of the calendar of ZIP, 1980-01-01: a time of making would give other bytes each time. */
const FIRST_DAY = 0x0021;

/**
 * Writes files as a ZIP without compression. The same files in the same order give the same bytes.
 *
 * @throws TribuneError INVALID for a path that could be written outside of a folder, or that stands twice, and for more than is read again
 */
export function writeZip(files: readonly BundledFile[]): Uint8Array {
  const paths = new Paths();
  demandSize(files);
  for (const { path } of files) paths.add(path);
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = utf8(path);
    const head = headOf(bytes, name.length);
    const local = join([le32(LOCAL), le16(VERSION), head, le16(0), name]);
    directory.push(
      join([
        le32(CENTRAL),
        le16(VERSION),
        le16(VERSION),
        head,
        ...Array<Uint8Array>(4).fill(le16(0)),
        le32(0),
        le32(offset),
        name,
      ]),
    );
    parts.push(local, bytes);
    offset += local.length + bytes.length;
  }
  const list = join(directory);
  const count = le16(files.length);
  const end = join([le32(END), le16(0), le16(0), count, count, le32(list.length), le32(offset), le16(0)]);
  return join([...parts, list, end]);
}

/** Refuses a bundle that nobody could read again: of more, the numbers of a ZIP would mean something else. */
function demandSize(files: readonly BundledFile[]): void {
  const sum = files.reduce(
    (all, { path, bytes }) => all + LOCAL_BYTES + CENTRAL_BYTES + 2 * path.length + bytes.length,
    END_BYTES,
  );
  if (files.length <= MOST_FILES && sum <= MOST_BYTES) return;
  throw new TribuneError(
    'INVALID',
    `the bundle would have ${files.length} files and ${sum} bytes; at most ${MOST_FILES} and ${MOST_BYTES} are read`,
    { remedy: 'Make one of less: of a deployment in place of a system.' },
  );
}

/** What local and central entries share, from the flags to the length of the name. */
const headOf = (bytes: Uint8Array, nameLength: number): Uint8Array =>
  join([
    ...[le16(UTF8_NAMES), le16(0), le16(0), le16(FIRST_DAY), le32(crc32(bytes))],
    ...[le32(bytes.length), le32(bytes.length), le16(nameLength)],
  ]);

/**
 * Reads a ZIP that `writeZip` made, strictly: stored files, each in its place, with paths that stay inside a folder. Whatever else a ZIP may
 * hold is refused by name, for a bundle is evidence and not an archive.
 *
 * @throws TribuneError INVALID for anything else, a path that leads outside among it
 */
export function readZip(zip: Uint8Array): BundledFile[] {
  if (zip.length > MOST_BYTES) throw refused(`it has ${zip.length} bytes, and at most ${MOST_BYTES} are read`);
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== END) throw refused('it does not end as a ZIP without comment does');
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (count > MOST_FILES) throw refused(`it has ${count} files, and at most ${MOST_FILES} are read`);
  if (start + view.getUint32(end + 12, true) !== end) throw refused('its list of files is not where its end says');
  const files: BundledFile[] = [];
  const paths = new Paths();
  let place: Place = { listed: start, local: 0 };
  for (let n = 0; n < count; n++) {
    const entry = listedAt(view, { at: place.listed, end, n });
    paths.add(entry.path);
    files.push({ path: entry.path, bytes: bytesOf(zip, { entry, ...place, start }) });
    place = { listed: entry.next, local: place.local + LOCAL_BYTES + entry.nameLength + entry.length };
  }
  if (place.listed !== end || place.local !== start) throw refused('it has bytes that belong to no file');
  return files;
}

/** Where the next entry of the list stands, and the next file. */
interface Place {
  readonly listed: number;
  readonly local: number;
}

interface ListedFile {
  readonly path: string;
  readonly nameLength: number;
  readonly length: number;
  readonly sum: number;
  /** Where its bytes begin, by the list. */
  readonly offset: number;
  readonly next: number;
}

/** Reads an entry of the list. */
function listedAt(
  view: DataView,
  { at, end, n }: { readonly at: number; readonly end: number; readonly n: number },
): ListedFile {
  if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) throw refused(`entry ${n} of its list is none`);
  const nameLength = view.getUint16(at + 28, true);
  const next = at + CENTRAL_BYTES + nameLength;
  if (view.getUint16(at + 30, true) + view.getUint16(at + 32, true) !== 0) throw refused(`entry ${n} has extra fields`);
  if (next > end) throw refused(`entry ${n} of its list is cut off`);
  const path = textOf(new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL_BYTES, nameLength), n);
  if (view.getUint32(at + 38, true) !== 0) throw refused(`${shown(path)} is a link or has rights of its own`);
  if (view.getUint16(at + 8, true) !== UTF8_NAMES)
    throw refused(`${shown(path)} is locked, or has sizes behind its bytes`);
  const length = view.getUint32(at + 20, true);
  const isStored = view.getUint16(at + 10, true) === 0 && length === view.getUint32(at + 24, true);
  if (!isStored) throw refused(`${shown(path)} is compressed`);
  return { path, nameLength, length, next, sum: view.getUint32(at + 16, true), offset: view.getUint32(at + 42, true) };
}

/** The bytes of a file, after its own head was held against the list. */
function bytesOf(
  zip: Uint8Array,
  { entry, listed, local, start }: Place & { readonly entry: ListedFile; readonly start: number },
): Uint8Array {
  const { path, nameLength, length, offset, sum } = entry;
  if (offset !== local) throw refused(`${shown(path)} is not where the file before it ends`);
  const begin = local + LOCAL_BYTES + nameLength;
  const isLocal =
    begin + length <= start && new DataView(zip.buffer, zip.byteOffset + local).getUint32(0, true) === LOCAL;
  if (!isLocal) throw refused(`${shown(path)} is cut off`);
  if (!isSameHead(zip, { local, central: listed, nameLength }))
    throw refused(`${shown(path)} has another head than its list says`);
  const bytes = zip.subarray(begin, begin + length);
  if (crc32(bytes) !== sum) throw refused(`${shown(path)} is damaged: its check sum is another`);
  return bytes;
}

/** Whether flags, sizes and name of a file are the same before its bytes and in the list. */
function isSameHead(
  zip: Uint8Array,
  { local, central, nameLength }: { local: number; central: number; nameLength: number },
): boolean {
  const SHARED = 24;
  const name = (from: number): Uint8Array => zip.subarray(from, from + nameLength);
  const [a, b] = [zip.subarray(local + 6, local + 6 + SHARED), zip.subarray(central + 8, central + 8 + SHARED)];
  return (
    a.every((byte, i) => byte === b[i]) &&
    name(local + LOCAL_BYTES).every((byte, i) => byte === name(central + CENTRAL_BYTES)[i])
  );
}

const LONGEST_PATH = 240;
/** Parts of a path: letters, digits and a few signs, so that it is the same file on every system. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9._@=-]*$/;
/** Names that Windows takes for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Paths of a bundle, each a file of its own on every system. */
class Paths {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** @throws TribuneError INVALID for a path that leads outside, stands twice, or is file and folder at once */
  add(path: string): void {
    demandInside(path);
    const parts = path.toLowerCase().split('/');
    const same = parts.join('/');
    if (this.#files.has(same)) throw refused(`the path ${shown(path)} stands twice`);
    const folders = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
    if (this.#folders.has(same) || folders.some((one) => this.#files.has(one)))
      throw refused(`the path ${shown(path)} is a file and a folder`);
    this.#files.add(same);
    for (const one of folders) this.#folders.add(one);
  }
}

function demandInside(path: string): void {
  const parts = path.split('/');
  const isInside =
    path.length <= LONGEST_PATH && parts.every((part) => PART.test(part) && !part.endsWith('.') && !DEVICE.test(part));
  if (!isInside) throw refused(`the path ${shown(path)} is none that stays inside a folder on every system`);
}

const shown = (path: string): string => JSON.stringify(path.slice(0, 100));

function textOf(bytes: Uint8Array, n: number): string {
  try {
    // A mark of byte order is part of the name: without it two names would be one.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new TribuneError('INVALID', `the name of file ${n} of the bundle is no UTF-8`, { remedy: REMEDY, cause });
  }
}

const REMEDY = 'Give the bundle as tribune document evidence-bundle wrote it. Nothing was written.';
const refused = (why: string): TribuneError =>
  new TribuneError('INVALID', `the bundle is not taken: ${why}`, { remedy: REMEDY });

const le16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
const le32 = (value: number): Uint8Array => join([le16(value & 0xffff), le16(value >>> 16)]);

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
