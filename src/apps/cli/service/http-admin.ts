import { defined } from '../../../core/base/defined.js';
import { ERROR_CODES, type ErrorCode, TribuneError } from '../../../core/base/errors.js';
import type { InProcessRequest } from '../../server/index.js';
import { terminalRemedy } from './terminal-remedy.js';

/** Calls a running service with an API key. */
export interface HttpAdmin {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

const TIMEOUT_MS = 30_000;

/** Carries a request to the service, wherever it is. */
export type Exchange = (
  request: Omit<InProcessRequest, 'body'> & { readonly body?: string },
) => Promise<{ readonly status: number; readonly text: string }>;

/** A service at an address. Throws SERVER_UNREACHABLE. */
export const httpAdmin = (server: string, key: string, timeoutMs: number = TIMEOUT_MS): HttpAdmin =>
  adminOver(overNetwork(server, timeoutMs), key, server);

/** A service over some exchange; `name` names it in messages. */
export function adminOver(exchange: Exchange, key: string, name: string): HttpAdmin {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, text } = await exchange({
      method,
      path,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value = jsonOf(text);
    if (status >= 200 && status < 300) return value;
    throw errorOf(value, status, name);
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    delete: (path) => call('DELETE', path),
  };
}

const overNetwork =
  (server: string, timeoutMs: number): Exchange =>
  async ({ path, ...request }) => {
    try {
      const answer = await fetch(new URL(path, server), {
        ...request,
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      return { status: answer.status, text: await answer.text() };
    } catch (cause) {
      throw new TribuneError('SERVER_UNREACHABLE', `${server} does not answer`, {
        remedy: 'Check the address and that the service runs: tribune serve.',
        cause,
      });
    }
  };

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

export function errorOf(value: unknown, status: number, server: string): TribuneError {
  const { code, message, remedy, reason } = (value ?? {}) as Partial<
    Record<'code' | 'message' | 'remedy' | 'reason', string>
  >;
  if (code !== undefined && Object.hasOwn(ERROR_CODES, code) && code !== 'INTERNAL') {
    return new TribuneError(
      code as ErrorCode,
      message ?? code,
      defined({ remedy: remedy === undefined ? undefined : terminalRemedy(remedy), reason }),
    );
  }
  return new TribuneError('SERVER_UNREACHABLE', `${server} answered ${status}`, {
    remedy: 'See the log of the service.',
  });
}
