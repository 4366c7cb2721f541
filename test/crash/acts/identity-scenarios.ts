import { FederatedLogin } from '../../../src/domain/identity/federated-login.js';
import { type PasskeyAnswer, Passkeys } from '../../../src/domain/identity/index.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const PASSWORD = 'a long enough passphrase';
const services = ({ deps }: Plane) => deps.identity;
const store = ({ store: { identity } }: Plane) => identity;

async function account(plane: Plane, n: number): Promise<string> {
  const id = crypto.randomUUID();
  const fields = { passwordHash: 'a hash', createdAtMs: 1, disabledAtMs: null };
  await store(plane).insertAccount({ ...fields, id, name: `person-${n}-${id}`, roles: ['reviewer'] });
  return id;
}

async function passkey(plane: Plane, account: string): Promise<string> {
  const id = crypto.randomUUID().replaceAll('-', '');
  const fields = { name: 'key', publicKey: new Uint8Array(4), counter: 0, transports: [], createdAtMs: 1 };
  await store(plane).insertPasskey({ ...fields, id, account, lastUsedAtMs: null });
  return id;
}

const person = async (plane: Plane, id: string) => (await store(plane).account(id))!;
const isThere = async (plane: Plane, name: string): Promise<boolean> =>
  (await services(plane).accounts.list()).some((one) => one.name === name);
const key = async (plane: Plane): Promise<string> =>
  (await services(plane).keys.issue({ name: 'k', scopes: ['receipts:read'], createdBy: 'test' })).kept.id;
const keyRow = async (plane: Plane, id: string) => (await services(plane).keys.list()).find((one) => one.id === id)!;

/** Digest of the one-time link for something; undefined where there is none. */
async function link(plane: Plane, purpose: object): Promise<string | undefined> {
  const text = `select encode(digest, 'hex') as digest from one_time_link where purpose = $1::jsonb`;
  return (await plane.store.sql.query<{ digest: string }>(text, [JSON.stringify(purpose)]))[0]?.digest;
}

const FOR_THE_FIRST = { roles: ['admin'] };
const FOR_LEGAL = { roles: ['legal'] } as const;

