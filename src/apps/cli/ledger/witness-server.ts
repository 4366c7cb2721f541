import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { nodeLedgerCrypto as crypto } from '../../../adapters/ledger-crypto/index.js';
import { Mutex } from '../../../core/base/mutex.js';
import {
  cosign,
  decideAddCheckpoint,
  encodeHex,
  examineAddCheckpoint,
  MAX_RECEIPT_BYTES,
  type NoteSigner,
  printCosignatures,
  printSize,
  SIZE_CONTENT_TYPE,
  type TreeHead,
  treeHasher,
  type VerifierKey,
} from '../../../core/ledger/index.js';
import { BoundedConnections } from '../../server/http/index.js';
import { writeDurably } from './copy-log.js';

export interface WitnessOptions {
  readonly signer: NoteSigner;
  /** Keys of the logs that the witness watches. */
  readonly logs: readonly VerifierKey[];
  /** Folder with the last checkpoint of each log. */
  readonly state: string;
  readonly nowMs: () => number;
}

export interface WitnessAnswer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

/** A witness of C2SP tlog-witness, which cosigns a checkpoint when it extends the one seen before. */
export class Witness {
  readonly #options: WitnessOptions;
  /** Runs one request at a time, because reading the last checkpoint, deciding and storing the new one must not interleave. */
  readonly #mutex = new Mutex();

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  async addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
    const keysOf = (origin: string): VerifierKey[] => this.#options.logs.filter(({ name }) => name === origin);
    const examined = await examineAddCheckpoint(body, keysOf, crypto);
    if (examined.status !== 'examined') return refusal(examined.status, examined.reason);
    return this.#mutex.run(async (): Promise<WitnessAnswer> => {
      const latest = await this.#latest(examined.checkpoint.origin);
      const decision = decideAddCheckpoint(treeHasher(crypto.sha256), examined, latest);
      if (decision.status === 409) return { status: 409, body: printSize(decision.size), type: SIZE_CONTENT_TYPE };
      if (decision.status !== 200) return refusal(decision.status, decision.reason);
      await this.#store(examined.checkpoint.origin, decision.head);
      const seconds = Math.floor(this.#options.nowMs() / 1000);
      const signature = await cosign(examined.text, this.#options.signer, seconds);
      return { status: 200, body: printCosignatures([signature]), type: 'text/plain; charset=utf-8' };
    });
  }

  #file(origin: string): string {
    return join(this.#options.state, `${encodeHex(crypto.sha256(new TextEncoder().encode(origin))).slice(0, 32)}.json`);
  }

  async #latest(origin: string): Promise<TreeHead | undefined> {
    let text: string;
    try {
      text = await readFile(this.#file(origin), 'utf8');
    } catch (cause) {
      // Only a file that never existed means "nothing seen"; one that cannot be read must not roll the witness back.
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw cause;
    }
    const { size, root } = JSON.parse(text) as { size: number; root: string };
    return { size, root: new Uint8Array(Buffer.from(root, 'base64')) };
  }

  async #store(origin: string, { size, root }: TreeHead): Promise<void> {
    const text = JSON.stringify({ origin, size, root: Buffer.from(root).toString('base64') });
    await writeDurably(this.#file(origin), new TextEncoder().encode(`${text}\n`));
  }
}

const refusal = (status: number, reason: string): WitnessAnswer => ({
  status,
  body: `${reason}\n`,
  type: 'text/plain; charset=utf-8',
});

/** The witness over HTTP: `POST /add-checkpoint`. */
export function witnessServer(witness: Witness): Server {
  const times = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };
  const server = createServer(times, (request, response) => {
    const answer =
      request.method === 'POST' && request.url === '/add-checkpoint'
        ? readAll(request).then((body) => (body === null ? refusal(413, 'too large') : witness.addCheckpoint(body)))
        : Promise.resolve(refusal(404, 'POST /add-checkpoint'));
    answer
      .catch(() => refusal(500, 'a fault of the witness'))
      .then(({ status, body, type }) => {
        response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(body);
      });
  });
  // Nobody authenticates here, so idle connections make room for new ones.
  new BoundedConnections(server);
  return server;
}

async function readAll(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_RECEIPT_BYTES) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
