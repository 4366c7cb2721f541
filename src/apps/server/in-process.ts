import { SCOPE_NAMES } from '../../domain/identity/index.js';
import { finishAll } from '../../domain/log/closing/index.js';
import { buildApp } from './app.js';
import { type ControlPlaneOptions, openControlPlane } from './control-plane.js';

/** A request as it would come over the network. */
export interface InProcessRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The service in this process: the same routes behind the same guard, and nobody else reaches them. */
export interface InProcessService {
  /** Works while this process lives. */
  readonly localKey: string;
  ask(request: InProcessRequest): Promise<{ readonly status: number; readonly text: string }>;
  close(): Promise<void>;
}

/** Opens the service of a data folder without a socket, for commands while no service runs there. Its jobs are not begun. */
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