/** Acts of accounts, sessions, passkeys and keys. */
export const IDENTITY_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'an account is made': scenario({
    acts: ['account.create'],
    leaves: ['role.granted'],
    again: 'CONFLICT',
    before: async (_, n) => `new-${n}`,
    act: (plane, name) => services(plane).accounts.create({ name, password: null, roles: ['reviewer'] }, 'test'),
    changed: async (plane, name) => [await isThere(plane, name)],
  }),
  'an account gets other roles and a password, and is closed': scenario({
    acts: ['account.change'],
    leaves: ['role.granted', 'account.disabled', 'password.reset'],
    again: ['password.reset'],
    before: account,
    act: (plane, id) =>
      services(plane).accounts.change(id, { roles: ['validator'], disabled: true, password: PASSWORD }, 'test'),
    async changed(plane, id) {
      const { roles, disabledAtMs, passwordHash } = await person(plane, id);
      return [roles.includes('validator'), disabledAtMs !== null, passwordHash !== 'a hash'];
    },
  }),
  'an account is opened again': scenario({
    acts: ['account.change'],
    leaves: ['account.enabled'],
    again: [],
    async before(plane, n) {
      const id = await account(plane, n);
      await store(plane).updateAccount({ ...(await person(plane, id)), disabledAtMs: 5 });
      return id;
    },
    act: (plane, id) => services(plane).accounts.change(id, { disabled: false }, 'test'),
    changed: async (plane, id) => [(await person(plane, id)).disabledAtMs === null],
  }),
  'a person changes the password': scenario({
    acts: ['password.change'],
    leaves: ['password.changed'],
    again: ['password.changed'],
    async before(plane, n) {
      const id = await account(plane, n);
      await services(plane).sessions.begin(id, { method: 'password' });
      return id;
    },
    act: (plane, id) => services(plane).accounts.changePassword(id, PASSWORD),
    changed: async (plane, id) => [
      (await person(plane, id)).passwordHash !== 'a hash',
      (await store(plane).sessionsOf(id)).length === 0,
    ],
  }),
  'a person removes the password': scenario({
    acts: ['password.remove'],
    leaves: ['password.removed'],
    again: [],
    async before(plane, n) {
      const id = await account(plane, n);
      await passkey(plane, id);
      return id;
    },
    act: (plane, id) => services(plane).accounts.removePassword(id),
    changed: async (plane, id) => [(await person(plane, id)).passwordHash === null],
  }),
  'a passkey is added': scenario({
    acts: ['passkey.add'],
    leaves: ['passkey.added'],
    again: 'CONFLICT',
    before: async (plane, n) => ({ id: await account(plane, n), passkey: crypto.randomUUID() }),
    async act(plane, { id, passkey: own }) {
      const credential = { id: own, publicKey: new Uint8Array(4), counter: 0, transports: [] };
      const verifier = { registered: async () => credential, asserted: async () => 0 };
      const { token } = await services(plane).passkeys.beginRegistration(await person(plane, id));
      const party = { id: 'localhost', origin: 'https://localhost' };
      const answer = { token, party, answer: {} as PasskeyAnswer };
      return new Passkeys({ ...services(plane).federated, verifier }).finishRegistration(id, 'key', answer);
    },
    changed: async (plane, { id }) => [(await store(plane).passkeysOf(id)).length === 1],
  }),
  'a passkey is removed': scenario({
    acts: ['passkey.remove'],
    leaves: ['passkey.removed'],
    again: 'NOT_FOUND',
    async before(plane, n) {
      const id = await account(plane, n);
      return { id, passkey: await passkey(plane, id) };
    },
    act: (plane, { id, passkey: one }) => services(plane).passkeys.remove(id, one),
    changed: async (plane, { id }) => [(await store(plane).passkeysOf(id)).length === 0],
  }),
  'a one-time link is made': scenario({
    acts: ['setup.link'],
    leaves: ['setup.link-made'],
    again: ['setup.link-made'],
    async before(plane) {
      await services(plane).links.makeAtStart();
      return (await link(plane, FOR_LEGAL)) ?? null;
    },
    act: (plane) => services(plane).links.make(FOR_LEGAL, 'test'),
    changed: async (plane, before) => [((await link(plane, FOR_LEGAL)) ?? null) !== before],
  }),
  'a one-time link makes the first administrator': scenario({
    acts: ['setup.complete'],
    leaves: ['role.granted'],
    again: 'UNAUTHENTICATED',
    before: async (plane, n) => ({ name: `admin-${n}`, token: await services(plane).links.makeAtStart() }),
    act: (plane, { name, token }) => services(plane).links.complete(token, { name, password: PASSWORD }),
    changed: async (plane, { name }) => [await isThere(plane, name), (await link(plane, FOR_THE_FIRST)) === undefined],
  }),
  'a one-time link sets a password': scenario({
    acts: ['setup.complete'],
    leaves: ['password.reset'],
    again: 'UNAUTHENTICATED',
    async before(plane, n) {
      const id = await account(plane, n);
      const token = await services(plane).links.make({ account: id }, 'test');
      return { id, token, name: (await person(plane, id)).name };
    },
    act: (plane, { name, token }) => services(plane).links.complete(token, { name, password: PASSWORD }),
    changed: async (plane, { id }) => [
      (await person(plane, id)).passwordHash !== 'a hash',
      (await link(plane, { account: id })) === undefined,
    ],
  }),
  'the identity provider lets a new person in': scenario({
    acts: ['session.federated'],
    leaves: ['role.granted'],
    again: [],
    before: async (_, n) => ({
      issuer: 'https://idp.example',
      subject: `sub-${n}`,
      verifiedEmail: `sub-${n}@example.org`,
      authenticatedAtMs: 1,
      groups: ['risk'],
    }),
    act: (plane, one) =>
      new FederatedLogin(services(plane).federated, {
        provisioning: { domain: 'example.org' },
        groups: { risk: ['reviewer'] },
      }).admit(one),
    changed: async (plane, { issuer, subject, verifiedEmail }) => [
      (await store(plane).federatedAccount(issuer, subject)) !== null,
      await isThere(plane, verifiedEmail),
    ],
  }),
  'an API key is made': scenario({
    acts: ['key.create'],
    leaves: ['key.created'],
    again: ['key.created'],
    before: async (_, n) => `key-${n}`,
    act: (plane, name) => services(plane).keys.issue({ name, scopes: ['receipts:read'], createdBy: 'test' }),
    changed: async (plane, name) => [(await services(plane).keys.list()).some((one) => one.name === name)],
  }),
  'an API key is rotated': scenario({
    acts: ['key.rotate'],
    leaves: ['key.rotated'],
    again: 'CONFLICT',
    async before(plane) {
      const id = await key(plane);
      return { id, endsAt: (await keyRow(plane, id)).expiresAtMs };
    },
    act: (plane, { id }) => services(plane).keys.rotate(id, 'test'),
    changed: async (plane, { id, endsAt }) => [
      (await services(plane).keys.list()).some(({ replaces }) => replaces === id),
      (await keyRow(plane, id)).expiresAtMs !== endsAt,
    ],
  }),
  'an API key is revoked': scenario({
    acts: ['key.revoke'],
    leaves: ['key.revoked'],
    again: [],
    before: key,
    act: (plane, id) => services(plane).keys.revoke(id, 'test'),
    changed: async (plane, id) => [(await keyRow(plane, id)).revokedAtMs !== null],
  }),
};
