import type { z } from 'zod';
import { nodeRuntime } from '../../../src/adapters/runtime/index.js';
import { createStopClient, type StopClient } from '../../../src/apps/client/index.js';
import type { gateAnswer } from '../../../src/apps/server/gates/schemas.js';
import { HOUR_MS } from '../../../src/core/base/durations.js';
import { digestOfPolicy, type StoredAudits } from '../../../src/domain/audits/recorded/index.js';
import type { AuditResult } from '../../../src/domain/audits/result/index.js';
import type { Role } from '../../../src/domain/identity/index.js';
import { entriesOf } from './entries.js';
import { sameOrigin } from './open-rim.js';
import { dataFolder, realServer } from './real.js';

type GateStatus = z.output<typeof gateAnswer>;
export const DEPLOYMENT = 'credit/prod';
export const VERSION = `sha256:${'c'.repeat(64)}`;
const POLICY = 'name: any';
const PASSWORD = 'a long enough passphrase';

export const GATE = {
  deployment: DEPLOYMENT,
  mode: 'enforce',
  requires: [
    { id: 'fairness', kind: 'audit', withinDays: 30, decisions: 100 },
    { id: 'red-team', kind: 'attestation', what: 'attacked for a day', by: 'legal', withinDays: 365 },
  ],
  approvers: [{ role: 'validator', not: ['owner'] }, { role: 'owner' }],
  waivers: { above: ['cro'], mostDays: 10 },
};
export const DOCUMENT = {
  systems: [
    {
      id: 'credit',
      purpose: 'loans',
      domain: 'credit',
      jurisdictions: ['EU'],
      favourableOutcome: 1,
      owner: 'olga',
      deputy: 'dan',
    },
  ],
  models: [{ id: 'credit', system: 'credit' }],
  versions: [{ model: 'credit', digest: VERSION, builtBy: ['bea'] }],
  deployments: [{ id: DEPLOYMENT, version: VERSION, cutoff: 0.5, policyDigest: digestOfPolicy(POLICY) }],
  gates: [GATE],
};

export type Real = Awaited<ReturnType<typeof realServer>>;

