import { defined } from '../../../core/base/defined.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  giverOf,
  type IssuedKey,
  mayGiveScope,
  ROTATION_OVERLAP_MS,
  SCOPE_NAMES,
  SCOPES,
  type Scope,
} from '../../../domain/identity/index.js';
import type { ServerDeps } from '../base/deps.js';
import { printKey } from '../base/printed-key.js';
import { jsonBody, optionalBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { issuedKey, keyList, newKey, rotation } from './schemas.js';

type KeyDeps = Pick<ServerDeps, 'identity'>;
const route = routesOver<KeyDeps>();

/** Routes that make, list, rotate and revoke API keys; each change is an entry of the ledger. */
export const keyRoutes: readonly Route<KeyDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/keys',
    action: 'key.list',
    summary: 'API keys, without the keys, and the scopes that the caller may give',
    answer: keyList,
    handle: async ({ caller }, { identity }) => ({
      keys: (await identity.keys.list()).map(printKey),
      scopes: SCOPE_NAMES.map((scope) => ({ scope, means: SCOPES[scope], mayGive: mayGiveScope(caller, scope) })),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/keys',
    action: 'key.create',
    summary: 'Make a key',
    body: jsonBody(newKey),
    status: 201,
    answer: issuedKey,
    noStore: true,
    async handle(call, { identity }) {
      const { name, scopes, days } = call.body;
      demandMayGive(call, scopes);
      const issued = await identity.keys.issue({ name, scopes, createdBy: call.actor, ...defined({ days }) });
      return printIssued(issued);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/keys/:id/rotate',
    action: 'key.rotate',
    summary: 'Succeed a key; the old one works on for seven days, or as the body says',
    body: optionalBody(rotation),
    status: 201,
    answer: issuedKey,
    noStore: true,
    errors: ['NOT_FOUND', 'CONFLICT'],
    async handle(call, { identity }) {
      const { params, body, actor: by } = call;
      const id = params.id!;
      const old = (await identity.keys.list()).find((kept) => kept.id === id);
      if (old !== undefined) demandMayGive(call, old.scopes);
      const overlapMs = body.overlapDays === undefined ? ROTATION_OVERLAP_MS : body.overlapDays * DAY_MS;
      const issued = await identity.keys.rotate(id, by, overlapMs);
      return printIssued(issued);
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/keys/:id',
    action: 'key.revoke',
    summary: 'End a key now',
    status: 204,
    errors: ['NOT_FOUND'],
    async handle({ params, actor: by }, { identity }) {
      await identity.keys.revoke(params.id!, by);
    },
  }),
];

/** A key gives no scope that it does not have, and an account only scopes that its roles give. */
function demandMayGive({ caller }: Pick<Call, 'caller'>, scopes: readonly Scope[]): void {
  const gained = scopes.find((scope) => !mayGiveScope(caller, scope));
  if (gained === undefined) return;
  throw new TribuneError('FORBIDDEN', `the scope ${gained} is not given by this caller`, {
    remedy: `A key that has it itself or an account with the role ${giverOf(gained)} gives it, or \`tribune admin key --data DIR\` on the machine of the service.`,
  });
}

const printIssued = ({ key, kept }: IssuedKey): Record<string, unknown> => ({ key, ...printKey(kept) });
