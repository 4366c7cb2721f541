import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TribuneError } from '../../core/base/errors.js';
import { MAX_LINE_BYTES } from './limits/limits.js';

export interface FileDigest {
  readonly sha256: string;
  /** Digest of the unpacked content where `content` asked for it, otherwise the same as `sha256`. */
  readonly content: string;
  readonly bytes: number;
}

export interface DigestOptions {
  readonly gzip?: boolean;
  /** Whether the file consists of lines, of which one that is too long is refused. */
  readonly lines?: boolean;
  /** Whether the digest of a packed file's content is taken, too. */
  readonly content?: boolean;
  /** Path for messages; default the path itself. */
  readonly path?: string;
}

/** Number of bytes per read, large enough that reading seldom interrupts the engine's threads. */
const CHUNK_BYTES = 1 << 20;

/**
 * Streams a file once for its SHA-256, its size, and two checks that the engine does not make: DuckDB 1.5.6 accepts a gzip file that is cut
 * short between two lines, and silently drops a last line of hundreds of megabytes.
 *
 * @throws TribuneError DATA_UNREADABLE for damaged gzip data, DATA_TOO_LARGE for a line above MAX_LINE_BYTES
 */
export async function digestFile(absolute: string, options: DigestOptions = {}): Promise<FileDigest> {
  const { gzip = false, lines = false, path = absolute } = options;
  const hash = createHash('sha256');
  const unpacked = gzip && options.content === true ? createHash('sha256') : null;
  let bytes = 0;
  async function* tap(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const longest = lineMeter();
  const sink = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      unpacked?.update(chunk);
      if (lines && longest(chunk) > MAX_LINE_BYTES) throw longLine(path);
    }
  };
  const source = createReadStream(absolute, { highWaterMark: CHUNK_BYTES });
  try {
    if (gzip) await pipeline(source, tap, createGunzip({ chunkSize: CHUNK_BYTES }), sink);
    else await pipeline(source, tap, sink);
  } catch (error) {
    if (error instanceof TribuneError || !gzip || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new TribuneError('DATA_UNREADABLE', `${path}: the gzip data is cut short or damaged`, {
      remedy: 'Copy the file again, or compress it again.',
      cause: error,
    });
  }
  const sha256 = hash.digest('hex');
  return { sha256, content: unpacked?.digest('hex') ?? sha256, bytes };
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Measures the longest stretch so far without the end of a line that reaches into a chunk; lines within a chunk are short enough anyway.
 */
function lineMeter(): (chunk: Buffer) => number {
  let open = 0;
  const first = (chunk: Buffer): number => {
    const at = chunk.indexOf(NEWLINE);
    return at === -1 ? chunk.indexOf(RETURN) : at;
  };
  return (chunk) => {
    const begin = first(chunk);
    if (begin === -1) {
      open += chunk.length;
      return open;
    }
    const length = open + begin;
    open = chunk.length - 1 - Math.max(chunk.lastIndexOf(NEWLINE), chunk.lastIndexOf(RETURN));
    return length;
  };
}

function longLine(path: string): TribuneError {
  return new TribuneError('DATA_TOO_LARGE', `${path}: a line is longer than ${MAX_LINE_BYTES / 1024 ** 2} MB`, {
    remedy: 'Check that the file has one record per line and that every quote is closed.',
  });
}
