import { open } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import { TribuneError } from '../../core/base/errors.js';
import { foreignFile } from './foreign-file.js';
import { HEADER_BYTES } from './limits/limits.js';

export type FileFormat = 'csv' | 'json' | 'parquet';

/** The format of a file and how it is packed, found from its beginning. */
export interface Sniffed {
  readonly format: FileFormat;
  readonly gzip: boolean;
  /** First bytes, unpacked. */
  readonly head: Buffer;
  /** Whether `head` is the whole file. */
  readonly whole: boolean;
}

const PARQUET_MAGIC = 'PAR1';
const GZIP_MAGIC = [0x1f, 0x8b];

/** Reads the first megabyte and finds the format by name and content; `path` is for messages. */
export async function sniff(absolute: string, path: string): Promise<Sniffed> {
  const packed = await firstBytes(absolute, HEADER_BYTES + 1);
  if (packed.length === 0) {
    throw new TribuneError('DATA_EMPTY', `${path} is empty`, { remedy: 'The first line must name the columns.' });
  }
  const gzip = packed[0] === GZIP_MAGIC[0] && packed[1] === GZIP_MAGIC[1];
  const unpacked = gzip ? await unpack(path, packed) : packed;
  const head = unpacked.subarray(0, HEADER_BYTES);
  const format = formatOf(path, head);
  return { format, gzip, head, whole: unpacked.length <= HEADER_BYTES && packed.length <= HEADER_BYTES };
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(count);
    let filled = 0;
    while (filled < count) {
      const { bytesRead } = await handle.read(buffer, filled, count - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** Unpacks a little more than the head; the input may end in the middle. */
async function unpack(path: string, packed: Buffer): Promise<Buffer> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const chunks: Buffer[] = [];
  let length = 0;
  gunzip.end(packed);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > HEADER_BYTES) break;
    }
  } catch (error) {
    throw new TribuneError('DATA_UNREADABLE', `${path}: not valid gzip data`, {
      remedy: 'Copy the file again, or compress it again.',
      cause: error,
    });
  }
  return Buffer.concat(chunks);
}

function formatOf(path: string, head: Buffer): FileFormat {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  const foreign = foreignFile(head);
  if (foreign !== null)
    throw new TribuneError('DATA_UNREADABLE', `${path} is ${foreign.is}`, { remedy: foreign.remedy });
  const isParquet = head.subarray(0, PARQUET_MAGIC.length).toString('latin1') === PARQUET_MAGIC;
  if (/\.(parquet|pq)$/.test(name) && !isParquet) throw notFormat(path, 'Parquet');
  if (isParquet) return 'parquet';
  if (head.includes(0)) throw notFormat(path, 'text');
  const first = head
    .toString('utf8')
    .trimStart()
    .replace(/^\ufeff/, '')[0];
  if (/\.(jsonl|ndjson|json)$/.test(name)) {
    if (first !== '{' && first !== '[') throw notFormat(path, 'JSON Lines');
    return 'json';
  }
  return 'csv';
}

function notFormat(path: string, format: string): TribuneError {
  return new TribuneError('DATA_UNREADABLE', `${path} is not ${format}`, {
    remedy: 'Tribune reads CSV, TSV (UTF-8, with a header), gzip of these, Parquet, and JSON Lines.',
  });
}
