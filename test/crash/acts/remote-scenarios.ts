import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import process from 'node:process';
import { alertTables } from '../../../src/adapters/postgres/alerts/index.js';
import type { Artifacts } from '../../../src/domain/artifacts/index.js';
import type { RemoteModels } from '../../../src/domain/remote-models/index.js';
import { printCanaries, printPin } from '../../../src/domain/remote-models/pins/index.js';
import { MODEL_PORTS } from './configuration.js';
import { entryTypes } from './entry-types.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const roomOf = <Deps>({ deps }: Plane, room: string): Deps =>
  deps.rooms.find(({ name }) => name === room)!.deps as Deps;
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** A port that is free now, and that the configuration names. */
async function freePort(): Promise<number> {
  for (let i = 0; i < MODEL_PORTS.length; i++) {
    const server = await ages(MODEL_PORTS[(process.pid + i) % MODEL_PORTS.length]!).catch(() => null);
    server?.end();
    if (server !== null) return server.port;
  }
  throw new Error('every port of the models behind a network is taken');
}

/** A server of MLflow's form whose model answers the ages that it is sent, and how to end it. */
async function ages(port: number): Promise<{ readonly port: number; readonly end: () => void }> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { dataframe_split: rows } = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ predictions: rows.data }));
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  server.unref();
  return { port, end: () => server.close() };
}

export const REMOTE_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'an endpoint answers otherwise than when it was pinned': scenario({
    acts: ['remote-model.check'],
    leaves: ['remote-model.checked'],
    again: ['remote-model.checked'],
    async before(plane, n) {
      const { artifacts } = roomOf<{ artifacts: Artifacts }>(plane, 'artifacts');
      const port = await freePort();
      const rows = Array.from({ length: 8 }, (_, i) => ({ age: 20 + i }));
      const canaries = printCanaries({ rows, scores: rows.map(({ age }) => age + n + 1) });
      const pin = printPin({
        endpoint: { kind: 'address', address: `mlflow+http://127.0.0.1:${port}` },
        ...{ inputs: ['age'], texts: [], output: null, tolerance: 0, canaries: digestOf(canaries) },
      });
      for (const text of [canaries, pin]) await artifacts.put(digestOf(text), onePiece(text), { by: 'test' });
      return { port, version: digestOf(pin), told: (await entryTypes(plane.store)).length };
    },
    async act(plane, { port, version }) {
      const server = await ages(port);
      try {
        const { remoteModels } = roomOf<{ remoteModels: RemoteModels }>(plane, 'remote-models');
        return await remoteModels.check(version, { actor: 'test', purpose: 'test' });
      } finally {
        server.end();
      }
    },
    changed: async (plane, { told }) => [
      (await entryTypes(plane.store)).slice(told).includes('remote-model.checked'),
      (await plane.store.of(alertTables).alerts.raised(0, 1000)).length > 0,
    ],
  }),
};
