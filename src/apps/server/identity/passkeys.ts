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
  passkeyUnknown,
  publicIdOf,
  type RelyingParty,
  utf8,
} from '../../../domain/identity/index.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { CEREMONIES_PER_MINUTE, MAX_STRANGER_BODY } from '../base/limits.js';
import { setCeremony, takeCeremony } from '../http/cookie.js';
import { accountOf, openSession, printAccount } from '../http/open-session.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { newPasskey, passkeyAnswer, passkeyName } from './passkey-schemas.js';

type PasskeyDeps = Pick<ServerDeps, 'identity'>;
type AnyCall = Pick<Call, 'request' | 'reply' | 'server'>;
const route = routesOver<PasskeyDeps>();
const limit = MAX_STRANGER_BODY;
const rateLimit = { max: CEREMONIES_PER_MINUTE, timeWindow: 60_000 };

/** Routes that sign in with a passkey, or prove again who the caller is. */
const signInRoutes: readonly Route<PasskeyDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/session/passkey/begin',
    action: 'session.create',
    rateLimit,
    summary: 'Options for a sign-in with a passkey: PublicKeyCredentialRequestOptionsJSON',
    noStore: true,
    async handle(call, { identity }) {
      const party = partyOf(call);
      return requestOptions(call, party, await identity.passkeys.beginSignIn());
    },
  }),
  route({
    method: 'POST',
    path: '/v1/session/passkey',
    action: 'session.create',
    rateLimit,
    summary: 'Sign in with a passkey',
    body: jsonBody(passkeyAnswer, { limit }),
    noStore: true,
    async handle(call, { identity }) {
      const account = await identity.passkeys.finishSignIn(answered(call, call.body));
      await openSession(call, identity, account.id, { method: 'passkey' });
      return printAccount(account);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/session/step-up/passkey/begin',
    action: 'session.step-up',
    rateLimit,
    summary: 'Options to prove again with a passkey',
    noStore: true,
    async handle(call, { identity }) {
      const party = partyOf(call);
      return requestOptions(call, party, await identity.passkeys.beginStepUp(accountOf(call).id));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/session/step-up/passkey',
    action: 'session.step-up',
    rateLimit,
    summary: 'Prove again with a passkey before a sensitive act',
    body: jsonBody(passkeyAnswer, { limit }),
    status: 204,
    async handle(call, { identity }) {
      const { id } = accountOf(call);
      await identity.passkeys.finishStepUp(id, answered(call, call.body));
      await openSession(call, identity, id, { method: 'passkey' });
    },
  }),
];

/** Routes by which people manage their own passkeys. */
const ownPasskeyRoutes: readonly Route<PasskeyDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/passkeys',
    action: 'passkey.list',
    summary: 'The own passkeys',
    noStore: true,
    async handle(call, { identity }) {
      return { passkeys: (await identity.passkeys.list(accountOf(call).id)).map(printPasskey) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/passkeys/begin',
    action: 'passkey.add',
    rateLimit,
    summary: 'Options for a new passkey: PublicKeyCredentialCreationOptionsJSON',
    noStore: true,
    async handle(call, { identity }) {
      const { id } = partyOf(call);
      const account = await identity.accounts.demand(accountOf(call).id);
      const begun = await identity.passkeys.beginRegistration(account);
      setCeremony(call.reply, begun.token);
      return creationOptions(begun, id, account);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/passkeys',
    action: 'passkey.add',
    rateLimit,
    summary: 'Add a passkey',
    body: jsonBody(newPasskey, { limit }),
    status: 201,
    noStore: true,
    async handle(call, { identity }) {
      const { id } = accountOf(call);
      const { name, answer } = call.body;
      const passkey = await identity.passkeys.finishRegistration(id, name, answered(call, answer));
      return printPasskey(passkey);
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/passkeys/:id',
    action: 'passkey.rename',
    summary: 'Rename a passkey',
    body: jsonBody(passkeyName, { limit }),
    status: 204,
    errors: ['NOT_FOUND'],
    async handle(call, { identity }) {
      const { account, passkey } = await ownPasskey(call, identity);
      await identity.passkeys.rename(account, passkey, call.body.name);
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/passkeys/:id',
    action: 'passkey.remove',
    summary: 'Remove a passkey, unless it is the last way in',
    status: 204,
    errors: ['NOT_FOUND', 'CONFLICT'],
    async handle(call, { identity }) {
      const { account, passkey } = await ownPasskey(call, identity);
      await identity.passkeys.remove(account, passkey);
    },
  }),
];

/** All routes of passkeys: sign-in, the fresh proof, and the management of one's own passkeys. */
export const passkeyRoutes: readonly Route<PasskeyDeps>[] = [...signInRoutes, ...ownPasskeyRoutes];

function partyOf({ server }: AnyCall): RelyingParty {
  const party = server.address.party();
  if (party !== null) return party;
  throw new TribuneError('ROUTE_UNKNOWN', 'this service has no name under which browsers offer passkeys', {
    remedy: 'Start it with --public-url https://NAME; plain http works on localhost only.',
  });
}

/** Options for `navigator.credentials.get`, as `PublicKeyCredential.parseRequestOptionsFromJSON` takes them. */
function requestOptions({ reply }: AnyCall, { id }: RelyingParty, { token, challenge, passkeys }: Begun): object {
  setCeremony(reply, token);
  return {
    rpId: id,
    challenge: base64Url(challenge),
    timeout: CHALLENGE_MS,
    userVerification: 'required',
    allowCredentials: passkeys.map(descriptor),
  };
}

const answered = (call: AnyCall, answer: z.infer<typeof passkeyAnswer>): Answered => ({
  token: takeCeremony(call.request, call.reply),
  party: partyOf(call),
  answer: answer as PasskeyAnswer,
});

async function ownPasskey(
  call: Pick<Call, 'caller' | 'params'>,
  { passkeys }: ServerDeps['identity'],
): Promise<{ account: string; passkey: string }> {
  const account = accountOf(call).id;
  const found = (await passkeys.list(account)).find((passkey) => publicIdOf(passkey) === call.params.id);
  if (found !== undefined) return { account, passkey: found.id };
  throw passkeyUnknown('the account has no such passkey', { remedy: 'Reload the list of passkeys.' });
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
