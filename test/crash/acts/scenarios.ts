import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nodeRuntime } from '../../../src/adapters/runtime/node-runtime.js';
import type { ControlPlane } from '../../../src/apps/server/control-plane.js';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { Acts, defineTwoPersonAct, proposalActs, TwoPersonActs } from '../../../src/domain/acts/index.js';
import type { Artifacts } from '../../../src/domain/artifacts/index.js';
import { digestOfPolicy } from '../../../src/domain/audits/policy-text.js';
import { auditActs, StoredAudits } from '../../../src/domain/audits/recorded/index.js';
import type { AuditResult } from '../../../src/domain/audits/result/result.js';
import { FederatedLogin } from '../../../src/domain/identity/federated-login.js';
import { type PasskeyAnswer, Passkeys } from '../../../src/domain/identity/index.js';
import { ndjson, REGISTRY, record } from './real.js';

/** The control plane that the acts are done with; a test puts another in its place when it starts anew. */
export const running = {} as { plane: ControlPlane };

/** An act that is cut short. `n` counts the attempts: each has state of its own. */
export interface Scenario<World = unknown> {
  /** The acts that it does, by the names of their declarations. */
  readonly acts: readonly string[];
  /** Types of the entries that it leaves, in order. */
  readonly leaves: readonly string[];
  /** What is there before. */
  readonly before: (n: number) => Promise<World>;
  readonly act: (world: World) => Promise<unknown>;
  /** What has come of each thing that the act changes: all or none. */
  readonly changed: (world: World) => Promise<readonly boolean[]>;
}

const scenario = <World>(one: Scenario<World>): Scenario => one as unknown as Scenario;
const identity = () => running.plane.deps.identity;
const PASSWORD = 'a long enough passphrase';

async function account(n: number, roles: readonly ('reviewer' | 'validator')[] = ['reviewer']): Promise<string> {
  const id = crypto.randomUUID();
  const fields = { passwordHash: 'a hash', createdAtMs: 1, disabledAtMs: null };
  await running.plane.store.identity.insertAccount({ ...fields, id, name: `person-${n}-${id}`, roles });
  return id;
}

async function passkey(account: string): Promise<string> {
  const id = crypto.randomUUID().replaceAll('-', '');
  const fields = { name: 'key', publicKey: new Uint8Array(4), counter: 0, transports: [], createdAtMs: 1 };
  await running.plane.store.identity.insertPasskey({ ...fields, id, account, lastUsedAtMs: null });
  return id;
}

const person = async (id: string) => (await running.plane.store.identity.account(id))!;
const key = async () =>
  (await identity().keys.issue({ name: 'k', scopes: ['receipts:read'], createdBy: 'test' })).kept.id;
const keyRow = async (id: string) => (await identity().keys.list()).find((one) => one.id === id)!;
const hold = { owner: 'counsel', reason: 'claim', reviewAt: '2999-01-01T00:00:00Z' };
const digest = (n: number): string => `sha256:${n.toString(16).padStart(64, '0')}`;

/** Registry and setting in one document. */
const things = (n: number, more: { owner: string; description: string; label: string; cutoff: number }) => ({
  systems: [{ ...REGISTRY.systems[0]!, id: `s${n}`, owner: more.owner }],
  models: [{ id: `m${n}`, system: `s${n}`, description: more.description }],
  versions: [{ model: `m${n}`, digest: digest(n), label: more.label }],
  deployments: [{ id: `m${n}/prod`, version: digest(n), cutoff: more.cutoff }],
});
const FIRST = { owner: 'one', description: 'first', label: '1', cutoff: 0.1 };
const SECOND = { owner: 'two', description: 'second', label: '2', cutoff: 0.2 };
const registered = async (n: number) => {
  const { systems, models, versions, deployments } = await running.plane.deps.registry.snapshot();
  return {
    owner: systems.find(({ id }) => id === `s${n}`)?.owner,
    description: models.find(({ id }) => id === `m${n}`)?.description,
    label: versions.find((one) => one.digest === digest(n))?.label,
    cutoff: deployments.find(({ id }) => id === `m${n}/prod`)?.activations.at(-1)?.cutoff,
  };
};
const isLike = (now: object, then: object): boolean[] =>
  Object.entries(then).map(([name, value]) => (now as Record<string, unknown>)[name] === value);

