import type { FastifyReply } from 'fastify';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { parseTilePath } from '../../../core/ledger/index.js';
import type { LogName } from '../../../domain/log/ports/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { keyChange, ledgerState } from './schemas.js';
import { type StateDeps, stateOf } from './state.js';

const TILE_LIFE_S = 31_536_000;
const CHECKPOINT_LIFE_S = 1;

type LedgerDeps = StateDeps;
const route = routesOver<LedgerDeps>();

/** Routes by which outsiders read the log: C2SP tlog-tiles over HTTP. */
export const ledgerRoutes: readonly Route<LedgerDeps>[] = [
  route({
    method: 'GET',
    path: '/ledger/:log/checkpoint',
    action: 'ledger.read',
    summary: 'The signed checkpoint',
    answer: 'text/plain',
    handle: (call, deps) => send(call, deps, 'checkpoint'),
  }),
  route({
    method: 'GET',
    path: '/ledger/:log/tile/*',
    action: 'ledger.read',
    summary: 'A tile',
    answer: 'application/octet-stream',
    async handle(call, deps) {
      const path = `tile/${call.params['*']}`;
      demandTilePath(path);
      return send(call, deps, path);
    },
  }),
  route({
    method: 'GET',
    path: '/ledger/:log/rotations',
    action: 'ledger.read',
    summary: 'Statements by which the log changed its signing key',
    answer: 'text/plain',
    handle: (call, deps) => send(call, deps, 'rotations'),
  }),
  route({
    method: 'GET',
    path: '/v1/ledger',
    action: 'ledger.settings',
    summary: 'Names, keys and times of the logs, and how they and their witnesses stand',
    answer: ledgerState,
    noStore: true,
    handle: async (_call, deps) => stateOf(deps),
  }),
  route({
    method: 'POST',
    path: '/v1/ledger/keys',
    action: 'ledger.rotate',
    summary: 'Hand a log over to a new signing key',
    body: jsonBody(keyChange),
    status: 201,
    async handle({ body, actor }, { log }) {
      const { log: name, overlapDays } = body;
      const overlap = overlapDays === undefined ? {} : { overlapMs: overlapDays * DAY_MS };
      const { retiresAtMs, ...rotation } = await log.rotateKey(name, { ...overlap, by: actor });
      return { ...rotation, retiresAt: new Date(retiresAtMs).toISOString() };
    },
  }),
  // The key is public, but a verifier must get it from a source other than this service. This route only helps to set a verifier up.
  route({
    method: 'GET',
    path: '/ledger/:log/key',
    action: 'ledger.key',
    summary: 'The verifier key',
    answer: 'text/plain',
    handle: async (call, { log }) => `${log.verifierKey(logOf(call))}\n`,
  }),
];

async function send(
  { reply, params, server }: Call,
  { log }: Pick<LedgerDeps, 'log'>,
  path: string,
): Promise<FastifyReply> {
  const bytes = await log.file(logOf({ params }), path);
  if (bytes === null) throw unknown('the log has no such file yet');
  const open = server.ledgerPublic();
  return reply
    .header('cache-control', cacheControl(path, open))
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}

function cacheControl(path: string, open: boolean): string {
  const reach = open ? 'public' : 'private';
  return !path.startsWith('tile/')
    ? `${reach}, max-age=${CHECKPOINT_LIFE_S}`
    : `${reach}, max-age=${TILE_LIFE_S}, immutable`;
}

function logOf({ params: { log } }: Pick<Call, 'params'>): LogName {
  if (log === 'main' || log === 'reads') return log;
  throw unknown('there is no log of this name');
}

/** Throws for a path that is not the one path of a tile, so that nothing outside the log can be reached. */
function demandTilePath(path: string): void {
  try {
    parseTilePath(path);
  } catch {
    throw unknown('this is no path of a tile');
  }
}

const unknown = (message: string): TribuneError =>
  new TribuneError('ROUTE_UNKNOWN', message, {
    remedy: 'Logs are main and reads; paths are those of C2SP tlog-tiles.',
  });
