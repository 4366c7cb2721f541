import { TribuneError } from '../../../core/base/errors.js';
import type { InProcessService } from '../../server/index.js';
import { errorOf, jsonOf } from './http-admin.js';

/** Longest wait for the bytes of a model, either way, ms. */
const TIMEOUT_MS = 600_000;

/** Bytes to send, with their number. */
export interface SentBytes {
  readonly size: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Sends bytes to a service and fetches bytes from it, in pieces. */
export interface ByteExchange {
  /** Answers with the status and the JSON value. Throws the error of the service. */
  put(path: string, bytes: SentBytes): Promise<{ readonly status: number; readonly value: unknown }>;
  /** Gives the bytes. Throws the error of the service. */
  get(path: string): Promise<AsyncIterable<Uint8Array>>;
}

/** A service at an address. Throws SERVER_UNREACHABLE. */
export function bytesOverNetwork(server: string, key: string): ByteExchange {
  const ask = async (path: string, init: RequestInit & { readonly duplex?: 'half' }): Promise<Response> => {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      return await fetch(new URL(path, server), { ...init, headers, signal, redirect: 'error' });
    } catch (cause) {
      throw unreachable(server, cause);
    }
  };
  return {
    async put(path, { size, pieces }) {
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) };
      const body = ReadableStream.from(pieces) as ReadableStream<Uint8Array<ArrayBuffer>>;
      const answer = await ask(path, { method: 'PUT', headers, body, duplex: 'half' });
      const value = jsonOf(await answer.text());
      if (!answer.ok) throw errorOf(value, answer.status, server);
      return { status: answer.status, value };
    },
    async get(path) {
      const answer = await ask(path, {});
      if (!answer.ok) throw errorOf(jsonOf(await answer.text()), answer.status, server);
      return piecesOf(answer, server);
    },
  };
}

async function* piecesOf(answer: Response, server: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of answer.body ?? []) yield piece as Uint8Array;
  } catch (cause) {
    throw new TribuneError('SERVER_UNREACHABLE', `${server} broke off before all bytes came`, {
      remedy: 'Try again; if it happens again, see the log of the service.',
      cause,
    });
  }
}

const unreachable = (server: string, cause: unknown): TribuneError =>
  new TribuneError('SERVER_UNREACHABLE', `${server} does not answer`, {
    remedy: 'Check the address and that the service runs: tribune serve.',
    cause,
  });

/** A service in this process. */
export function bytesInProcess(service: InProcessService, name: string): ByteExchange {
  const authorization = `Bearer ${service.localKey}`;
  return {
    async put(path, { size, pieces }) {
      const headers = { authorization, 'content-type': 'application/octet-stream', 'content-length': String(size) };
      const { status, text } = await service.ask({ method: 'PUT', path, headers, body: pieces });
      const value = jsonOf(text);
      if (status < 200 || status >= 300) throw errorOf(value, status, name);
      return { status, value };
    },
    async get(path) {
      const { status, text, bytes } = await service.ask({ method: 'GET', path, headers: { authorization } });
      if (status !== 200) throw errorOf(jsonOf(text), status, name);
      return onePiece(bytes);
    },
  };
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
