import { once } from 'node:events';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { AmbiguousJson, parseStrict } from '../../../core/base/strict-json.js';
import { hasUnderflow } from '../../../core/base/underflow.js';
import type { BodyForm } from '../../../domain/decisions/api/index.js';
import { MAX_DECOMPRESSED, MAX_DEPTH, MAX_STRANGER_BODY } from '../base/limits.js';

/** Number of bytes that a decompressor gives at once; so many are in memory before they are counted. */
const PIECE = { chunkSize: 64 * 1024 };

/** Node 20 has no zstd; types of later versions do. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: typeof PIECE) => Transform };

const DECOMPRESSORS: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: () => zlib.createGunzip(PIECE),
  'x-gzip': () => zlib.createGunzip(PIECE),
  ...(createZstdDecompress === undefined ? {} : { zstd: () => createZstdDecompress(PIECE) }),
};

/** Gives the bytes of the body, decompressed. Throws `BODY_INVALID`, `MEDIA_UNSUPPORTED`, `DATA_TOO_LARGE`, `SERVICE_BUSY`. */
export async function readBytes(request: FastifyRequest): Promise<Uint8Array> {
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const encoding = String(request.headers['content-encoding'] ?? 'identity')
    .trim()
    .toLowerCase();
  if (encoding === 'identity' || encoding === '') return body;
  const decompressor = Object.hasOwn(DECOMPRESSORS, encoding) ? DECOMPRESSORS[encoding] : undefined;
  if (decompressor === undefined) {
    const known = DECOMPRESSORS.zstd === undefined ? 'gzip' : 'gzip or zstd';
    throw new TribuneError('MEDIA_UNSUPPORTED', `the content-encoding "${encoding.slice(0, 40)}" is not supported`, {
      remedy: `Use ${known}, or send the body as it is.`,
    });
  }
  const most = request.caller.kind === 'anonymous' ? MAX_STRANGER_BODY : MAX_DECOMPRESSED;
  try {
    return await decompress(body, decompressor(), { most, hold: request.hold });
  } catch (cause) {
    if (cause instanceof TribuneError) throw cause;
    throw new TribuneError('BODY_INVALID', `the body is not whole ${encoding}`, {
      remedy: 'Send it again; nothing of it was taken.',
      cause,
    });
  }
}

/** Decompresses a body. Memory is counted as it is used, as the size that gzip states is only the sender's claim. */
async function decompress(
  body: Uint8Array,
  stream: Transform,
  { most, hold }: { most: number; hold: (bytes: number) => void },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    try {
      length += chunk.length;
      if (length > most) throw tooLarge(most);
      hold(chunk.length);
      chunks.push(chunk);
    } catch (cause) {
      stream.destroy(cause as Error);
    }
  });
  const ended = once(stream, 'end');
  stream.end(body);
  await ended;
  return Buffer.concat(chunks, length);
}

const tooLarge = (most: number): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `the body has more than ${most} bytes after decompression`, {
    remedy: 'Send smaller batches.',
  });

const NEWLINE = 0x0a;
const BRACKET = 0x5b;

/**
 * Tells how records are framed. `curl --data-binary` sends the type application/x-www-form-urlencoded for everything, so a type other than
 * JSON and NDJSON is not trusted and the content decides: an array is JSON, a first line that is a whole object is NDJSON.
 */
export function bodyForm(contentType: string | undefined, body: Uint8Array): BodyForm {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'application/x-ndjson' || type === 'application/jsonl' || type === 'application/x-jsonlines')
    return 'ndjson';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  const start = body.findIndex((byte) => byte > 0x20);
  if (start < 0 || body[start] === BRACKET) return 'json';
  const end = body.indexOf(NEWLINE, start);
  if (end < 0) return 'json';
  return isObject(body.subarray(start, end)) ? 'ndjson' : 'json';
}

function isObject(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/**
 * Reads a small JSON body. It refuses prototype keys and deep nesting, and with its own parser also numbers that a double would round to
 * zero. `parse` replaces that parser where numbers must stay exact or are checked record by record. Throws `BODY_INVALID`.
 */
export async function readJson(
  request: FastifyRequest,
  parse: (text: string) => unknown = parsePlain,
): Promise<unknown> {
  const bytes = await readBytes(request);
  let value: unknown;
  try {
    value = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    if (cause instanceof TribuneError) throw cause;
    if (cause instanceof AmbiguousJson)
      throw new TribuneError('BODY_INVALID', `the body ${cause.message}`, { remedy: 'Send each key once.', cause });
    throw new TribuneError('BODY_INVALID', 'the body is not JSON in UTF-8', { remedy: 'Send one JSON value.', cause });
  }
  demandTame(value);
  return value;
}

function parsePlain(text: string): unknown {
  const value = parseStrict(text);
  if (!hasUnderflow(text)) return value;
  const what = 'a number of the body is too near to zero for a double';
  throw new TribuneError('BODY_INVALID', what, { remedy: 'Send 0 if it is meant.' });
}

/** Throws for prototype keys and deep nesting. It is iterative, as a deep body must not exhaust the stack of its own check. */
function demandTame(root: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) {
      throw new TribuneError('BODY_INVALID', `the body is nested deeper than ${MAX_DEPTH}`, { remedy: 'Flatten it.' });
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        throw new TribuneError('BODY_INVALID', `the body has the key "${key}"`, { remedy: 'Rename it.' });
      }
      open.push({ value: inner, depth: depth + 1 });
    }
  }
}
