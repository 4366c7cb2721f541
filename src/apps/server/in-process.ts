import { Readable } from 'node:stream';
import { Opened } from '../../core/base/closing.js';
import { SCOPE_NAMES } from '../../domain/identity/index.js';
import { buildApp } from './app.js';
import { type ControlPlaneOptions, openControlPlane } from './control-plane.js';

/** A request with the same parts as one that comes over the network. */
export interface InProcessRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A text, or bytes in pieces. */
  readonly body?: string | AsyncIterable<Uint8Array>;
}

export interface InProcessAnswer {
  readonly status: number;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** The service within this process: it has the same routes behind the same guard, and no other process reaches them. */
export interface InProcessService {
  /** An API key that is valid while this process lives. */
  readonly localKey: string;
  ask(request: InProcessRequest): Promise<InProcessAnswer>;
  close(): Promise<void>;
}

/** Opens the service of a data folder without a socket, for commands that run while no service does. It starts no periodic jobs. */
export async function openInProcess(options: ControlPlaneOptions): Promise<InProcessService> {
  const opened = new Opened();
  try {
    const plane = opened.add(await openControlPlane(options), (one) => one.close());
    const { http } = await buildApp(plane.deps, { log: { level: 'silent', write: () => undefined } });
    opened.add(http, (one) => one.close());
    return {
      localKey: plane.deps.identity.keys.issueForProcess(SCOPE_NAMES),
      async ask({ method, path, headers, body }) {
        const answer = await http.inject({
          method: method as 'GET' | 'POST' | 'PUT' | 'DELETE',
          url: path,
          headers,
          ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : Readable.from(body) }),
        });
        return { status: answer.statusCode, text: answer.body, bytes: answer.rawPayload };
      },
      close: () => opened.close(),
    };
  } catch (cause) {
    throw await opened.abandon(cause);
  }
}
