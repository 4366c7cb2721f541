import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { TribuneError } from '../../core/base/errors.js';
import type { ModelBytes, ModelDraft } from '../../domain/model-store/ports.js';
import { type DraftFile, draftFile, openPieces, removeOldDrafts } from './draft-file.js';
import { type ObjectStoreKeys, signV4 } from './sign-v4.js';

export interface ObjectStoreOptions {
  /** Address of the service, such as `https://s3.eu-central-1.amazonaws.com`; the bucket is named in the path. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Prefix of the names of objects, such as `tribune/models`. Default none. */
  readonly prefix?: string;
  /** Region of the bucket. Default `us-east-1`, which services outside AWS accept, too. */
  readonly region?: string;
  readonly keys: ObjectStoreKeys;
  /** Folder of this machine for models that are being received; none stays there. */
  readonly drafts: string;
  readonly nowMs: () => number;
  /** Longest wait for one answer, default five minutes. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 300_000;
/** Answers of a store that is busy or being repaired, after which the same question may succeed. */
const PASSING = new Set([429, 500, 502, 503, 504]);
/** Pauses before a question is asked again, ms. Every question may be asked twice, because an object is named by the digest of its bytes. */
const PAUSES_MS = [100, 400, 1600];
/** Number of bytes of a refusal that are read to find its reason. */
const REFUSAL_BYTES = 4096;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

/**
 * Stores models as objects of an S3-compatible store, over HTTP with signature version 4. A model is received into a file of this machine
 * first: the signature names digest and length, so nothing reaches the store that has another digest, and a slow sender holds no connection
 * to it. Redirects are not followed, because a signature is valid for one host only.
 */
export function objectStoreModelBytes(options: ObjectStoreOptions): ModelBytes {
  const base = baseOf(options);
  const place = `${base.origin}${base.pathname}`;
  const ask = (method: string, digest: string, body?: SentBody): Promise<Response> => {
    const url = new URL(`${base.pathname}${digest.slice(digest.indexOf(':') + 1)}`, base);
    return asked({ method, url, body }, options);
  };
  const send = async (digest: string, body: SentBody): Promise<void> => {
    const response = await ask('PUT', digest, body);
    if (!response.ok) throw await refused(response, `writing model ${digest} to ${place}`);
    await response.body?.cancel();
  };
  return {
    place,
    async draft() {
      const { drafts } = options;
      return sentDraft(await onDisk(draftFile(drafts), drafts), { drafts, send });
    },
    async open(digest) {
      const response = await ask('GET', digest);
      if (response.status === 404) {
        const reason = await reasonOf(response);
        if (reason === 'NoSuchKey' || reason === null) return null;
        throw refusal(404, reason, `reading model ${digest} from ${place}`);
      }
      if (!response.ok) throw await refused(response, `reading model ${digest} from ${place}`);
      return piecesOf(response, place);
    },
    async has(digest) {
      const response = await ask('HEAD', digest);
      if (response.status === 404) return false;
      if (!response.ok) throw await refused(response, `looking for model ${digest} in ${place}`);
      return true;
    },
    async remove(digest) {
      const response = await ask('DELETE', digest);
      if (!response.ok && response.status !== 404)
        throw await refused(response, `removing model ${digest} from ${place}`);
      await response.body?.cancel();
    },
    sweep: () => onDisk(removeOldDrafts(options.drafts, options.nowMs()), options.drafts),
  };
}

/** The draft of a model as a file, which is sent when it is kept. */
function sentDraft(
  draft: DraftFile,
  { drafts, send }: { drafts: string; send: (digest: string, body: SentBody) => Promise<void> },
): ModelDraft {
  let size = 0;
  return {
    async write(piece) {
      await onDisk(draft.write(piece), drafts);
      size += piece.length;
    },
    async keep(digest) {
      await onDisk(draft.end(), drafts);
      const open = async (): Promise<AsyncIterable<Uint8Array>> => {
        const pieces = await onDisk(openPieces(draft.path), drafts);
        if (pieces === null) throw gone(draft.path);
        return pieces;
      };
      await send(digest, { size, sha256: digest.slice(digest.indexOf(':') + 1), open });
    },
    discard: () => onDisk(draft.remove(), drafts),
  };
}

async function onDisk<T>(work: Promise<T>, folder: string): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new TribuneError('STORE_UNAVAILABLE', `cannot use ${folder}: ${(cause as Error).message}`, {
      remedy: 'Check space and permissions of the data folder.',
      cause,
    });
  }
}

const gone = (path: string): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', `the draft ${path} is gone`, {
    remedy: 'Send the model again, and find out who tidies the data folder.',
  });

