import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nodeRuntime } from '../../../src/adapters/runtime/node-runtime.js';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { Acts, defineTwoPersonAct, proposalActs, TwoPersonActs } from '../../../src/domain/acts/index.js';
import type { Artifacts } from '../../../src/domain/artifacts/index.js';
import type { StoredAudits } from '../../../src/domain/audits/recorded/index.js';
import type { AuditResult } from '../../../src/domain/audits/result/index.js';
import { ndjson, REGISTRY, record } from '../../server/support/compas.js';
import { AGREEMENT_SCENARIOS } from './agreement-scenarios.js';
import { ALERT_SCENARIOS } from './alert-scenarios.js';
import { AUDIT_SCENARIOS } from './audit-scenarios.js';
import { CALIBRATION_SCENARIOS } from './calibration-scenarios.js';
import { CANARY_SCENARIOS } from './canary-scenarios.js';
import { CONTROL_SCENARIOS } from './control-scenarios.js';
import { decided, SENDER, take } from './decided.js';
import { DOCUMENT_SCENARIOS } from './document-scenarios.js';
import { entryTypes } from './entry-types.js';
import { EXPLANATION_SCENARIOS } from './explanation-scenarios.js';
import { GATE_SCENARIOS, gateOf } from './gate-scenarios.js';
import { IDENTITY_SCENARIOS } from './identity-scenarios.js';
import { INCIDENT_SCENARIOS } from './incident-scenarios.js';
import { LINEAGE_SCENARIOS, runToldOf } from './lineage-scenarios.js';
import { MONITOR_SCENARIOS } from './monitor-scenarios.js';
import { NOTICE_SCENARIOS } from './notice-scenarios.js';
import { OVERSIGHT_SCENARIOS } from './oversight-scenarios.js';
import { REMOTE_SCENARIOS } from './remote-scenarios.js';
import { REPLAY_SCENARIOS } from './replay-scenarios.js';
import { type Plane, type Scenario, scenario } from './scenario.js';
import { STOP_SCENARIOS } from './stop-scenarios.js';
import { SYSTEM_END_SCENARIOS } from './system-end-scenarios.js';

const RESULT = { schemaVersion: '1', verdict: 'pass', data: { rows: 1 } } as unknown as AuditResult;
/** An audit that shows persons, read everything, and began after every erasure. */
const SHOWING = {
  by: 'test',
  sight: 'persons',
  size: 1e9,
  mark: Number.MAX_SAFE_INTEGER,
  deployment: 'compas/prod',
} as const;
const hold = { owner: 'counsel', reason: 'claim', reviewAt: '2999-01-01T00:00:00Z' };
const BASIS = { basis: 'GDPR Article 17', requestedBy: 'test' };
const READER = { actor: 'test', purpose: 'test' };
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
const retentionOf = (n: number) => ({ deployments: { [`m${n}/prod`]: 'us-ecoa-credit' } });

async function isRegistered({ deps }: Plane, n: number, then: typeof FIRST): Promise<boolean[]> {
  const { systems, models, versions, deployments } = await deps.registry.snapshot();
  return [
    systems.find(({ id }) => id === `s${n}`)?.owner === then.owner,
    models.find(({ id }) => id === `m${n}`)?.description === then.description,
    versions.find((one) => one.digest === digest(n))?.label === then.label,
    deployments.find(({ id }) => id === `m${n}/prod`)?.activations.at(-1)?.cutoff === then.cutoff,
  ];
}
/** An incident plan of what the same document registers. */
const planned = (n: number) => ({ scope: { kind: 'system', system: `s${n}` }, reassessedOn: '2026-01-01' });
const isPlanned = async ({ deps: { incidents } }: Plane, n: number): Promise<boolean> =>
  (await incidents.plans()).some(
    ({ scope, plan }) => plan !== null && scope.kind === 'system' && scope.system === `s${n}`,
  );