/** A service with a deployment behind a gate, the people who sign for it, and a clock that tests let run ahead. */
export function gatedDeployment() {
  let ahead = 0;
  const nowMs = (): number => Date.now() + ahead;
  const runtime = Object.assign(Object.create(nodeRuntime), { ...nodeRuntime, nowMs });
  const folder = dataFolder();
  let real: Real;
  let [sender, reader, admin] = ['', '', ''];
  const cookies = new Map<string, string>();
  let client: StopClient;
  let made = 0;

  async function signIn(name: string): Promise<void> {
    const answer = await real.call('/v1/session', {
      headers: { 'content-type': 'application/json', ...sameOrigin },
      body: JSON.stringify({ name, password: PASSWORD }),
    });
    cookies.set(name, answer.headers.getSetCookie()[0]!.split(';')[0]!);
  }
  async function person(name: string, ...roles: Role[]): Promise<void> {
    await real.server.plane.deps.identity.accounts.create({ name, password: PASSWORD, roles }, 'test');
    await signIn(name);
  }
  async function asPerson(name: string, path: string, body: object | null = {}, method = 'POST') {
    const headers = {
      cookie: cookies.get(name)!,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...sameOrigin,
    };
    const answer = await real.call(path, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) });
    return { status: answer.status, body: (answer.status === 204 ? null : await answer.json()) as GateStatus };
  }
  async function apply(document: object, key = admin) {
    const headers = { 'content-type': 'application/json' };
    const answer = await real.call('/v1/registry', { key, headers, body: JSON.stringify(document) });
    return { status: answer.status, body: (await answer.json()) as { readonly changes?: readonly object[] } };
  }
  const status = async (): Promise<GateStatus> =>
    (await (await real.call(`/v1/gate?deployment=${DEPLOYMENT}`, { key: reader })).json()) as GateStatus;

  const decision = (more: object = {}) => ({
    ...{ deployment: DEPLOYMENT, subject: `person-${made++}`, decidedAt: new Date(nowMs()).toISOString() },
    ...{ outcome: 1, route: 'automatic', jurisdiction: 'EU' },
    ...more,
  });
  async function send(
    ...records: object[]
  ): Promise<{ accepted: number; rejected: { line: number; code: string; message: string }[] }> {
    const headers = { 'content-type': 'application/x-ndjson' };
    const body = records.map((one) => JSON.stringify(one)).join('\n');
    const answer = await real.call('/v1/decisions', { key: sender, headers, body });
    if (answer.status !== 200) throw new Error(`decisions were answered with ${answer.status}`);
    return (await answer.json()) as Awaited<ReturnType<typeof send>>;
  }
  /** Stores an audit as if it had just been made of this many decisions of the last hour. */
  async function audited(verdict: string, rows = 500): Promise<string> {
    const result = { schemaVersion: '1', verdict, data: { rows } } as unknown as AuditResult;
    const window = { since: new Date(nowMs() - HOUR_MS).toISOString(), until: null, knownBefore: null };
    const kept = { by: 'test', sight: 'groups', size: 1, mark: 0, deployment: DEPLOYMENT, window } as const;
    const { auditResults } = real.server.plane.deps;
    return (await (auditResults as StoredAudits).keep(result, POLICY, kept)).id;
  }
  const sign = async (name: string, role: string, more: object = {}) =>
    asPerson(name, '/v1/gate-signatures', {
      ...{
        deployment: DEPLOYMENT,
        as: role,
        statement: 'I read it.',
        evidence: (await status()).toSign?.digest ?? VERSION,
      },
      ...more,
    });
  const attest = (name: string) =>
    asPerson(name, '/v1/gate-attestations', {
      ...{
        deployment: DEPLOYMENT,
        requirement: 'red-team',
        statement: 'Nothing open.',
        digest: `sha256:${'1'.repeat(64)}`,
      },
    });
  /** Whether the model decides alone, as a flag of OpenFeature, with what the gate says beside it. */
  const automatic = async () => {
    const path = `/ofrep/v1/evaluate/flags/${DEPLOYMENT}:automatic`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ context: { targetingKey: 'person-1', jurisdiction: 'EU' } });
    const { value, reason, metadata } = (await (await real.call(path, { key: sender, headers, body })).json()) as {
      readonly value: boolean;
      readonly reason: string;
      readonly metadata: Readonly<Record<string, unknown>>;
    };
    return { value, reason, gate: metadata.gate, until: metadata.gateUntil };
  };
  const canary = (path: string, body: object) =>
    real.call(path, { key: admin, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const settle = () => real.server.plane.deps.gates.settling.settleAll();
  const firing = async (): Promise<string> => {
    const { alerts } = real.server.plane.deps;
    await alerts.run();
    return JSON.stringify(await alerts.list({ state: 'firing', labels: { kind: 'gate' }, limit: 10 }));
  };
  const told = async (type: string) => (await entriesOf(real.server.plane, type)) as Record<string, unknown>[];

  return {
    ...{ nowMs, signIn, person, asPerson, apply, status, decision, send, audited, sign, attest, automatic, canary },
    ...{ settle, firing, told },
    /** Who decides, as a program that decides is told. */
    routeOfClient: () => client.decide({ deployment: DEPLOYMENT, subject: 'person-1' }).route,
    client: () => client,
    pass: (ms: number) => {
      ahead += ms;
    },
    async open(): Promise<{ readonly real: Real; readonly sender: string; readonly reader: string }> {
      real = await realServer(folder.dir, { runtime });
      sender = await real.key('decisions:write');
      reader = await real.key('registry:read');
      admin = await real.key('registry:write');
      client = createStopClient({ url: real.server.url, key: sender });
      await client.ready();
      await person('olga', 'owner');
      await person('dan', 'owner');
      await person('val', 'validator');
      await person('VAL+2@x', 'validator');
      await person('bea', 'developer', 'validator');
      await person('lee', 'legal');
      await person('cro', 'legal');
      return { real, sender, reader };
    },
    async close(): Promise<void> {
      client?.close();
      await real?.server.close();
      folder.remove();
    },
  };
}
