import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { startEmbedded } from '../../../src/adapters/postgres/server/embedded.js';

const COMMIT = /^\s*commit\b/i;
/** From the start of a message of the frontend: its type and the length of the rest (PostgreSQL, 55.7). */
const HEAD_BYTES = 5;

/** A network between the service and its PostgreSQL that can lose the answer to a commit, and every connection with it. */
class LosingNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #losesAnswer = false;

  private constructor(socketPath: string) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ path: socketPath, allowHalfOpen: true });
      const reading = new Statements();
      let awaitsCommit = false;
      this.#keep(near, far);
      this.#keep(far, near);
      near.on('data', (chunk) => {
        if (reading.take(chunk).some((text) => COMMIT.test(text)) && this.#losesAnswer) awaitsCommit = true;
        far.write(chunk);
      });
      far.on('data', (chunk) => {
        if (!awaitsCommit) return void near.write(chunk);
        this.#losesAnswer = false;
        this.#cut();
      });
    });
  }

  static async to(socketPath: string): Promise<{ network: LosingNetwork; port: number }> {
    const network = new LosingNetwork(socketPath);
    await new Promise<void>((done) => network.#server.listen(0, '127.0.0.1', done));
    return { network, port: (network.#server.address() as { port: number }).port };
  }

  get hasLostAnswer(): boolean {
    return !this.#losesAnswer;
  }

  /** Loses the answer to the next commit; connections that are made afterwards are as before. */
  loseNextCommit(): void {
    this.#losesAnswer = true;
  }

  async close(): Promise<void> {
    this.#cut();
    await new Promise((done) => this.#server.close(done));
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('end', () => to.end());
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

/** Texts of the statements that a client sends; one that it prepared before is known by its name. */
class Statements {
  #bytes: Buffer = Buffer.alloc(0);
  #isStarted = false;
  readonly #prepared = new Map<string, string>();

  take(chunk: Buffer): string[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const texts: string[] = [];
    for (let message = this.#next(); message !== null; message = this.#next()) {
      const text = this.#textOf(message);
      if (text !== null) texts.push(text);
    }
    return texts;
  }

  #next(): Buffer | null {
    // The first message has no type.
    const head = this.#isStarted ? HEAD_BYTES : HEAD_BYTES - 1;
    if (this.#bytes.length < head) return null;
    const length = this.#bytes.readInt32BE(head - 4) + head - 4;
    if (this.#bytes.length < length) return null;
    const message = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    if (this.#isStarted) return message;
    this.#isStarted = true;
    return this.#next();
  }

  #textOf(message: Buffer): string | null {
    const words = message.subarray(HEAD_BYTES).toString('utf8').split('\0');
    switch (String.fromCharCode(message[0]!)) {
      case 'Q':
        return words[0]!;
      case 'P':
        this.#prepared.set(words[0]!, words[1]!);
        return null;
      case 'B':
        // The portal comes first, then the statement.
        return this.#prepared.get(words[1]!) ?? '';
      default:
        return null;
    }
  }
}

/** A PostgreSQL below a folder, and the address at which it stands behind such a network. */
export async function databaseBehindLosingNetwork(folder: string) {
  const passwordFile = join(folder, 'password');
  const postgres = await startEmbedded({
    folder: join(folder, 'postgres'),
    passwordFile,
    createPostgresUser: true,
    onNotice: () => undefined,
  });
  const { network, port } = await LosingNetwork.to(join(folder, 'postgres/run/.s.PGSQL.5432'));
  const password = readFileSync(passwordFile, 'utf8').trim();
  const databaseUrl = `postgres://tribune:${password}@127.0.0.1:${port}/postgres`;
  const stop = async (): Promise<void> => {
    await network.close();
    await postgres.stop();
  };
  return { network, databaseUrl, stop };
}
