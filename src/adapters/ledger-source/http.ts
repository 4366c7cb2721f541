import { setTimeout as pause } from 'node:timers/promises';
import { TribuneError } from '../../core/base/errors.js';
import type { ReadTile } from '../../core/ledger/index.js';
import { ANSWER_TIMEOUT_MS, MAX_RETRY_AFTER_MS, mostBytes, RETRIES, RETRY_PAUSE_MS } from './limits.js';
import { LogUnreadable } from './unreadable.js';

export interface HttpLogOptions {
  /** API key for a log that is not public. It is sent to this log only, and redirects are not followed. */
  readonly apiKey?: string;
  readonly timeoutMs?: number;
  readonly retryPauseMs?: number;
}

const GONE: ReadonlySet<number> = new Set([404, 410]);
const AGAIN: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Reads a log under an address (C2SP tlog-tiles), within limits of time and size. */
export function openHttp(prefix: URL, options: HttpLogOptions = {}): ReadTile {
  const base = prefix.href.replace(/\/?$/, '/');
  return async (path) => {
    const url = new URL(path, base);
    for (let attempt = 0; ; attempt++) {
      const answer = await ask(url, mostBytes(path), options);
      if ('bytes' in answer) return answer.bytes;
      if (!answer.passing || attempt >= RETRIES) throw new LogUnreadable(answer.userError);
      await pause(Math.max(answer.waitMs, (options.retryPauseMs ?? RETRY_PAUSE_MS) * 2 ** attempt));
    }
  };
}

type Answer =
  | { readonly bytes: Uint8Array | null }
  | { readonly userError: TribuneError; readonly passing: boolean; readonly waitMs: number };

async function ask(url: URL, most: number, { apiKey, timeoutMs = ANSWER_TIMEOUT_MS }: HttpLogOptions): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const response = await fetch(url, { redirect: 'manual', signal, headers });
    if (response.ok) return { bytes: await readMost(response, most) };
    await response.body?.cancel();
    return GONE.has(response.status) ? { bytes: null } : refused(url, response);
  } catch (cause) {
    const why = signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(cause);
    const userError = unreachable(
      `${url.href} cannot be read: ${why}`,
      'Check the address and that the server runs.',
      cause,
    );
    return { userError, passing: !signal.aborted, waitMs: 0 };
  }
}

/** Stops reading one byte past the limit, so that the verifier refuses the file by its length. */
async function readMost(response: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, most + 1));
}

function refused(url: URL, { status, headers }: Response): Answer {
  const userError = unreachable(`${url.href} answers ${status}`, remedyFor(status));
  const seconds = Number(headers.get('retry-after') ?? 0);
  const waitMs = Number.isFinite(seconds) ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) : 0;
  return { userError, passing: AGAIN.has(status), waitMs };
}

function remedyFor(status: number): string {
  if (status === 401 || status === 403) {
    return 'This log is not public: give a key with the scope ledger:read by --api-key-file, or ask for a copy of the log.';
  }
  return status < 400 ? 'Name the final address: redirects are not followed.' : 'Try again later, or ask the operator.';
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}

const unreachable = (message: string, remedy: string, cause?: unknown): TribuneError =>
  new TribuneError('SERVER_UNREACHABLE', message, { remedy, cause });
