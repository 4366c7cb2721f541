import { defined } from '../../../core/base/defined.js';
import { ERROR_CODES, type ErrorCode, TribuneError } from '../../../core/base/errors.js';

/** Calls a running service with an API key. */
export interface HttpAdmin {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

const TIMEOUT_MS = 30_000;

export function httpAdmin(server: string, key: string, timeoutMs: number = TIMEOUT_MS): HttpAdmin {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(new URL(path, server), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    }).catch((cause: unknown) => {
      throw new TribuneError('SERVER_UNREACHABLE', `${server} does not answer`, {
        remedy: 'Check the address and that the service runs: tribune serve.',
        cause,
      });
    });
    const value: unknown = await answer.json().catch(() => null);
    if (answer.ok) return value;
    throw errorOf(value, answer.status, server);
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    delete: (path) => call('DELETE', path),
  };
}

function errorOf(value: unknown, status: number, server: string): TribuneError {
  const { code, message, remedy, reason } = (value ?? {}) as Partial<
    Record<'code' | 'message' | 'remedy' | 'reason', string>
  >;
  if (code !== undefined && Object.hasOwn(ERROR_CODES, code) && code !== 'INTERNAL') {
    return new TribuneError(code as ErrorCode, message ?? code, defined({ remedy, reason }));
  }
  return new TribuneError('SERVER_UNREACHABLE', `${server} answered ${status}`, {
    remedy: 'See the log of the service.',
  });
}
