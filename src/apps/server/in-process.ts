import { SCOPE_NAMES } from '../../domain/identity/index.js';
import { finishAll } from '../../domain/log/closing/index.js';
import { buildApp } from './app.js';
import { type ControlPlaneOptions, openControlPlane } from './control-plane.js';

/** A request with the same parts as one that comes over the network. */
export interface InProcessRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The service within this process: it has the same routes behind the same guard, and no other process reaches them. */
export interface InProcessService {
  /** An API key that is valid while this process lives. */
  readonly localKey: string;
  ask(request: InProcessRequest): Promise<{ readonly status: number; readonly text: string }>;
  close(): Promise<void>;
}

/** Opens the service of a data folder without a socket, for commands that run while no service does. It starts no periodic jobs. */
export async function openInProcess(options: ControlPlaneOptions): Promise<InProcessService> {
  const plane = await openControlPlane(options);
  try {
    const { http } = await buildApp(plane.deps, { log: { level: 'silent', write: () => undefined } });
    return {
      localKey: plane.deps.identity.keys.issueForProcess(SCOPE_NAMES),
      async ask({ method, path, headers, body }) {
        const answer = await http.inject({
          method: method as 'GET' | 'POST' | 'DELETE',
          url: path,
          headers,
          ...(body === undefined ? {} : { payload: body }),
        });
        return { status: answer.statusCode, text: answer.body };
      },
      close: () => finishAll([() => http.close(), () => plane.close()]),
    };
  } catch (cause) {
    await plane.close().catch(() => undefined);
    throw cause;
  }
}
