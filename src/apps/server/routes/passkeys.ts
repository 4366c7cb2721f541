import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ALGORITHMS } from '../../../adapters/identity/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  type Answered,
  type Begun,
  base64Url,
  CHALLENGE_MS,
  type PasskeyAnswer,
  type PasskeyRecord,
  publicIdOf,
  type RelyingParty,
  utf8,
} from '../../../domain/identity/index.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { CEREMONIES_PER_MINUTE, MAX_STRANGER_BODY } from '../base/limits.js';
import { setCeremony, takeCeremony } from '../http/cookie.js';
import { accountOf, noStore, openSession, printAccount } from '../http/open-session.js';
import type { PublicAddress } from '../http/public-address.js';
import { readBody } from '../http/validate.js';
import { newPasskey, passkeyAnswer, passkeyName } from '../openapi/identity-schemas.js';

const bodyLimit = MAX_STRANGER_BODY;
const rateLimit = { max: CEREMONIES_PER_MINUTE, timeWindow: 60_000 };

/** What the routes of passkeys share. */
class Ceremonies {
  readonly #address: PublicAddress;

  constructor(address: PublicAddress) {
    this.#address = address;
  }

  party(): RelyingParty {
    const party = this.#address.party();
    if (party !== null) return party;
    throw new TribuneError('ROUTE_UNKNOWN', 'this service has no name under which browsers offer passkeys', {
      remedy: 'Start it with --public-url https://NAME; plain http works on localhost only.',
    });
  }

  /** Options for `navigator.credentials.get`, as `PublicKeyCredential.parseRequestOptionsFromJSON` takes them. */
  ask(reply: FastifyReply, { token, challenge, passkeys }: Begun): FastifyReply {
    const { id } = this.party();
    setCeremony(reply, token);
    return noStore(reply).send({
      rpId: id,
      challenge: base64Url(challenge),
      timeout: CHALLENGE_MS,
      userVerification: 'required',
      allowCredentials: passkeys.map(descriptor),
    });
  }

  answered(request: FastifyRequest, reply: FastifyReply, answer: z.infer<typeof passkeyAnswer>): Answered {
    return { token: takeCeremony(request, reply), party: this.party(), answer: answer as PasskeyAnswer };
  }
}

/** Passkeys: signing in, proving again, and looking after one's own. */
export function passkeyRoutes(app: FastifyInstance, deps: ServerDeps, address: PublicAddress): void {
  const ceremonies = new Ceremonies(address);
  signInRoutes(app, deps, ceremonies);
  registrationRoutes(app, deps, ceremonies);
  ownPasskeyRoutes(app, deps);
}

function signInRoutes(app: FastifyInstance, { identity }: ServerDeps, ceremonies: Ceremonies): void {
  const { passkeys } = identity;
  const begin = { action: 'session.create', rateLimit } as const;
  const again = { action: 'session.step-up', rateLimit } as const;

  app.post('/v1/session/passkey/begin', { config: begin }, async (_request, reply) => {
    ceremonies.party();
    return ceremonies.ask(reply, await passkeys.beginSignIn());
  });

  app.post('/v1/session/passkey', { bodyLimit, config: begin }, async (request, reply) => {
    const answered = ceremonies.answered(request, reply, await readBody(request, passkeyAnswer));
    const account = await passkeys.finishSignIn(answered);
    await openSession({ request, reply, identity }, account.id, { method: 'passkey' });
    return noStore(reply).send(printAccount(account));
  });

  app.post('/v1/session/step-up/passkey/begin', { config: again }, async (request, reply) => {
    ceremonies.party();
    return ceremonies.ask(reply, await passkeys.beginStepUp(accountOf(request).id));
  });

  app.post('/v1/session/step-up/passkey', { bodyLimit, config: again }, async (request, reply) => {
    const { id } = accountOf(request);
    const answered = ceremonies.answered(request, reply, await readBody(request, passkeyAnswer));
    await passkeys.finishStepUp(id, answered);
    await openSession({ request, reply, identity }, id, { method: 'passkey' });
    return reply.code(204).send();
  });
}

function registrationRoutes(app: FastifyInstance, { identity }: ServerDeps, ceremonies: Ceremonies): void {
  const config = { action: 'passkey.add', rateLimit } as const;

  app.post('/v1/passkeys/begin', { config }, async (request, reply) => {
    const { id } = ceremonies.party();
    const account = await identity.accounts.demand(accountOf(request).id);
    const begun = await identity.passkeys.beginRegistration(account);
    setCeremony(reply, begun.token);
    return noStore(reply).send(creationOptions(begun, id, account));
  });

  app.post('/v1/passkeys', { bodyLimit, config }, async (request, reply) => {
    const { id } = accountOf(request);
    const { name, answer } = await readBody(request, newPasskey);
    const passkey = await identity.passkeys.finishRegistration(id, name, ceremonies.answered(request, reply, answer));
    return noStore(reply.code(201)).send(printPasskey(passkey));
  });
}

function ownPasskeyRoutes(app: FastifyInstance, { identity }: ServerDeps): void {
  const { passkeys } = identity;
  const own = async (request: FastifyRequest): Promise<{ account: string; passkey: string }> => {
    const account = accountOf(request).id;
    const { id } = request.params as { id: string };
    const found = (await passkeys.list(account)).find((passkey) => publicIdOf(passkey) === id);
    if (found !== undefined) return { account, passkey: found.id };
    throw new TribuneError('NOT_FOUND', 'the account has no such passkey', { remedy: 'Reload the list of passkeys.' });
  };

  app.get('/v1/passkeys', { config: { action: 'passkey.list' } }, async (request, reply) =>
    noStore(reply).send({ passkeys: (await passkeys.list(accountOf(request).id)).map(printPasskey) }),
  );

  app.patch('/v1/passkeys/:id', { bodyLimit, config: { action: 'passkey.rename' } }, async (request, reply) => {
    const { account, passkey } = await own(request);
    await passkeys.rename(account, passkey, (await readBody(request, passkeyName)).name);
    return reply.code(204).send();
  });

  app.delete('/v1/passkeys/:id', { config: { action: 'passkey.remove' } }, async (request, reply) => {
    const { account, passkey } = await own(request);
    await passkeys.remove(account, passkey);
    return reply.code(204).send();
  });
}

const descriptor = ({ id, transports }: PasskeyRecord): Record<string, unknown> => ({
  type: 'public-key',
  id,
  ...(transports.length === 0 ? {} : { transports }),
});

/** Options for `navigator.credentials.create`: a key that stays on the authenticator, verifies its user, and tells nothing of its make. */
const creationOptions = (begun: Begun, rpId: string, { id, name }: Account): Record<string, unknown> => ({
  rp: { id: rpId, name: 'Tribune' },
  user: { id: base64Url(utf8(id)), name, displayName: name },
  challenge: base64Url(begun.challenge),
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
  timeout: CHALLENGE_MS,
  excludeCredentials: begun.passkeys.map(descriptor),
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation: 'none',
});

const printPasskey = (passkey: PasskeyRecord): Record<string, unknown> => ({
  id: publicIdOf(passkey),
  name: passkey.name,
  createdAt: new Date(passkey.createdAtMs).toISOString(),
  lastUsedAt: passkey.lastUsedAtMs === null ? null : new Date(passkey.lastUsedAtMs).toISOString(),
});