/** A decision of a subject of its own. */
async function decided(n: number): Promise<string> {
  const subject = `subject-${n}-${crypto.randomUUID()}`;
  await running.plane.deps.ingest.decisions(new TextEncoder().encode(ndjson(record({ subject }))), {
    form: 'ndjson',
    source: 'test',
  });
  return subject;
}
const held = async (subject: string) =>
  (await running.plane.deps.subjects.export(subject, { actor: 'test', purpose: 'test' })).decisions.length;

const passVault = defineTwoPersonAct('vault.open', {
  enters: [],
  request: z.strictObject({ name: z.string() }),
  lifeMs: 3_600_000,
  mayTakePart: async () => true,
  async carryOut(tx: { settings: ControlPlane['store']['settings'] }, { name }) {
    await tx.settings.write(name, 'open');
  },
});
const two = () => {
  const { transactions, proposals } = running.plane.store;
  const acts = new Acts({
    transactions,
    log: running.plane.deps.log,
    runtime: nodeRuntime,
    acts: [passVault, ...proposalActs],
  });
  return new TwoPersonActs({ acts, proposals, nowMs: Date.now, declared: [passVault] });
};
const AUDITED = { by: 'test', sight: 'groups', size: 1 } as const;
const RESULT = { schemaVersion: '1', verdict: 'pass' } as unknown as AuditResult;
const storedAudits = () => {
  const { store, deps } = running.plane;
  const { transactions, audits } = store;
  const acts = new Acts({ transactions, log: deps.log, runtime: nodeRuntime, acts: auditActs });
  return new StoredAudits({ store: audits, acts, runtime: nodeRuntime, noteRead: async () => undefined });
};
const [ann, bob] = [{ account: 'ann' }, { account: 'bob' }];
const isWaiting = async (id: string) => (await running.plane.store.proposals.proposal(id)) !== null;

