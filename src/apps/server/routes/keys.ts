import type { FastifyInstance, FastifyRequest } from 'fastify';
import { defined } from '../../../core/base/defined.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  giverOf,
  type IssuedKey,
  mayGiveScope,
  ROTATION_OVERLAP_MS,
  type Scope,
} from '../../../domain/identity/index.js';
import type { ApiKeyRecord } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_SMALL_BODY } from '../base/limits.js';
import { actor } from '../http/guard.js';
import { readBody } from '../http/validate.js';
import { rotation } from '../openapi/identity-schemas.js';
import { newKey } from '../openapi/schemas.js';

/** API keys: made, listed, rotated, revoked; each of it is an entry of the ledger. */
export function keyRoutes(app: FastifyInstance, { identity }: ServerDeps): void {
  const bodyLimit = MAX_SMALL_BODY;

  app.get('/v1/keys', { config: { action: 'key.list' } }, async () => ({
    keys: (await identity.keys.list()).map(printKey),
  }));

  app.post('/v1/keys', { bodyLimit, config: { action: 'key.create' } }, async (request, reply) => {
    const { name, scopes, days } = await readBody(request, newKey);
    demandMayGive(request, scopes);
    const issued = await identity.keys.issue({ name, scopes, createdBy: actor(request), ...defined({ days }) });
    return reply.code(201).header('cache-control', 'no-store').send(printIssued(issued));
  });

  app.post('/v1/keys/:id/rotate', { bodyLimit, config: { action: 'key.rotate' } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const old = (await identity.keys.list()).find((kept) => kept.id === id);
    if (old !== undefined) demandMayGive(request, old.scopes);
    // The body is optional: without one the overlap is the usual.
    const sent = request.headers['content-type'] === undefined ? {} : await readBody(request, rotation);
    const overlapMs = sent.overlapDays === undefined ? ROTATION_OVERLAP_MS : sent.overlapDays * DAY_MS;
    const issued = await identity.keys.rotate(id, actor(request), overlapMs);
    return reply.code(201).header('cache-control', 'no-store').send(printIssued(issued));
  });

  app.delete('/v1/keys/:id', { config: { action: 'key.revoke' } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    await identity.keys.revoke(id, actor(request));
    return reply.code(204).send();
  });
}

/** A key gives no scope that it does not have, and an account only scopes that its roles give. */
function demandMayGive({ caller }: FastifyRequest, scopes: readonly Scope[]): void {
  const gained = scopes.find((scope) => !mayGiveScope(caller, scope));
  if (gained === undefined) return;
  throw new TribuneError('FORBIDDEN', `the scope ${gained} is not given by this caller`, {
    remedy: `A key that has it itself or an account with the role ${giverOf(gained)} gives it, or \`tribune admin key --data DIR\` on the machine of the service.`,
  });
}

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A key as lists show it: never the key itself. */
export interface PrintedKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string | null;
  readonly createdBy: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly replaces: string | null;
}

export const printKey = (kept: ApiKeyRecord): PrintedKey => ({
  id: kept.id,
  name: kept.name,
  scopes: kept.scopes,
  createdAt: timeOrNull(kept.createdAtMs),
  createdBy: kept.createdBy,
  expiresAt: timeOrNull(kept.expiresAtMs),
  lastUsedAt: timeOrNull(kept.lastUsedAtMs),
  revokedAt: timeOrNull(kept.revokedAtMs),
  replaces: kept.replaces,
});

const printIssued = ({ key, kept }: IssuedKey): Record<string, unknown> => ({ key, ...printKey(kept) });