/** A gate of what the same document registers. */
const door = (n: number) => ({ ...gateOf(n), deployment: things(n, FIRST).deployments[0]!.id });
const isKept = async ({ store }: Plane, n: number): Promise<boolean> =>
  JSON.stringify((await store.settings.load()).get('retention')) === JSON.stringify(retentionOf(n));

const decisionsOf = async ({ deps }: Plane, subject: string) => (await deps.subjects.export(subject, READER)).decisions;

/** Whether something is there as often as it should be, or not at all; more often is a fault. */
function isThere(times: number, whole: number): boolean {
  if (times !== 0 && times !== whole) throw new Error(`${times} of ${whole}`);
  return times === whole;
}

const openVault = defineTwoPersonAct('vault.open', {
  enters: [],
  request: z.strictObject({ name: z.string() }),
  lifeMs: 3_600_000,
  mayTakePart: async () => true,
  async carryOut(tx: { settings: Plane['store']['settings'] }, { name }) {
    await tx.settings.write(name, 'open');
  },
});
const two = ({ store, deps: { log } }: Plane) => {
  const acts = new Acts({
    transactions: store.transactions,
    log,
    runtime: nodeRuntime,
    acts: [openVault, ...proposalActs],
  });
  const samePerson = async (_tx: unknown, one: string, other: string): Promise<boolean> => one === other;
  return new TwoPersonActs({ acts, proposals: store.proposals, nowMs: Date.now, declared: [openVault], samePerson });
};
const [ann, bob] = [{ account: 'ann' }, { account: 'bob' }];
const isWaiting = async ({ store }: Plane, id: string) => (await store.proposals.proposal(id)) !== null;

const artifactsOf = ({ deps }: Plane): Artifacts => {
  const room = deps.rooms.find(({ name }) => name === 'artifacts');
  return (room!.deps as { artifacts: Artifacts }).artifacts;
};
async function* onePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const REGISTRY_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a document registers things and changes a setting': scenario({
    acts: ['registry.apply'],
    leaves: [
      ...['system.created', 'model.created', 'version.registered', 'deployment.activated', 'setting.changed'],
      'incident.plan-saved',
      'gate.set',
    ],
    again: [],
    before: async (_, n) => n,
    act: ({ deps }, n) =>
      applyDocument(
        { ...things(n, FIRST), retention: retentionOf(n), incidentPlans: [planned(n)], gates: [door(n)] },
        'test',
        deps,
      ),
    changed: async (plane, n) => [
      ...(await isRegistered(plane, n, FIRST)),
      await isKept(plane, n),
      await isPlanned(plane, n),
      (await plane.deps.gates.list()).some(({ deployment }) => deployment === door(n).deployment),
    ],
  }),
  'a document changes things': scenario({
    acts: ['registry.apply'],
    leaves: ['system.changed', 'model.changed', 'version.changed', 'deployment.activated'],
    again: [],
    async before({ deps }, n) {
      await applyDocument(things(n, FIRST), 'test', deps);
      return n;
    },
    act: ({ deps }, n) => applyDocument(things(n, SECOND), 'test', deps),
    changed: (plane, n) => isRegistered(plane, n, SECOND),
  }),
};

