import { readAnswer } from './answer.js';
import { retryAfterMs } from './net/index.js';
import type { Settings } from './settings.js';
import type { IngestAnswer } from './wire/index.js';

/** One batch to be sent, with the same bytes under the same key each time. */
export interface Request {
  readonly url: URL;
  readonly idempotencyKey: string;
  readonly body: Uint8Array;
  readonly nRecords: number;
  /** Signal that is aborted when the client is closed. */
  readonly signal: AbortSignal;
}

export type Sent =
  | { readonly kind: 'answered'; readonly answer: IngestAnswer }
  /** A temporary failure; `isFault` when the service itself failed on these bytes, which may never change. */
  | { readonly kind: 'again'; readonly why: string; readonly askedMs: number; readonly isFault: boolean }
  | { readonly kind: 'too-large' }
  /** A refusal; sending the batch again would not help. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string | undefined; readonly message: string };

/** Statuses of temporary failures. 500 is among them, because sending the same bytes with the same key again is harmless. */
const AGAIN: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const TOO_LARGE = 413;
const FAULT = 500;

/** Largest answer in bytes; the answer to 20,000 refused records stays below it. */
const MAX_ANSWER_BYTES: number = 16 * 1024 * 1024;

/** Sends a batch once and returns the result; it never throws. */
export async function sendOnce(request: Request, { fetch, key, timeoutMs }: Settings): Promise<Sent> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const stop = (): void => late.abort();
  request.signal.addEventListener('abort', stop);
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      redirect: 'manual',
      credentials: 'omit',
      signal: late.signal,
      headers: {
        authorization: `Bearer ${await key()}`,
        'content-type': 'application/x-ndjson',
        'idempotency-key': request.idempotencyKey,
      },
      body: request.body as Uint8Array<ArrayBuffer>,
    });
    return await judge(response, await readMost(response), request.nRecords);
  } catch (cause) {
    return {
      kind: 'again',
      why: late.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(cause),
      askedMs: 0,
      isFault: false,
    };
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', stop);
  }
}

async function readMost(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  for (let size = 0; reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MAX_ANSWER_BYTES) throw new Error(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

async function judge({ status, headers, ok }: Response, text: string, nRecords: number): Promise<Sent> {
  if (ok) {
    const answer = readAnswer(text, nRecords);
    return answer === null
      ? { kind: 'again', why: 'the answer was not whole', askedMs: 0, isFault: false }
      : { kind: 'answered', answer };
  }
  const { code, message } = refusalIn(text);
  if (AGAIN.has(status)) {
    const asked = retryAfterMs(headers.get('retry-after'), Date.now());
    return {
      kind: 'again',
      why: `the service answered ${status}${code === undefined ? '' : ` ${code}`}`,
      askedMs: asked,
      isFault: status === FAULT,
    };
  }
  if (status === TOO_LARGE) return { kind: 'too-large' };
  return { kind: 'refused', status, code, message: message ?? `the service answered ${status}` };
}

function refusalIn(text: string): { code: string | undefined; message: string | undefined } {
  try {
    const { code, message } = JSON.parse(text) as Record<string, unknown>;
    const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    return { code: textOf(code), message: textOf(message) };
  } catch {
    return { code: undefined, message: undefined };
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.message : String(error);
}
