import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** When it came, by the clock of this machine. */
  readonly atMs: number;
}

/** A receiver of messages whose answer a test decides; it keeps every request that came whole. */
export async function receiver(
  answer: (response: ServerResponse, received: Received, all: readonly Received[]) => void = (response) => {
    response.writeHead(200).end('ok');
  },
) {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      const one = { path: request.url!, headers: request.headers, text, atMs: Date.now() };
      received.push(one);
      answer(response, one, received);
      for (const wake of [...waiting]) wake();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    /** Resolves when what was received fits. */
    async until(fits: (received: readonly Received[]) => boolean): Promise<void> {
      while (!fits(received))
        await new Promise<void>((done) => {
          const wake = (): void => {
            waiting.delete(wake);
            done();
          };
          waiting.add(wake);
        });
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