/** Whether a text can be the name of a bucket. */
export const isBucketName = (text: string): boolean => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);

/** Whether a text can stand before the names of objects. */
export const isObjectPrefix = (text: string): boolean =>
  /^[\w./-]*$/.test(text) && text.split('/').every((part) => part !== '..' && part !== '.');

/** Whether an address has nothing but scheme, host, port and path; whatever stands in its other parts may be a secret. */
export const isPlainAddress = ({ username, password, search, hash }: URL): boolean =>
  [username, password, search, hash].every((part) => part === '');

function baseOf({ endpoint, bucket, prefix = '' }: ObjectStoreOptions): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  // The text itself is not shown: it may hold a key.
  if (url === null || !/^https?:$/.test(url.protocol))
    throw invalid('the address of an object store is no http address', 'Give https:// and a host.');
  if (!isPlainAddress(url))
    throw invalid(
      `the address of the object store at ${url.origin} has a user, a query or a fragment`,
      'Give https:// and a host, and the keys by themselves.',
    );
  if (!isBucketName(bucket))
    throw invalid(`"${bucket}" is no name of a bucket`, 'Give 3 to 63 small letters, digits, points and hyphens.');
  if (!isObjectPrefix(prefix))
    throw invalid(`"${prefix}" is no prefix of objects`, 'Give letters, digits, points, hyphens and slashes.');
  const parts = [...url.pathname.split('/'), bucket, ...prefix.split('/')].filter((part) => part !== '');
  return new URL(`/${parts.join('/')}/`, url);
}

const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });

/** A body with its length and its hash in hexadecimal, both of which are sent before it. */
interface SentBody {
  readonly size: number;
  readonly sha256: string;
  /** Opens the bytes, anew for each time that they are sent. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: SentBody | undefined;
}

async function asked(what: Asked, options: ObjectStoreOptions): Promise<Response> {
  for (const pauseMs of PAUSES_MS) {
    const response = await askedOnce(what, options);
    if (!PASSING.has(response.status)) return response;
    await response.body?.cancel();
    await pause(pauseMs);
  }
  return askedOnce(what, options);
}

async function askedOnce({ method, url, body }: Asked, options: ObjectStoreOptions): Promise<Response> {
  const { keys, nowMs, region = 'us-east-1', timeoutMs = TIMEOUT_MS } = options;
  const bodySha256 = body?.sha256 ?? EMPTY_SHA256;
  const headers = { 'x-amz-content-sha256': bodySha256 };
  const scope = { keys, region, service: 's3', nowMs: nowMs() };
  const { host: _, ...signed } = signV4({ method, url, headers, bodySha256 }, scope);
  const pieces = await body?.open();
  try {
    return await fetch(url, {
      method,
      headers: { ...signed, ...(body === undefined ? {} : { 'content-length': String(body.size) }) },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(pieces === undefined ? {} : { body: ReadableStream.from(pieces), duplex: 'half' }),
    } as RequestInit);
  } catch (cause) {
    throw unavailable(`${url.origin} does not answer: ${reasonText(cause)}`, cause);
  }
}

/** Gives the cause beneath an error of Node, whose own message is only "fetch failed". */
function reasonText(cause: unknown): string {
  const { message, cause: under } = cause as Error;
  return under instanceof Error ? under.message || String((under as NodeJS.ErrnoException).code) : message;
}

/** Gives the body of an answer in pieces; who stops reading closes the connection. */
async function* piecesOf(response: Response, place: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response.body ?? []) yield piece as Uint8Array;
  } catch (cause) {
    throw unavailable(`${place} broke off while a model was read: ${reasonText(cause)}`, cause);
  }
}

/** Gives the `<Code>` of an answer in XML; null where there is none, as after HEAD. */
async function reasonOf(response: Response): Promise<string | null> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of piecesOf(response, 'the object store')) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > REFUSAL_BYTES) break;
  }
  const found = /<Code>(\w{1,64})<\/Code>/.exec(text);
  return found?.[1] ?? null;
}

const refused = async (response: Response, what: string): Promise<TribuneError> =>
  refusal(response.status, await reasonOf(response), what);

function refusal(status: number, reason: string | null, what: string): TribuneError {
  const why = reason === null ? '' : ` (${reason})`;
  const remedy =
    status === 403 || status === 401
      ? 'Check the keys and what they may do in the bucket.'
      : 'Check address, region and bucket, and whether the service is well.';
  return new TribuneError('STORE_UNAVAILABLE', `${what}: the object store answers ${status}${why}`, { remedy });
}

const unavailable = (message: string, cause: unknown): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', message, { remedy: 'Check the address and the network.', cause });