const SUBJECT_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a legal hold is set': scenario({
    acts: ['hold.set'],
    leaves: ['hold.set'],
    again: ['hold.set'],
    before: async (_, n) => ({ subject: `held-${n}`, reason: `claim ${n}` }),
    act: ({ deps }, { subject, reason }) => deps.subjects.setHold(subject, { ...hold, reason }),
    changed: async ({ deps }, { reason }) => [(await deps.subjects.holds()).some((one) => one.reason === reason)],
  }),
  'a legal hold is released': scenario({
    acts: ['hold.release'],
    leaves: ['hold.released'],
    again: 'NOT_FOUND',
    before: async ({ deps }, n) => (await deps.subjects.setHold(`held-${n}`, hold)).id,
    act: ({ deps }, id) => deps.subjects.releaseHold(id, 'test'),
    changed: async ({ deps }, id) => [
      (await deps.subjects.holds()).find((one) => one.id === id)!.releasedAtMs !== null,
    ],
  }),
  'a subject is erased': scenario({
    acts: [],
    leaves: ['subject.erased'],
    // Who never got the certificate gets it now; later it is another request, which finds nothing to erase.
    again: ['subject.erased'],
    resumed: [],
    async before(plane, n) {
      const subject = await decided(plane, n);
      const { id } = await (plane.deps.auditResults as StoredAudits).keep(RESULT, 'name: erased', SHOWING);
      await runToldOf(plane, `0193f7c2-6a55-7d1e-9f11-${String(n).padStart(12, '0')}`, subject);
      return { subject, id };
    },
    act: ({ deps }, { subject }) => deps.subjects.erase(subject, BASIS),
    async changed(plane, { subject, id }) {
      const shown = await plane.store.audits.find(id);
      return [
        (await decisionsOf(plane, subject)).length === 0,
        shown!.result === null,
        shown!.audit.erasure !== undefined,
        (await plane.store.lineage.dataOfSubject(subject, { after: null, limit: 1 })).total === 0,
      ];
    },
  }),
  'an erasure becomes complete with the turn of the epoch': scenario({
    acts: ['erasure.complete'],
    leaves: ['erasure.completed'],
    again: [],
    isLast: true,
    isFresh: true,
    async before(plane, n) {
      return (await plane.deps.subjects.erase(await decided(plane, n), BASIS)).id;
    },
    act: ({ deps }) => deps.subjects.turnEpoch(),
    changed: async ({ deps }, id) => [(await deps.subjects.certificate(id))!.status === 'complete'],
  }),
};

const RECORD_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'decisions come in with a key of idempotence': scenario({
    acts: [],
    leaves: [],
    again: [],
    async before(_, n) {
      const subject = `sent-${n}-${crypto.randomUUID()}`;
      return { subject, records: [record({ subject }), record({ subject })] };
    },
    act: (plane, { subject, records }) => take(plane, records, subject),
    changed: async (plane, { subject, records }) => [
      isThere((await decisionsOf(plane, subject)).length, records.length),
    ],
  }),
  'a label comes in': scenario({
    acts: [],
    leaves: [],
    again: [],
    async before(plane, n) {
      const subject = await decided(plane, n);
      return { subject, decision: (await decisionsOf(plane, subject))[0]!.id };
    },
    act({ deps }, { decision }) {
      const label = { decision, label: 1, knownAt: '2026-11-22T11:00:00Z' };
      return deps.ingest.labels(new TextEncoder().encode(ndjson(label)), SENDER);
    },
    changed: async (plane, { subject }) => [isThere((await decisionsOf(plane, subject))[0]!.labels.length, 1)],
  }),
  'a log is handed over to a new key': scenario({
    acts: [],
    leaves: ['ledger.key-rotated'],
    again: ['ledger.key-rotated'],
    isLast: true,
    before: async ({ store }) => (await store.ledger.rotations('main')).length,
    act: ({ deps }) => deps.log.rotateKey('main', { by: 'test' }),
    changed: async ({ store }, before) => [(await store.ledger.rotations('main')).length > before],
  }),
  'a log is published': scenario({
    acts: [],
    leaves: [],
    again: [],
    isLast: true,
    async before(plane, n) {
      await decided(plane, n);
      return plane.deps.log.checkpoint('main')?.size ?? 0;
    },
    act: ({ deps }) => deps.log.publish(),
    // Whatever was left of it, the next start publishes all that is committed.
    changed: async ({ deps }, size) => [deps.log.checkpoint('main')!.size > size],
  }),
  'the bytes of a model are stored': scenario({
    acts: ['artifact.store'],
    leaves: ['artifact.stored'],
    again: [],
    before: async (_, n) => `model ${n}`,
    act: (plane, text) => artifactsOf(plane).put(digestOf(text), onePiece(text), { by: 'test' }),
    changed: async (plane, text) => [
      (await artifactsOf(plane).list({ limit: 1000 })).some(({ digest: one }) => one === digestOf(text)),
    ],
  }),
  'the bytes of an artifact are erased': scenario({
    acts: ['artifact.erase'],
    leaves: ['artifact.erased'],
    again: [],
    async before(plane, n) {
      const text = `people ${n}`;
      await artifactsOf(plane).put(digestOf(text), onePiece(text), { by: 'test', class: 'background' });
      return digestOf(text);
    },
    act: (plane, digest) => artifactsOf(plane).erase(digest, { basis: 'test', by: 'test' }),
    changed: async (plane, digest) => [(await artifactsOf(plane).find(digest)).erasedAtMs !== null],
  }),
  'bytes are found to hold persons': scenario({
    acts: ['artifact.store'],
    leaves: ['artifact.classed'],
    again: [],
    async before(plane, n) {
      const text = `found people ${n}`;
      await artifactsOf(plane).put(digestOf(text), onePiece(text), { by: 'test' });
      return text;
    },
    act: (plane, text) => artifactsOf(plane).put(digestOf(text), onePiece(text), { by: 'test', class: 'background' }),
    changed: async (plane, text) => [(await artifactsOf(plane).find(digestOf(text))).class === 'background'],
  }),
  'bytes that hold persons are given': scenario({
    acts: ['artifact.read'],
    leaves: [],
    again: [],
    before: async (plane) => (await entryTypes(plane.store, 'reads')).length,
    act: (plane) => artifactsOf(plane).given(digestOf('people'), { actor: 'test', purpose: 'test' }),
    changed: async (plane, before) => [
      (await entryTypes(plane.store, 'reads')).slice(before).includes('artifact.read'),
    ],
  }),
};

