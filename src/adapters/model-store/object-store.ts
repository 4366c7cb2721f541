import { createHash } from 'node:crypto';
import { TribuneError } from '../../core/base/errors.js';
import type { ModelBytes } from '../../domain/model-store/ports.js';
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
  readonly nowMs: () => number;
  /** Longest wait for one answer, default five minutes. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 300_000;
/** Number of bytes of a refusal that are read to find its reason. */
const REFUSAL_BYTES = 4096;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

/**
 * Stores models as objects of an S3-compatible store, over HTTP with signature version 4. Redirects are not followed, because a signature
 * is valid for one host only.
 */
export function objectStoreModelBytes(options: ObjectStoreOptions): ModelBytes {
  const base = baseOf(options);
  const place = `${base.origin}${base.pathname}`;
  const ask = (method: string, digest: string, body?: Uint8Array): Promise<Response> => {
    const url = new URL(`${base.pathname}${digest.slice(digest.indexOf(':') + 1)}`, base);
    return asked({ method, url, body }, options);
  };
  return {
    place,
    async write(digest, bytes) {
      const response = await ask('PUT', digest, bytes);
      if (!response.ok) throw await refused(response, `writing model ${digest} to ${place}`);
      await response.body?.cancel();
    },
    async read(digest, maxBytes) {
      const response = await ask('GET', digest);
      if (response.status === 404) {
        const reason = await reasonOf(response);
        if (reason === 'NoSuchKey' || reason === null) return null;
        throw refusal(404, reason, `reading model ${digest} from ${place}`);
      }
      if (!response.ok) throw await refused(response, `reading model ${digest} from ${place}`);
      return readBounded(response, maxBytes, place);
    },
    async has(digest) {
      const response = await ask('HEAD', digest);
      if (response.status === 404) return false;
      if (!response.ok) throw await refused(response, `looking for model ${digest} in ${place}`);
      return true;
    },
  };
}

function baseOf({ endpoint, bucket, prefix = '' }: ObjectStoreOptions): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  // The text itself is not shown: it may hold a key.
  if (url === null || !/^https?:$/.test(url.protocol))
    throw invalid('the address of an object store is no http address', 'Give https:// and a host.');
  if ([url.username, url.password, url.search, url.hash].some((part) => part !== ''))
    throw invalid(
      `the address of the object store at ${url.origin} has a user, a query or a fragment`,
      'Give https:// and a host, and the keys by themselves.',
    );
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw invalid(`"${bucket}" is no name of a bucket`, 'Give 3 to 63 small letters, digits, points and hyphens.');
  if (!/^[\w./-]*$/.test(prefix) || prefix.split('/').some((part) => part === '..' || part === '.'))
    throw invalid(`"${prefix}" is no prefix of objects`, 'Give letters, digits, points, hyphens and slashes.');
  const parts = [...url.pathname.split('/'), bucket, ...prefix.split('/')].filter((part) => part !== '');
  return new URL(`/${parts.join('/')}/`, url);
}

const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: Uint8Array | undefined;
}

async function asked({ method, url, body }: Asked, options: ObjectStoreOptions): Promise<Response> {
  const { keys, nowMs, region = 'us-east-1', timeoutMs = TIMEOUT_MS } = options;
  const bodySha256 = body === undefined ? EMPTY_SHA256 : createHash('sha256').update(body).digest('hex');
  const headers = { 'x-amz-content-sha256': bodySha256 };
  const scope = { keys, region, service: 's3', nowMs: nowMs() };
  const { host: _, ...signed } = signV4({ method, url, headers, bodySha256 }, scope);
  try {
    return await fetch(url, {
      method,
      headers: signed,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
  } catch (cause) {
    throw unavailable(`${url.origin} does not answer: ${reasonText(cause)}`, cause);
  }
}

/** Gives the cause beneath an error of Node, whose own message is only "fetch failed". */
function reasonText(cause: unknown): string {
  const { message, cause: under } = cause as Error;
  return under instanceof Error ? under.message || String((under as NodeJS.ErrnoException).code) : message;
}

async function readBounded(response: Response, maxBytes: number, place: string): Promise<Uint8Array | 'too large'> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += (chunk as Uint8Array).length;
      // Leaving the loop closes the connection.
      if (length > maxBytes) return 'too large';
      chunks.push(chunk as Uint8Array);
    }
  } catch (cause) {
    throw unavailable(`${place} broke off while a model was read: ${reasonText(cause)}`, cause);
  }
  return Buffer.concat(chunks, length);
}

/** Gives the `<Code>` of an answer in XML; null where there is none, as after HEAD. */
async function reasonOf(response: Response): Promise<string | null> {
  const text = await readBounded(response, REFUSAL_BYTES, 'the object store');
  const found = text === 'too large' ? null : /<Code>(\w{1,64})<\/Code>/.exec(new TextDecoder().decode(text));
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
