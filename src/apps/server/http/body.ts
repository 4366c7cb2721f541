import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TribuneError } from '../../../core/errors.js';
import type { BodyForm } from '../../../domain/decisions/service-api.js';
import { MAX_DECOMPRESSED, MAX_DEPTH } from '../limits.js';

/** Bodies stay bytes: what is committed to are the bytes as received. */
export function acceptRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

type Decompress = (data: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzip = promisify(zlib.gunzip) as Decompress;
/** Node 20 has no zstd; types of later versions do. */
const { zstdDecompress } = zlib as { zstdDecompress?: unknown };
const zstd =
  typeof zstdDecompress === 'function' ? (promisify(zstdDecompress as typeof zlib.gunzip) as Decompress) : null;

/** The body's bytes, decompressed. Throws `BODY_INVALID`, `MEDIA_UNSUPPORTED`, `DATA_TOO_LARGE`, `SERVICE_BUSY`. */
export async function readBytes(request: FastifyRequest): Promise<Uint8Array> {
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const encoding = String(request.headers['content-encoding'] ?? 'identity')
    .trim()
    .toLowerCase();
  if (encoding === 'identity' || encoding === '') return body;
  const decompress = encoding === 'gzip' || encoding === 'x-gzip' ? gunzip : encoding === 'zstd' ? zstd : null;
  if (decompress === null) {
    const known = zstd === null ? 'gzip' : 'gzip or zstd';
    throw new TribuneError('MEDIA_UNSUPPORTED', `the content-encoding "${encoding.slice(0, 40)}" is not supported`, {
      remedy: `Use ${known}, or send the body as it is.`,
    });
  }
  const announced = decompress === gunzip ? announcedSize(body) : MAX_DECOMPRESSED;
  request.hold(announced);
  try {
    return await decompress(body, { maxOutputLength: announced });
  } catch (cause) {
    if (!isTooLarge(cause) || announced === MAX_DECOMPRESSED) throw decompressionError(encoding, cause);
  }
  // Several members, of which the last tells its own size only; or a lie.
  request.hold(MAX_DECOMPRESSED - announced);
  try {
    return await decompress(body, { maxOutputLength: MAX_DECOMPRESSED });
  } catch (cause) {
    throw decompressionError(encoding, cause);
  }
}

/** What gzip says of the size of its content, in its last four bytes (RFC 1952, ISIZE): memory is counted before it is taken. */
function announcedSize(body: Uint8Array): number {
  const end = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const size = body.length < 4 ? 0 : end.getUint32(body.length - 4, true);
  return Math.min(Math.max(size, 1), MAX_DECOMPRESSED);
}

const isTooLarge = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';

function decompressionError(encoding: string, cause: unknown): TribuneError {
  if (isTooLarge(cause)) {
    return new TribuneError('DATA_TOO_LARGE', `the body has more than ${MAX_DECOMPRESSED} bytes after decompression`, {
      remedy: 'Send smaller batches.',
    });
  }
  return new TribuneError('BODY_INVALID', `the body is not whole ${encoding}`, {
    remedy: 'Send it again; nothing of it was taken.',
    cause,
  });
}

const NEWLINE = 0x0a;
const BRACKET = 0x5b;

/**
 * How records are framed. `curl --data-binary` says application/x-www-form-urlencoded whatever it sends, so that every type
 * but JSON and NDJSON is told apart by looking: an array is JSON, a first line that is a whole object is NDJSON.
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

/** A small JSON body, with neither prototype keys nor deep nesting. Throws `BODY_INVALID`. */
export async function readJson(request: FastifyRequest): Promise<unknown> {
  const bytes = await readBytes(request);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TribuneError('BODY_INVALID', 'the body is not JSON in UTF-8', { remedy: 'Send one JSON value.', cause });
  }
  demandTame(value);
  return value;
}

/** Iterative: a deep body must not exhaust the stack of its own check. */
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
