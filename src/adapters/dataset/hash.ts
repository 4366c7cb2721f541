import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TribuneError } from '../../core/errors.js';

export interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** Bytes per read: few enough wake-ups beside the engine's threads. */
const CHUNK_BYTES = 1 << 20;

/**
 * Streams a file once: its SHA-256 and size. A gzip file is also unpacked and thrown away, because the engine takes a truncated one
 * that happens to end between two lines for a whole one. `path` is for messages.
 */
export async function digestFile(absolute: string, gzip: boolean, path: string = absolute): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* tap(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const sink = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const _ of chunks) {
      // Only the end matters: an error there means that the file is cut short or damaged.
    }
  };
  const source = createReadStream(absolute, { highWaterMark: CHUNK_BYTES });
  try {
    if (gzip) await pipeline(source, tap, createGunzip(), sink);
    else await pipeline(source, tap, sink);
  } catch (error) {
    if (!gzip || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new TribuneError('DATA_UNREADABLE', `${path}: the gzip data is cut short or damaged`, {
      remedy: 'Copy the file again, or compress it again.',
      cause: error,
    });
  }
  return { sha256: hash.digest('hex'), bytes };
}
