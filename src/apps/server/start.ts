import type { AddressInfo } from 'node:net';
import { Opened } from '../../core/base/closing.js';
import { TribuneError } from '../../core/base/errors.js';
import { SCOPE_NAMES } from '../../domain/identity/index.js';
import { type App, type AppOptions, buildApp } from './app.js';
import { type ControlPlane, type ControlPlaneOptions, openControlPlane } from './control-plane.js';
import type { LogTarget } from './http/logging.js';
import { loopbackUrl } from './http/public-address.js';

export interface StartOptions extends Omit<ControlPlaneOptions, 'onNotice' | 'onProblem'>, Omit<AppOptions, 'log'> {
  readonly host: string;
  /** The port to listen on; 0 takes any free port. */
  readonly port: number;
  readonly log: LogTarget;
}

export interface RunningServer {
  readonly url: string;
  /** Address at which people open the service: the configured one, or the name of this machine, under which browsers offer passkeys. */
  readonly publicUrl: string;
  /** An API key for commands on the same data folder; it is valid while this process lives. */
  readonly localKey: string;
  /** Token of the one-time link for the first administrator; null when there is an administrator already. */
  readonly adminToken: string | null;
  readonly plane: ControlPlane;
  readonly app: App;
  /**
   * Refuses new work, finishes running requests, makes everything durable and published, and stops the database. Throws
   * `STORE_UNAVAILABLE` when the database is away: everything is released all the same, and the next start publishes what is committed.
   */
  close(): Promise<void>;
}

/**
 * Starts the whole service: database, recovery, HTTP.
 *
 * @example
 * const server = await startServer({ dataDir: './tribune-data', host: '127.0.0.1', port: 0, version: '0.1.0', log });
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { log } = options;
  const report = (msg: string, extra: object = {}): void =>
    log.write(`${JSON.stringify({ level: 'warn', time: new Date().toISOString(), ...extra, msg })}\n`);
  const opened = new Opened();
  try {
    const plane = await openControlPlane({
      ...options,
      onNotice: (line) => {
        if (log.level === 'debug' || log.level === 'info') report('database', { line });
      },
      onProblem: (cause) => report('background work failed', problemOf(cause)),
    });
    opened.add(plane, (one) => one.close());
    await plane.startJobs();
    const app = await buildApp(plane.deps, options);
    opened.add(app, ({ http }) => http.close());
    const url = await listen(app, options);
    const { keys, links } = plane.deps.identity;
    return {
      url,
      publicUrl: options.publicUrl?.replace(/\/$/, '') ?? loopbackUrl(app.http.server.address()) ?? url,
      localKey: keys.issueForProcess(SCOPE_NAMES),
      adminToken: (await links.anyAdmin()) ? null : await links.makeAtStart(),
      plane,
      app,
      async close() {
        app.readiness.stopping = true;
        await opened.close();
      },
    };
  } catch (cause) {
    throw await opened.abandon(cause);
  }
}

/** Messages of Tribune's own errors hold no personal data. Messages of other errors may, so only their name is logged. */
const problemOf = (cause: Error): object =>
  cause instanceof TribuneError ? { code: cause.code, problem: cause.message } : { problem: cause.name };

async function listen(app: App, { host, port }: StartOptions): Promise<string> {
  try {
    await app.http.listen({ host, port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE' ? 'another program uses it' : code === 'EACCES' ? 'permission denied' : String(code);
    throw new TribuneError('USAGE', `cannot listen on ${host}:${port}: ${why}`, {
      remedy: 'Choose another port: --port N, or --port 0 for any free one.',
      cause,
    });
  }
  const address = app.http.server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${name}:${address.port}`;
}
