import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { isPrivateAddress, NoAnswer, privateRefused, publicOnly } from '../channels/index.js';

/** Statuses whose answers have no body, with which `Response` takes none. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Sends a request as `fetch` does, under the rules of webhooks: every address to which the name resolves is looked at when the connection is
 * made, so that a name that changes its address meanwhile leads to no private network; redirects are not followed; each request has a
 * connection of its own.
 *
 * @param allowPrivate whether the administrator declared that the server stands at a private address
 */
export const guardedFetch =
  (allowPrivate: boolean): typeof fetch =>
  (input, init = {}) => {
    const url = input as URL;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) return Promise.reject(refusedHere());
    const { method = 'GET', headers, body, signal } = init;
    const text = typeof body === 'string' ? body : null;
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method,
        headers: {
          ...(headers as Record<string, string>),
          ...(text === null ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
        },
        agent: false,
        ...(allowPrivate ? {} : { lookup: publicOnly }),
        ...(signal === null || signal === undefined ? {} : { signal }),
      });
      sent.on('error', (cause) => reject(cause instanceof NoAnswer ? refusedHere() : asFetchError(cause)));
      // A connection that ends without answer and error, as after a change of protocol that nobody asked for, would be waited for without end.
      sent.once('close', () => reject(asFetchError(new Error('the connection was closed before an answer'))));
      sent.once('response', (response) => {
        const { statusCode: status = 0 } = response;
        // `Response` throws for other numbers, and what is thrown here would end the process.
        if (status < 200 || status > 599) {
          sent.destroy();
          reject(asFetchError(new Error(`the status ${status}, which is none of HTTP`)));
          return;
        }
        const empty = WITHOUT_BODY.has(status);
        const stream = empty ? null : (Readable.toWeb(response) as unknown as ReadableStream<Uint8Array>);
        if (empty) response.resume();
        resolve(new Response(stream, { status }));
      });
      sent.end(text ?? undefined);
    });
  };

/** The error as `fetch` has it: its reader looks for the cause. */
const asFetchError = (cause: Error): Error => new TypeError('fetch failed', { cause });

const refusedHere = (): Error => asFetchError(new Error(`private address: ${privateRefused().message}`));
