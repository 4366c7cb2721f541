import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';

/** A message of PostgreSQL's protocol: a letter, a length, a body (Frontend/Backend Protocol, section "Message Formats"). */
const HEAD = 5;
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

interface Session {
  readonly socket: Socket;
  client: Socket | null;
}

/** Cuts a stream into messages; what is not whole yet is kept. */
class Messages {
  #rest = Buffer.alloc(0);

  take(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const whole: Buffer[] = [];
    while (this.#rest.length >= HEAD) {
      const size = 1 + this.#rest.readUInt32BE(1);
      if (this.#rest.length < size) break;
      whole.push(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
    }
    return whole;
  }
}

const message = (letter: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(HEAD);
  head.write(letter, 0, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int32 = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from(Uint32Array.of(value).buffer).swap32()));

/**
 * A connection pooler in transaction mode, as PgBouncer is by default in hosted PostgreSQL: a session of the server is lent for one
 * transaction, and the one given back last is lent first.
 */
export class TransactionPooler {
  readonly #server: Server;
  readonly #free: Session[] = [];
  readonly #all: pg.Client[] = [];
  readonly #sockets = new Set<Socket>();
  #waiting: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async before(databaseUrl: string, sessions: number): Promise<{ pooler: TransactionPooler; port: number }> {
    const pooler = new TransactionPooler();
    for (let i = 0; i < sessions; i++) await pooler.#connect(databaseUrl);
    pooler.#server.listen(0, '127.0.0.1');
    await once(pooler.#server, 'listening');
    return { pooler, port: (pooler.#server.address() as { port: number }).port };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const client of this.#all) client.end().catch(() => undefined);
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Signed in by the driver, whose connection is then ours. */
  async #connect(connectionString: string): Promise<void> {
    const client = new pg.Client({ connectionString });
    client.on('error', () => undefined);
    await client.connect();
    this.#all.push(client);
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    stream.removeAllListeners('data');
    const session: Session = { socket: stream, client: null };
    const messages = new Messages();
    stream.on('data', (chunk: Buffer) => {
      for (const one of messages.take(chunk)) {
        session.client?.write(one);
        if (one[0] === READY_FOR_QUERY && one[HEAD] === IDLE) this.#giveBack(session);
      }
    });
    this.#free.push(session);
  }

  #giveBack(session: Session): void {
    session.client = null;
    this.#free.push(session);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    const messages = new Messages();
    let isSignedIn = false;
    let lent: Session | null = null;
    let last: Promise<void> = Promise.resolve();
    const forward = async (one: Buffer): Promise<void> => {
      if (one[0] === TERMINATE) return;
      while (lent?.client !== socket) {
        const session = this.#free.pop();
        if (session === undefined) {
          await new Promise<void>((wake) => this.#waiting.push(wake));
          continue;
        }
        session.client = socket;
        lent = session;
      }
      lent.socket.write(one);
    };
    socket.on('data', (chunk: Buffer) => {
      if (!isSignedIn) {
        isSignedIn = true;
        const madeUp = int32(1_000_000 + this.#sockets.size, 7);
        const welcome = [message('R', int32(0)), message('K', madeUp), message('Z', Buffer.from('I'))];
        socket.write(Buffer.concat(welcome));
        return;
      }
      for (const one of messages.take(chunk)) last = last.then(() => forward(one));
    });
    socket.on('close', () => {
      this.#sockets.delete(socket);
      // What was begun is undone before the session is lent again.
      if (lent?.client === socket) lent.socket.write(message('Q', Buffer.from('rollback\0')));
    });
  }
}
