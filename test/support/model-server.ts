import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { bindRemote, openServer, parseAddress, type ServerOptions } from '../../src/adapters/model-servers/index.js';
import { matrixFromRows } from '../../src/core/models/index.js';

export type Handler = (body: Body, request: IncomingMessage, response: ServerResponse) => unknown;
// biome-ignore lint/suspicious/noExplicitAny: whatever a client sends.
export type Body = any;

export const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server; the handler's result is sent as JSON, `undefined` means that it answered itself (or never will). */
export async function serve(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const answer = await handler(text === '' ? undefined : JSON.parse(text), request, response);
    if (answer === undefined) return;
    response.setHeader('content-type', 'application/json');
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const FEATURES = [{ name: 'age' }, { name: 'income' }];
export const ROWS = matrixFromRows([
  [30, 2],
  [40, 1],
  [50, 4],
]);
export const QUICK: ServerOptions = { timeoutMs: 5000, retries: 0 };
export const scoreOf = ([age = 0, income = 0]: number[]): number => 0.01 * age + 0.125 * income;
export const expected = [0.55, 0.525, 1];

export async function open(
  address: string,
  options: ServerOptions = QUICK,
  warn: (message: string) => void = () => {},
) {
  const server = openServer(parseAddress(address), options);
  const description = await server.describe();
  return bindRemote(server, description, { features: FEATURES, sample: ROWS }, { warn, batchRows: 2 });
}

/** A model server of the Open Inference Protocol; `change` spoils its answer. */
export const oip =
  (change: (answer: Body, body: Body) => unknown = (answer) => answer): Handler =>
  (body) => {
    if (body === undefined) {
      return {
        name: 'credit',
        versions: ['3'],
        platform: 'test',
        inputs: [{ name: 'X', datatype: 'FP64', shape: [-1, 2] }],
      };
    }
    const { shape, data } = body.inputs[0];
    const scores = Array.from({ length: shape[0] }, (_, r) => scoreOf(data.slice(r * 2, r * 2 + 2)));
    return change(
      {
        model_name: 'credit',
        id: body.id,
        outputs: [{ name: 'p', datatype: 'FP64', shape: [shape[0], 1], data: scores }],
      },
      body,
    );
  };

export const refusal = async (work: Promise<unknown>): Promise<{ code: string; message: string }> => {
  const error = (await work.then(
    () => new Error('nothing was refused'),
    (caught: unknown) => caught,
  )) as { code: string; message: string };
  return { code: error.code, message: error.message };
};
