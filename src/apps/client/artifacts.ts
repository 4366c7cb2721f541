import { pauseMs } from '../../core/base/pause.js';
import { pause, retryAfterMs } from './net/index.js';
import { settingsOf } from './settings.js';
import type { ClientOptions } from './types.js';
import type { RecordTrainingRun } from './wire/index.js';

/** Longest time for one request, in ms: the largest model has 256 MiB. */
const TIMEOUT_MS = 600_000;
/** Statuses of temporary failures; putting the same bytes again is harmless. */
const AGAIN: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

/** Options of a client for artifacts; defaults as of `ClientOptions`, but `timeoutMs` of ten minutes. */
export type ArtifactClientOptions = Pick<
  ClientOptions,
  'url' | 'key' | 'timeoutMs' | 'giveUpAfterMs' | 'retryBaseMs' | 'retryCapMs' | 'fetch'
>;

/** What the service did: `held` where it had the same bytes, `replaced` where its copy was missing or changed. */
export interface PutArtifact {
  /** `sha256:` and 64 hexadecimal digits, as the registry names a version. */
  readonly digest: string;
  readonly size: number;
  readonly outcome: 'stored' | 'held' | 'replaced';
}

/** A training run as it is told: the versions that it made, and what it read. */
export type TrainingRun = RecordTrainingRun;

/** Stores and fetches the bytes of models, and tells from what they were made. */
export interface ArtifactClient {
  /** Tells a training run. The key needs `registry:write`. Rejects with an `ArtifactError`. Returns the id of the run. */
  recordTraining(run: TrainingRun): Promise<string>;
  /** Stores bytes under their digest, which is computed here. The key needs `registry:write`. Rejects with an `ArtifactError`. */
  putArtifact(bytes: Uint8Array): Promise<PutArtifact>;
  /** Fetches the bytes of a digest and checks them against it. The key needs `artifacts:read`. Rejects with an `ArtifactError`. */
  artifact(digest: string): Promise<Uint8Array>;
}

/** Why an artifact was not stored or not given, or a run not told; the list is closed. */
export type ArtifactErrorCode =
  /** The service refused the request; `serverCode` says why. */
  | 'REFUSED'
  /** The service did not answer in the given time, over all attempts. */
  | 'UNREACHABLE'
  /** The digest is none, or the bytes that came have another. */
  | 'DIGEST_MISMATCH';

/** The only error of the client for artifacts. */
export class ArtifactError extends Error {
  readonly code: ArtifactErrorCode;
  /** Code that the service gave. */
  readonly serverCode: string | undefined;
  /** HTTP status of the answer. */
  readonly status: number | undefined;

  constructor(
    code: ArtifactErrorCode,
    message: string,
    details: { readonly serverCode?: string | undefined; readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ArtifactError';
    this.code = code;
    this.serverCode = details.serverCode;
    this.status = details.status;
  }
}

/**
 * A client that stores and fetches the bytes of models, in Node or a browser. Temporary failures are tried again.
 *
 * @throws RangeError and DecisionLogError for options that cannot be used
 * @example
 * const models = createArtifactClient({ url: 'https://tribune.example', key: process.env.TRIBUNE_API_KEY });
 * const { digest } = await models.putArtifact(await readFile('model.json'));
 */
export function createArtifactClient(options: ArtifactClientOptions): ArtifactClient {
  const settings = settingsOf({ timeoutMs: TIMEOUT_MS, ...options });
  const backoff = { baseMs: settings.retryBaseMs, capMs: settings.retryCapMs };
  const ask = async (path: string, init: RequestInit): Promise<Uint8Array> => {
    const began = Date.now();
    for (let attempt = 0; ; attempt++) {
      const found = await askOnce(new URL(path, settings.origin), init, settings);
      if ('bytes' in found) return found.bytes;
      const waitMs = pauseMs(attempt, found.askedMs, backoff, Math.random);
      if (Date.now() - began + waitMs > settings.giveUpAfterMs) {
        throw new ArtifactError('UNREACHABLE', `the request was given up: ${found.why}`, { cause: found.cause });
      }
      await pause(waitMs, NEVER);
    }
  };
  return {
    async recordTraining(run) {
      // Its id makes the call harmless to repeat.
      const body = JSON.stringify({ id: globalThis.crypto.randomUUID(), ...run });
      const headers = { 'content-type': 'application/json' };
      const text = await ask('v1/lineage/runs', { method: 'POST', headers, body });
      return (JSON.parse(new TextDecoder().decode(text)) as { id: string }).id;
    },
    async putArtifact(bytes) {
      const digits = await sha256(bytes);
      const headers = { 'content-type': 'application/octet-stream' };
      const text = await ask(`v1/artifacts/${digits}`, {
        method: 'PUT',
        headers,
        body: bytes as Uint8Array<ArrayBuffer>,
      });
      const { size, outcome } = JSON.parse(new TextDecoder().decode(text)) as PutArtifact;
      return { digest: `sha256:${digits}`, size, outcome };
    },
    async artifact(digest) {
      const digits = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
      if (digits === undefined) {
        throw new ArtifactError('DIGEST_MISMATCH', 'the digest is none; give sha256: and 64 hexadecimal digits');
      }
      const bytes = await ask(`v1/artifacts/${digits}`, {});
      const found = await sha256(bytes);
      if (found === digits) return bytes;
      throw new ArtifactError('DIGEST_MISMATCH', `the bytes that came for ${digest} have the digest sha256:${found}`);
    },
  };
}

const NEVER: AbortSignal = new AbortController().signal;

type Asked =
  | { readonly bytes: Uint8Array }
  | { readonly why: string; readonly askedMs: number; readonly cause?: unknown };

/** Asks once; a temporary failure is told, a refusal thrown. */
async function askOnce(
  url: URL,
  init: RequestInit,
  { fetch, key, timeoutMs }: ReturnType<typeof settingsOf>,
): Promise<Asked> {
  const authorization = `Bearer ${await key()}`;
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(url, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), authorization },
      redirect: 'manual',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    return { why: 'the service did not answer', askedMs: 0, cause };
  }
  if (response.ok) return { bytes };
  const { code, message } = refusalIn(bytes);
  if (AGAIN.has(response.status)) {
    const askedMs = retryAfterMs(response.headers.get('retry-after'), Date.now());
    return { why: `the service answered ${response.status}${code === undefined ? '' : ` ${code}`}`, askedMs };
  }
  throw new ArtifactError('REFUSED', message ?? `the service answered ${response.status}`, {
    serverCode: code,
    status: response.status,
  });
}

function refusalIn(bytes: Uint8Array): { code?: string; message?: string } {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as { code?: string; message?: string };
  } catch {
    return {};
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await globalThis.crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
