import { lookup as lookupAll } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.js';

/** Time within which a receiver must have answered whole, ms. */
const DEADLINE_MS = 10_000;
/** Bytes of an answer that are read; a receiver that sends more is cut off. */
const MOST_BYTES = 16_384;

export interface GuardedPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the administrator declared that the receiver stands in a private network. */
  readonly allowPrivate: boolean;
  /** Time for the whole exchange, ms; 10 s by default. */
  readonly deadlineMs?: number;
}

/** An answer as far as it was read. */
export interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly text: string;
}

/** Why there was no answer; it names no address and no secret. */
export class NoAnswer extends Error {}

/**
 * Posts a body and reads the answer, within a time and a size whatever the receiver does. Redirects are not followed. Every address to which
 * the name resolves is looked at when the connection is made, so that a name that changes its address meanwhile leads to no private network.
 *
 * @throws NoAnswer
 */
export function guardedPost({
  url,
  headers,
  body,
  allowPrivate,
  deadlineMs = DEADLINE_MS,
}: GuardedPost): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) return Promise.reject(privateRefused());
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'tribune-alerts' },
      // Each message has a connection of its own: one that a receiver leaves half open is never used again.
      agent: false,
      lookup: allowPrivate ? undefined : publicOnly,
    });
    const end = (result: Answer | NoAnswer): void => {
      clearTimeout(timer);
      if (result instanceof NoAnswer) reject(result);
      else resolve(result);
      sent.destroy();
    };
    const timer = setTimeout(() => end(new NoAnswer(`no whole answer within ${deadlineMs} ms`)), deadlineMs);
    sent.once('error', (cause: NodeJS.ErrnoException) =>
      end(cause instanceof NoAnswer ? cause : new NoAnswer(`the connection failed: ${cause.code ?? cause.name}`)),
    );
    sent.once('response', (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      const whole = (): void =>
        end({
          status: response.statusCode ?? 0,
          retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
          text: Buffer.concat(parts).subarray(0, MOST_BYTES).toString('utf8'),
        });
      response.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        // The status says what became of the message; a receiver that streams for ever is not listened to.
        if (length >= MOST_BYTES) whole();
      });
      response.once('end', whole);
      response.once('error', (cause: NodeJS.ErrnoException) =>
        end(new NoAnswer(`the answer broke off: ${cause.code ?? cause.name}`)),
      );
    });
    sent.end(body);
  });
}

/** Resolves a name, and refuses it where any of its addresses is private. */
export const publicOnly: LookupFunction = (name, options, callback) =>
  lookupAll(name, { ...options, all: true }, (cause, found) => {
    if (cause !== null) return callback(cause, '', 0);
    if (found.some(({ address }) => isPrivateAddress(address))) return callback(privateRefused(), '', 0);
    if (options.all === true) return callback(null, found);
    const [first] = found;
    callback(null, first!.address, first!.family);
  });

/** The declaration may be mended, and a name may lead elsewhere by then: the message is sound, and waits as for every receiver that is not there. */
export const privateRefused = (): NoAnswer =>
  new NoAnswer('the receiver is at a private address, which the configuration of the channel does not allow');

/** Longest rest that a receiver is granted, ms. */
const LONGEST_REST_MS = 3_600_000;

/** Reads Retry-After, seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const at = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(at) ? Math.min(LONGEST_REST_MS, Math.max(0, at)) : null;
}
