import process from 'node:process';
import { type RunningServer, type StartOptions, startServer } from '../../server/index.js';
import type { CliContext } from '../frame/context.js';
import { EXIT } from '../frame/spec.js';
import { deliverAdminLink, forgetAdminLink } from './admin-link.js';
import { writeControlFile } from './control-file.js';
import { aborted, stopSignal } from './stop-signal.js';

/** Work beside a running service. It ends soon after its signal is aborted, and the service closes afterwards. */
export type Beside = (server: RunningServer, signal: AbortSignal) => Promise<void>;

/**
 * Starts the service, prints its address, works until SIGTERM, SIGHUP or Ctrl-C, and closes when every accepted record is durable and
 * published.
 */
export async function serveUntilStopped(options: StartOptions, context: CliContext, beside?: Beside): Promise<number> {
  const { dataDir } = options;
  const stop = stopSignal();
  const server = await startServer(options);
  const removeControl = writeControlFile(dataDir, {
    pid: process.pid,
    url: server.url,
    publicUrl: server.publicUrl,
    key: server.localKey,
  });
  try {
    context.out(`Tribune listens on ${server.url}\n`);
    // A session belongs to the host name under which it began: one that signed in on localhost is not signed in on 127.0.0.1.
    if (server.publicUrl !== server.url) context.out(`Open it in a browser at ${server.publicUrl}\n`);
    context.out(`Ledger key: ${server.plane.deps.log.verifierKey('main')}\n`);
    if (server.adminToken !== null)
      deliverAdminLink(`${server.publicUrl}/setup#${server.adminToken}`, dataDir, context);
    await beside?.(server, stop);
    await aborted(stop);
    context.err('stopping: finishing what was taken in\n');
  } finally {
    removeControl();
    forgetAdminLink(dataDir);
    await server.close();
  }
  return EXIT.pass;
}
