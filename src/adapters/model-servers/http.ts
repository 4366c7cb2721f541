import { setTimeout as pause } from 'node:timers/promises';
import { TribuneError } from '../../core/base/errors.js';
import { unreachable, wrongAnswer } from './fail.js';
import {
  DEFAULT_RETRIES,
  DEFAULT_TIMEOUT_MS,
  MAX_ANSWER_BYTES,
  MAX_ANSWER_NESTING,
  QUOTED_CHARACTERS,
  RETRY_WAIT_MS,
} from './limits.js';

export interface HttpOptions {
  readonly timeoutMs?: number;
  /** Number of repetitions after a refused connection or a 429, 502, 503, 504. A prediction changes nothing, so repeating it is safe. */
  readonly retries?: number;
  readonly retryWaitMs?: number;
  readonly maxAnswerBytes?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether messages quote what the server says; default true. It may repeat rows about people, or a token. */
  readonly isQuoted?: boolean;
  /** Sends the requests; default `fetch`. */
  readonly fetch?: typeof fetch;
}

/** A request that sends and receives JSON. */
export interface JsonRequest {
  readonly url: URL;
  /** Body of the request; undefined for a GET. */
  readonly body?: unknown;
}

const AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Sends a request, again where that may help, and reads JSON within limits of time and size.
 *
 * @throws TribuneError MODEL_UNREACHABLE, MODEL_ANSWER_INVALID
 */
export const askJson = (request: JsonRequest, options: HttpOptions = {}): Promise<unknown> =>
  askAgain(request, options, parse);

/**
 * Asks for a text, again where that may help, within limits of time and size. Redirects are not followed.
 *
 * @throws TribuneError MODEL_UNREACHABLE, MODEL_ANSWER_INVALID
 */
export const askText = (url: URL, options: HttpOptions = {}): Promise<string> =>
  askAgain(
    { url },
    { ...options, headers: { accept: 'text/plain, application/json', ...options.headers } },
    (text) => text,
  );

/** Makes something of the text of an answer. */
type Reading<T> = (text: string, server: string, quoted: string | null) => T;

async function askAgain<T>(request: JsonRequest, options: HttpOptions, read: Reading<T>): Promise<T> {
  const retries = options.retries ?? DEFAULT_RETRIES;
  for (let attempt = 0; ; attempt++) {
    try {
      return await askOnce(request, options, read);
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      if (attempt >= retries) throw error.final;
      await pause((options.retryWaitMs ?? RETRY_WAIT_MS) * 2 ** attempt);
    }
  }
}

/** A refusal that may be temporary. */
class NotNow extends Error {
  readonly final: TribuneError;
  constructor(final: TribuneError) {
    super(final.message);
    this.final = final;
  }
}

async function askOnce<T>({ url, body }: JsonRequest, options: HttpOptions, read: Reading<T>): Promise<T> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const signal = AbortSignal.timeout(timeoutMs);
  const server = `${url.origin}${url.pathname}`;
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      signal,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await readLimited(response, options.maxAnswerBytes ?? MAX_ANSWER_BYTES, server);
    const quoted = options.isQuoted === false ? null : text;
    if (!response.ok) throw refusal(server, response.status, quoted);
    return read(text, server, quoted);
  } catch (error) {
    if (error instanceof TribuneError || error instanceof NotNow) throw error;
    if (signal.aborted) {
      throw unreachable(
        server,
        `no answer within ${timeoutMs} ms`,
        'Raise --timeout-ms, or lower --batch-rows.',
        error,
      );
    }
    throw connectionError(server, error);
  }
}

async function readLimited(response: Response, limit: number, server: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) {
      throw wrongAnswer(
        server,
        `the answer has more than ${limit} bytes`,
        'Lower --batch-rows, or return scores only.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Deepest nesting of brackets in an answer, for each of which a parser takes memory before it sees the end. */
function nestingOf(text: string): number {
  let [depth, deepest, isText] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\\' && isText) i++;
    else if (character === '"') isText = !isText;
    else if (isText) continue;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}

function parse(text: string, server: string, quoted: string | null): unknown {
  if (nestingOf(text) > MAX_ANSWER_NESTING) {
    throw wrongAnswer(server, `the answer is nested deeper than ${MAX_ANSWER_NESTING}`, 'Return scores only.');
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = quoted === null ? '' : `: ${quote(quoted)}`;
    throw new TribuneError('MODEL_ANSWER_INVALID', `${server}: the answer is not JSON${what}`, {
      remedy: 'Check the address: this may be a web page or another protocol. NaN and Infinity are no JSON.',
      // The error of the parser quotes what it reads.
      ...(quoted === null ? {} : { cause }),
    });
  }
}

function refusal(server: string, status: number, quoted: string | null): TribuneError | NotNow {
  if (status >= 300 && status < 400) {
    return wrongAnswer(
      server,
      `answers with a redirect (${status})`,
      'Name the final address: redirects are not followed.',
    );
  }
  const what = `answers ${status}${quoted === null ? '' : `: ${quote(messageIn(quoted))}`}`;
  if (status === 404) return wrongAnswer(server, what, 'Check the name of the model and the path.');
  const final = unreachable(server, what, 'See what the server says; its own log may tell more.');
  return AGAIN.has(status) ? new NotNow(final) : final;
}

/** The reason in an error answer, which servers put under `error` (Open Inference Protocol, TF-Serving) or `message` (MLflow). */
function messageIn(text: string): string {
  try {
    const { error, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const found = [error, message, detail].find((each) => typeof each === 'string');
    return typeof found === 'string' ? found : text;
  } catch {
    return text;
  }
}

function connectionError(server: string, error: unknown): TribuneError | NotNow {
  const cause = error instanceof Error ? error.cause : undefined;
  const found = cause as NodeJS.ErrnoException | undefined;
  const code = found?.code ?? found?.message ?? (error as Error).message;
  const final = unreachable(
    server,
    `cannot be reached (${code})`,
    'Check host and port, and that the server runs.',
    error,
  );
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' ? new NotNow(final) : final;
}

export const quote = (text: string): string =>
  text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}...` : text;
