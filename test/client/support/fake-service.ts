import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the service does with one request instead of answering well. `taken`: the records are stored all the same. */
export type Misbehaviour =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** The connection is reset before (`taken: false`) or after the records were stored. */
  | { readonly kind: 'reset'; readonly taken: boolean }
  /** Half of the answer, then the connection ends. */
  | { readonly kind: 'truncate'; readonly taken: boolean }
  /** Whole answer, wrong content. */
  | { readonly kind: 'garble'; readonly body: string; readonly taken: boolean }
  /** No answer until `release` is called. */
  | { readonly kind: 'hang' };

export interface Received {
  readonly path: string;
  readonly key: string;
  readonly authorization: string;
  readonly lines: readonly string[];
}

/** A service over real sockets that keeps the contract on ids and idempotency keys, and misbehaves when told. */
export class FakeService {
  readonly received: Received[] = [];
  readonly stored = new Map<string, string>();
  readonly misbehave: Misbehaviour[] = [];
  /** Largest body; larger ones get 413. */
  maxBytes: number = Number.POSITIVE_INFINITY;
  /** A body that matches is answered 500, whenever it comes. */
  failsOn: RegExp | null = null;
  replays = 0;
  readonly #answers = new Map<string, { body: string; answer: string }>();
  readonly #hanging: ServerResponse[] = [];
  readonly #server: Server;
  #arrived: (() => void)[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  async start(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const response of this.#hanging) response.destroy();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** Resolves when so many requests have come in all. */
  async requests(count: number): Promise<void> {
    while (this.received.length < count) await new Promise<void>((done) => this.#arrived.push(done));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const key = String(request.headers['idempotency-key']);
    const lines = body.split('\n').filter((line) => line !== '');
    const { url: path = '', headers } = request;
    this.received.push({ path, key, lines, authorization: String(headers.authorization) });
    const waiting = this.#arrived;
    this.#arrived = [];
    for (const done of waiting) done();
    if (this.failsOn?.test(body)) return void response.writeHead(500).end('{"code":"INTERNAL"}');
    const fault = this.misbehave.shift();
    if (fault === undefined || (fault.kind !== 'status' && fault.kind !== 'hang' && fault.taken)) {
      if (Buffer.byteLength(body) > this.maxBytes) return void response.writeHead(413).end('{"code":"DATA_TOO_LARGE"}');
      const { status, text } = this.#take(key, body, lines);
      if (fault === undefined) return void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    }
    this.#misbehave(fault!, response);
  }

  #misbehave(fault: Misbehaviour, response: ServerResponse): void {
    if (fault.kind === 'status') response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '');
    else if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    else if (fault.kind === 'garble') response.writeHead(200).end(fault.body);
    else if (fault.kind === 'hang') this.#hanging.push(response);
    else {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"accepted":');
      setImmediate(() => response.destroy());
    }
  }

  #take(key: string, body: string, lines: readonly string[]): { status: number; text: string } {
    const before = this.#answers.get(key);
    if (before !== undefined) {
      this.replays++;
      return before.body === body
        ? { status: 200, text: before.answer }
        : { status: 422, text: '{"code":"IDEMPOTENCY_MISMATCH"}' };
    }
    const answer = JSON.stringify(this.#store(lines));
    this.#answers.set(key, { body, answer });
    return { status: 200, text: answer };
  }

  #store(lines: readonly string[]): object {
    const conflicts: object[] = [];
    const rejected: object[] = [];
    let accepted = 0;
    let duplicates = 0;
    lines.forEach((line, index) => {
      const record = JSON.parse(line) as { id: string; deployment?: string; decision?: string };
      const name = record.id ?? record.decision;
      const known = this.stored.get(name);
      if (record.deployment === 'unknown') {
        rejected.push({ line: index + 1, code: 'DEPLOYMENT_UNKNOWN', message: 'no deployment has this name' });
      } else if (known === undefined) {
        this.stored.set(name, line);
        accepted++;
      } else if (known === line) duplicates++;
      else conflicts.push({ line: index + 1, id: name });
    });
    return { accepted, duplicates, conflicts, rejected };
  }
}
