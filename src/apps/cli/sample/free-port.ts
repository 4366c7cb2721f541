import { createServer } from 'node:net';

/** Number of ports that are tried from the first on, before any free port is taken. */
const TRIES = 20;

/** The first port from `first` on that no program on this machine listens on; 0, for any free port, when all are taken. */
export async function freePort(first: number, host: string): Promise<number> {
  for (let port = first; port < first + TRIES; port++) if (await isFree(port, host)) return port;
  return 0;
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen({ port, host }, () => probe.close(() => done(true)));
  });
}
