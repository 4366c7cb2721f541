import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { parseTilePath } from '../../../core/ledger/index.js';
import type { LogName } from '../../../domain/log/ports/index.js';
import type { ServerDeps } from '../base/deps.js';
import { actor, type Guard } from '../http/guard.js';
import { readBody } from '../http/validate.js';
import { keyChange } from '../openapi/schemas.js';

const TILE_LIFE_S = 31_536_000;
const CHECKPOINT_LIFE_S = 1;

/** The log for outsiders: C2SP tlog-tiles over HTTP. */
export function ledgerRoutes(app: FastifyInstance, { log }: ServerDeps, guard: Guard): void {
  const send = async (request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> => {
    const bytes = await log.file(logOf(request), path);
    if (bytes === null) throw unknown('the log has no such file yet');
    const open = guard.ledgerPublic();
    return reply
      .header('cache-control', cacheControl(path, open))
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  };
  const config = { action: 'ledger.read' } as const;

  app.get('/ledger/:log/checkpoint', { config }, async (request, reply) =>
    send(request, reply.type('text/plain; charset=utf-8'), 'checkpoint'),
  );
  app.get('/ledger/:log/rotations', { config }, async (request, reply) =>
    send(request, reply.type('text/plain; charset=utf-8'), 'rotations'),
  );
  app.get('/ledger/:log/tile/*', { config }, async (request, reply) => {
    const path = `tile/${(request.params as { '*': string })['*']}`;
    demandTilePath(path);
    return send(request, reply.type('application/octet-stream'), path);
  });
  app.post('/v1/ledger/keys', { config: { action: 'ledger.rotate' } }, async (request, reply) => {
    const { log: name, overlapDays } = await readBody(request, keyChange);
    const overlap = overlapDays === undefined ? {} : { overlapMs: overlapDays * DAY_MS };
    const { retiresAtMs, ...rotation } = await log.rotateKey(name, { ...overlap, by: actor(request) });
    return reply.code(201).send({ ...rotation, retiresAt: new Date(retiresAtMs).toISOString() });
  });
  // The key is public by nature, but it must reach verifiers by a way of its own; here it only helps set up.
  app.get('/ledger/:log/key', { config: { action: 'ledger.key' } }, async (request, reply) =>
    reply.type('text/plain; charset=utf-8').send(`${log.verifierKey(logOf(request))}\n`),
  );
}

function cacheControl(path: string, open: boolean): string {
  const reach = open ? 'public' : 'private';
  return !path.startsWith('tile/')
    ? `${reach}, max-age=${CHECKPOINT_LIFE_S}`
    : `${reach}, max-age=${TILE_LIFE_S}, immutable`;
}

function logOf(request: FastifyRequest): LogName {
  const { log } = request.params as { log: string };
  if (log === 'main' || log === 'reads') return log;
  throw unknown('there is no log of this name');
}

/** One path for each tile, so that nothing outside the log can be reached. */
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