const TWO_PERSON_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'an act for two persons is proposed': scenario({
    acts: ['act.propose'],
    leaves: ['act.proposed'],
    again: ['act.proposed'],
    before: async (_, n) => `vault-${n}`,
    act: (plane, name) => two(plane).propose(openVault, { name }, ann),
    changed: async (plane, name) => [
      (await two(plane).waiting()).some(({ request }) => (request as { name: string }).name === name),
    ],
  }),
  'a proposal is turned down': scenario({
    acts: ['act.withdraw'],
    leaves: ['act.withdrawn'],
    again: 'NOT_FOUND',
    before: async (plane, n) => (await two(plane).propose(openVault, { name: `vault-${n}` }, ann)).id,
    act: (plane, id) => two(plane).withdraw(id, bob),
    changed: async (plane, id) => [!(await isWaiting(plane, id))],
  }),
  'a proposal is confirmed': scenario({
    acts: [],
    leaves: [],
    again: 'NOT_FOUND',
    async before(plane, n) {
      const name = `vault-${n}-${crypto.randomUUID()}`;
      return { name, id: (await two(plane).propose(openVault, { name }, ann)).id };
    },
    act: (plane, { id }) => two(plane).confirm(id, bob),
    changed: async (plane, { id, name }) => [
      !(await isWaiting(plane, id)),
      (await plane.store.settings.load()).has(name),
    ],
  }),
};

/** Everything that is killed between its writes. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ...IDENTITY_SCENARIOS,
  ...REGISTRY_SCENARIOS,
  ...SUBJECT_SCENARIOS,
  ...RECORD_SCENARIOS,
  ...AUDIT_SCENARIOS,
  ...TWO_PERSON_SCENARIOS,
  ...AGREEMENT_SCENARIOS,
  ...MONITOR_SCENARIOS,
  ...ALERT_SCENARIOS,
  ...STOP_SCENARIOS,
  ...CANARY_SCENARIOS,
  ...LINEAGE_SCENARIOS,
  ...CONTROL_SCENARIOS,
  ...DOCUMENT_SCENARIOS,
  ...REMOTE_SCENARIOS,
  ...REPLAY_SCENARIOS,
  ...SYSTEM_END_SCENARIOS,
  ...EXPLANATION_SCENARIOS,
  ...INCIDENT_SCENARIOS,
  ...GATE_SCENARIOS,
  ...NOTICE_SCENARIOS,
  ...CALIBRATION_SCENARIOS,
  ...OVERSIGHT_SCENARIOS,
};