const artifacts = (): Artifacts => {
  const room = running.plane.deps.rooms.find(({ name }) => name === 'artifacts');
  return (room!.deps as { artifacts: Artifacts }).artifacts;
};
async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the bytes of a model are stored': scenario({
    acts: ['artifact.store'],
    leaves: ['artifact.stored'],
    before: async (n) => `model ${n}`,
    act: (text) => artifacts().put(digestOf(text), onePiece(text), 'test'),
    changed: async (text) => [
      (await artifacts().list({ limit: 1000 })).some(({ digest }) => digest === digestOf(text)),
    ],
  }),
  'an account is made': scenario({
    acts: ['account.create'],
    leaves: ['role.granted'],
    before: async (n) => `new-${n}`,
    act: (name) => identity().accounts.create({ name, password: null, roles: ['reviewer'] }, 'test'),
    changed: async (name) => [(await identity().accounts.list()).some((one) => one.name === name)],
  }),
  'an account gets other roles and a password, and is closed': scenario({
    acts: ['account.change'],
    leaves: ['role.granted', 'account.disabled', 'password.reset'],
    before: account,
    act: (id) => identity().accounts.change(id, { roles: ['validator'], disabled: true, password: PASSWORD }, 'test'),
    async changed(id) {
      const { roles, disabledAtMs, passwordHash } = await person(id);
      return [roles.includes('validator'), disabledAtMs !== null, passwordHash !== 'a hash'];
    },
  }),
  'an account is opened again': scenario({
    acts: ['account.change'],
    leaves: ['account.enabled'],
    async before(n) {
      const id = await account(n);
      await running.plane.store.identity.updateAccount({ ...(await person(id)), disabledAtMs: 5 });
      return id;
    },
    act: (id) => identity().accounts.change(id, { disabled: false }, 'test'),
    changed: async (id) => [(await person(id)).disabledAtMs === null],
  }),
  'a person changes the password': scenario({
    acts: ['password.change'],
    leaves: ['password.changed'],
    async before(n) {
      const id = await account(n);
      await identity().sessions.begin(id, { method: 'password' });
      return id;
    },
    act: (id) => identity().accounts.changePassword(id, PASSWORD),
    changed: async (id) => [
      (await person(id)).passwordHash !== 'a hash',
      (await running.plane.store.identity.sessionsOf(id)).length === 0,
    ],
  }),
  'a person removes the password': scenario({
    acts: ['password.remove'],
    leaves: ['password.removed'],
    async before(n) {
      const id = await account(n);
      await passkey(id);
      return id;
    },
    act: (id) => identity().accounts.removePassword(id),
    changed: async (id) => [(await person(id)).passwordHash === null],
  }),
  'a passkey is added': scenario({
    acts: ['passkey.add'],
    leaves: ['passkey.added'],
    before: account,
    async act(id) {
      const credential = { id: crypto.randomUUID(), publicKey: new Uint8Array(4), counter: 0, transports: [] };
      const verifier = { registered: async () => credential, asserted: async () => 0 };
      const { token } = await identity().passkeys.beginRegistration(await person(id));
      const party = { id: 'localhost', origin: 'https://localhost' };
      const answered = { token, party, answer: {} as PasskeyAnswer };
      return new Passkeys({ ...identity().federated, verifier }).finishRegistration(id, 'key', answered);
    },
    changed: async (id) => [(await running.plane.store.identity.passkeysOf(id)).length === 1],
  }),
  'a passkey is removed': scenario({
    acts: ['passkey.remove'],
    leaves: ['passkey.removed'],
    async before(n) {
      const id = await account(n);
      return { id, passkey: await passkey(id) };
    },
    act: ({ id, passkey: one }) => identity().passkeys.remove(id, one),
    changed: async ({ id }) => [(await running.plane.store.identity.passkeysOf(id)).length === 0],
  }),
  'a one-time link is made': scenario({
    acts: ['setup.link'],
    leaves: ['setup.link-made'],
    async before() {
      await identity().links.makeAtStart();
      return linkPurpose();
    },
    act: () => identity().links.make({ roles: ['legal'] }, 'test'),
    changed: async (purpose) => [(await linkPurpose()) !== purpose],
  }),
  'a one-time link makes the first administrator': scenario({
    acts: ['setup.complete'],
    leaves: ['role.granted'],
    before: async (n) => ({ name: `admin-${n}`, token: await identity().links.makeAtStart() }),
    act: ({ name, token }) => identity().links.complete(token, { name, password: PASSWORD }),
    changed: async ({ name }) => [
      (await identity().accounts.list()).some((one) => one.name === name),
      (await linkPurpose()) === undefined,
    ],
  }),
  'a one-time link sets a password': scenario({
    acts: ['setup.complete'],
    leaves: ['password.reset'],
    async before(n) {
      const id = await account(n);
      const token = await identity().links.make({ account: id }, 'test');
      return { id, token, name: (await person(id)).name };
    },
    act: ({ name, token }) => identity().links.complete(token, { name, password: PASSWORD }),
    changed: async ({ id }) => [(await person(id)).passwordHash !== 'a hash', (await linkPurpose()) === undefined],
  }),
  'the identity provider lets a new person in': scenario({
    acts: ['session.federated'],
    leaves: ['role.granted'],
    before: async (n) => ({
      issuer: 'https://idp.example',
      subject: `sub-${n}`,
      verifiedEmail: `sub-${n}@example.org`,
      authenticatedAtMs: 1,
      groups: ['risk'],
    }),
    act: (one) =>
      new FederatedLogin(identity().federated, {
        provisioning: { domain: 'example.org' },
        groups: { risk: ['reviewer'] },
      }).admit(one),
    changed: async ({ issuer, subject, verifiedEmail }) => [
      (await running.plane.store.identity.federatedAccount(issuer, subject)) !== null,
      (await identity().accounts.list()).some(({ name }) => name === verifiedEmail),
    ],
  }),
  'an API key is made': scenario({
    acts: ['key.create'],
    leaves: ['key.created'],
    before: async (n) => `key-${n}`,
    act: (name) => identity().keys.issue({ name, scopes: ['receipts:read'], createdBy: 'test' }),
    changed: async (name) => [(await identity().keys.list()).some((one) => one.name === name)],
  }),
  'an API key is rotated': scenario({
    acts: ['key.rotate'],
    leaves: ['key.rotated'],
    async before() {
      const id = await key();
      return { id, endsAt: (await keyRow(id)).expiresAtMs };
    },
    act: ({ id }) => identity().keys.rotate(id, 'test'),
    changed: async ({ id, endsAt }) => [
      (await identity().keys.list()).some(({ replaces }) => replaces === id),
      (await keyRow(id)).expiresAtMs !== endsAt,
    ],
  }),
  'an API key is revoked': scenario({
    acts: ['key.revoke'],
    leaves: ['key.revoked'],
    before: key,
    act: (id) => identity().keys.revoke(id, 'test'),
    changed: async (id) => [(await keyRow(id)).revokedAtMs !== null],
  }),
  'a document registers things and changes a setting': scenario({
    acts: ['registry.apply'],
    leaves: ['system.created', 'model.created', 'version.registered', 'deployment.activated', 'setting.changed'],
    before: async (n) => n,
    act: (n) => applyDocument({ ...things(n, FIRST), retention: retentionOf(n) }, 'test', running.plane.deps),
    changed: async (n) => [...isLike(await registered(n), FIRST), await isKept(n)],
  }),
  'a document changes things': scenario({
    acts: ['registry.apply'],
    leaves: ['system.changed', 'model.changed', 'version.changed', 'deployment.activated'],
    async before(n) {
      await applyDocument(things(n, FIRST), 'test', running.plane.deps);
      return n;
    },
    act: (n) => applyDocument(things(n, SECOND), 'test', running.plane.deps),
    changed: async (n) => isLike(await registered(n), SECOND),
  }),
  'a legal hold is set': scenario({
    acts: ['hold.set'],
    leaves: ['hold.set'],
    before: async (n) => ({ subject: `held-${n}`, reason: `claim ${n}` }),
    act: ({ subject, reason }) => running.plane.deps.subjects.setHold(subject, { ...hold, reason }),
    changed: async ({ reason }) => [(await running.plane.deps.subjects.holds()).some((one) => one.reason === reason)],
  }),
  'a legal hold is released': scenario({
    acts: ['hold.release'],
    leaves: ['hold.released'],
    before: async (n) => (await running.plane.deps.subjects.setHold(`held-${n}`, hold)).id,
    act: (id) => running.plane.deps.subjects.releaseHold(id, 'test'),
    changed: async (id) => [
      (await running.plane.deps.subjects.holds()).find((one) => one.id === id)!.releasedAtMs !== null,
    ],
  }),
  'a subject is erased': scenario({
    acts: [],
    leaves: ['subject.erased'],
    before: decided,
    act: (subject) => running.plane.deps.subjects.erase(subject, { basis: 'GDPR Article 17', requestedBy: 'test' }),
    changed: async (subject) => [(await held(subject)) === 0],
  }),
  'the result of an audit is stored': scenario({
    acts: ['audit.run'],
    leaves: ['audit.run'],
    before: async (n) => `audited-${n}`,
    act: (deployment) => storedAudits().keep(RESULT, `name: ${deployment}`, { ...AUDITED, deployment }),
    async changed(deployment) {
      const [kept] = await running.plane.store.audits.list({ sight: 'persons', deployment, limit: 2 });
      const result = kept && (await running.plane.store.audits.find(kept.id))?.result;
      const policy = await running.plane.store.audits.policy(digestOfPolicy(`name: ${deployment}`));
      return [kept !== undefined, typeof result === 'string', policy !== null];
    },
  }),
  'a log is handed over to a new key': scenario({
    acts: [],
    leaves: ['ledger.key-rotated'],
    before: async () => (await running.plane.store.ledger.rotations('main')).length,
    act: () => running.plane.deps.log.rotateKey('main', { by: 'test' }),
    changed: async (before) => [(await running.plane.store.ledger.rotations('main')).length > before],
  }),
  'an act for two persons is proposed': scenario({
    acts: ['act.propose'],
    leaves: ['act.proposed'],
    before: async (n) => `vault-${n}`,
    act: (name) => two().propose(passVault, { name }, ann),
    changed: async (name) => [
      (await two().waiting()).some(({ request }) => (request as { name: string }).name === name),
    ],
  }),
  'a proposal is turned down': scenario({
    acts: ['act.withdraw'],
    leaves: ['act.withdrawn'],
    before: async (n) => (await two().propose(passVault, { name: `vault-${n}` }, ann)).id,
    act: (id) => two().withdraw(id, bob),
    changed: async (id) => [!(await isWaiting(id))],
  }),
  'a proposal is confirmed': scenario({
    acts: [],
    leaves: [],
    async before(n) {
      const name = `vault-${n}-${crypto.randomUUID()}`;
      return { name, id: (await two().propose(passVault, { name }, ann)).id };
    },
    act: ({ id }) => two().confirm(id, bob),
    changed: async ({ id, name }) => [!(await isWaiting(id)), (await running.plane.store.settings.load()).has(name)],
  }),
};

const linkPurpose = async (): Promise<string | undefined> => {
  const rows = await running.plane.store.sql.query<{ digest: string }>(
    `select encode(digest, 'hex') as digest from one_time_link`,
  );
  return rows[0]?.digest;
};
const retentionOf = (n: number) => ({ deployments: { [`m${n}/prod`]: 'us-ecoa-credit' } });
const isKept = async (n: number): Promise<boolean> =>
  JSON.stringify((await running.plane.store.settings.load()).get('retention')) === JSON.stringify(retentionOf(n));
