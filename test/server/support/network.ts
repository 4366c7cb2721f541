import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { startEmbedded } from '../../../src/adapters/postgres/server/embedded.js';

/**
 * What a network can do to a connection. `deaf`: questions get lost. `mute`: answers get lost. `gone`: both, and every goodbye.
 * `cut`: everything breaks at once.
 */
export type Weather = 'fair' | 'deaf' | 'mute' | 'gone' | 'cut';

/** A network before a server, such as between the service and its PostgreSQL, for a test to break. */
export class Network {
  weather: Weather = 'fair';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: string | number) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      if (this.weather === 'cut') return void near.destroy();
      const place = typeof target === 'number' ? { port: target, host: '127.0.0.1' } : { path: target };
      const far = connect({ ...place, allowHalfOpen: true });
      this.#join(near, far, 'deaf');
      this.#join(far, near, 'mute');
    });
  }

  /** Listens on a free port of this machine, before a socket in the file system or a port. */
  static async to(target: string | number): Promise<{ network: Network; port: number }> {
    const network = new Network(target);
    await new Promise<void>((done) => network.#server.listen(0, '127.0.0.1', done));
    return { network, port: (network.#server.address() as { port: number }).port };
  }

  cut(): void {
    this.weather = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }

  #join(from: Socket, to: Socket, losing: Weather): void {
    this.#sockets.add(from);
    from.on('data', (chunk) => {
      if (this.weather !== losing && this.weather !== 'gone') to.write(chunk);
    });
    from.on('end', () => {
      if (this.weather !== 'gone') to.end();
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

/** A PostgreSQL below a folder, and the address at which it stands behind a network. */
export async function databaseBehindNetwork(folder: string) {
  const passwordFile = join(folder, 'password');
  const postgres = await startEmbedded({
    folder: join(folder, 'postgres'),
    passwordFile,
    createPostgresUser: true,
    onNotice: () => undefined,
  });
  const { network, port } = await Network.to(join(folder, 'postgres/run/.s.PGSQL.5432'));
  const password = readFileSync(passwordFile, 'utf8').trim();
  return { postgres, network, databaseUrl: `postgres://tribune:${password}@127.0.0.1:${port}/postgres` };
}
