import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { DAY_MS } from '../../../core/base/durations.js';
import type { Role } from '../../../domain/identity/index.js';
import type { RunningServer } from '../../server/index.js';
import { type HttpAdmin, httpAdmin } from '../service/http-admin.js';
import { type Acting, openSession } from './desk.js';
import { DEPLOYMENT, type Person } from './people.js';
import { nLabels, type Service } from './resume.js';

/** What people say about the sample: `governance.yaml`. */
interface Said {
  readonly people: readonly { readonly name: string; readonly roles: readonly Role[] }[];
  readonly statements: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, boolean>>;
  readonly records: readonly { readonly kind: string; readonly by: Role; readonly body: object }[];
  readonly attestations: readonly { readonly requirement: string; readonly by: Role; readonly statement: string }[];
  readonly waiver: {
    readonly requirement: string;
    readonly days: number;
    readonly by: Role;
    readonly confirmedBy: string;
    readonly reason: string;
  };
  readonly signatures: readonly { readonly as: Role; readonly statement: string }[];
}

export interface GovernanceOptions {
  readonly server: RunningServer;
  readonly service: Service;
  readonly people: readonly Person[];
  /** The text of `governance.yaml`, and of the policy by which the sample is audited. */
  readonly source: string;
  readonly policy: string;
  readonly signal: AbortSignal;
  /** Told once two people have signed; what comes after is another audit, of everybody. */
  readonly onSigned: () => void;
}

const SYSTEM = 'compas';
/** Decisions that are on record before the sample is audited. */
const AUDITED = 2000;
/** People of the stream from whom on the sample is documented. */
export const DOCUMENTED_FROM = AUDITED;
/** How long it is looked for what others of the sample do, ms. */
const LOOK_AGAIN_MS = 250;

/** Whether something was made, was there before, or was begun before and cut short. */
export type Made = 'made' | 'there' | 'cut short';

/**
 * Documents the sample at the first start: a practised stop, an audit, what people say, workshops, a waiver by two and two signatures under the gate.
 * Everything is done over the public API by sessions of their own; only the accounts are made in the process, as no key may make one.
 */
export async function playGovernance(options: GovernanceOptions): Promise<Made> {
  const { server, service, people, source, policy, signal } = options;
  const said = parse(source) as Said;
  const admin = httpAdmin(service.url, service.key);
  const { accounts } = server.plane.deps.identity;
  const known = new Set((await accounts.list()).map(({ name }) => name));
  if (said.people.some(({ name }) => known.has(name)))
    return (await gateOf(admin)).signatures.length < said.signatures.length ? 'cut short' : 'there';
  const sessions = new Map<string, Acting>();
  for (const { name, roles } of said.people) {
    const password = randomBytes(24).toString('base64url');
    await accounts.create({ name, password, roles: [...roles] }, 'sample');
    const acting = await openSession(service.url, { name, password, signal });
    sessions.set(name, acting);
    for (const role of roles) if (!sessions.has(role)) sessions.set(role, acting);
  }
  const as = (who: string): Acting => sessions.get(who)!;
  await practise(admin, signal);
  await say(said, { admin, as });
  await until(async () => (await nLabels(service, people[AUDITED - 1]!)) !== null, signal);
  // A validator sees no single person, and an audit in which nobody is recognised is one that public documents may show.
  const audit = () => as('validator')('/v1/audits', { deployment: DEPLOYMENT, policy });
  await audit();
  await open(said, { admin, as, source, signal });
  options.onSigned();
  await until(async () => ((await nLabels(service, people.at(-1)!)) ?? 0) > 0, signal);
  await audit();
  return 'made';
}

/** Practises the stop for everybody: programs are told, and no decision changes. */
async function practise(admin: HttpAdmin, signal: AbortSignal): Promise<void> {
  const { id } = (await admin.post('/v1/stops', {
    ...{ scope: { kind: 'deployment', deployment: DEPLOYMENT }, mode: 'stop', drill: true },
    reason: 'the sample practises its stop',
  })) as { readonly id: string };
  await pause(LOOK_AGAIN_MS, undefined, { signal });
  await admin.post(`/v1/stops/${id}/drill-end`, {});
}

interface Acts {
  readonly admin: HttpAdmin;
  readonly as: (who: string) => Acting;
}

/** Says what no record can: fields of documents, answers of the screen, workshops and choices. */
async function say({ statements, answers, records }: Said, { admin, as }: Acts): Promise<void> {
  const { fields } = (await admin.get('/v1/documents')) as {
    readonly fields: readonly { readonly id: string; readonly who: string }[];
  };
  for (const [field, text] of Object.entries(statements)) {
    const { who } = fields.find(({ id }) => id === field)!;
    await as(who)('/v1/documents/statements', { subject: DEPLOYMENT, field, text });
  }
  await as('owner')('/v1/controls/records', { system: SYSTEM, kind: 'profile', body: { answers } });
  for (const { kind, by, body } of records) await as(by)('/v1/controls/records', { system: SYSTEM, kind, body });
}

/** Gives what the gate asks for, and has two people sign. */
async function open(
  { attestations, waiver, signatures }: Said,
  { admin, as, source, signal }: Acts & Pick<GovernanceOptions, 'source' | 'signal'>,
): Promise<void> {
  const digest = `sha256:${createHash('sha256').update(source).digest('hex')}`;
  for (const { requirement, by, statement } of attestations)
    await as(by)('/v1/gate-attestations', { deployment: DEPLOYMENT, requirement, statement, digest });
  const { requirement, days, by, confirmedBy, reason } = waiver;
  const end = new Date(Date.now() + days * DAY_MS - LOOK_AGAIN_MS).toISOString();
  const { id } = await as(by)('/v1/gate-waivers', { deployment: DEPLOYMENT, requirement, reason, until: end });
  await as(confirmedBy)(`/v1/gate-proposals/${String(id)}`, {});
  // Readers of cases, who are evidence too, are made beside this.
  await until(async () => (await gateOf(admin)).toSign !== null, signal);
  for (const { as: role, statement } of signatures) {
    const evidence = (await gateOf(admin)).toSign!.digest;
    await as(role)('/v1/gate-signatures', { deployment: DEPLOYMENT, as: role, statement, evidence });
  }
}

interface Gate {
  readonly toSign: { readonly digest: string } | null;
  readonly signatures: readonly unknown[];
}

const gateOf = async (admin: HttpAdmin): Promise<Gate> =>
  (await admin.get(`/v1/gate?deployment=${encodeURIComponent(DEPLOYMENT)}`)) as Gate;

async function until(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await isSo())) await pause(LOOK_AGAIN_MS, undefined, { signal });
}
