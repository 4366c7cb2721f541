import { auditTables } from '../../../src/adapters/postgres/audits/index.js';
import { parsePolicy } from '../../../src/core/policy/index.js';
import { type AuditSequenceDeps, decideNext } from '../../../src/domain/audit-sequences/index.js';
import { digestOfPolicy } from '../../../src/domain/audits/policy-text.js';
import type { StoredAudits } from '../../../src/domain/audits/recorded/index.js';
import type { AuditResult } from '../../../src/domain/audits/result/index.js';
import { askForAudit, type DueAudits } from '../../../src/domain/due-audits/index.js';
import { monitoredPolicy, monitoredRequirement } from '../../support/monitored-policy.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const RESULT = { schemaVersion: '1', verdict: 'pass', data: { rows: 1 } } as unknown as AuditResult;
const AUDITED = { by: 'test', sight: 'groups', size: 1, mark: 0 } as const;
const DAY = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' };

const dueOf = ({ store }: Plane) => store.of(auditTables).dueAudits;
const causeOf = (n: number): string => `0193f7c2-6a55-7d1e-9f10-${n.toString(16).padStart(12, '0')}`;
const dueAudits = ({ deps }: Plane): DueAudits =>
  (deps.rooms.find(({ name }) => name === 'audits')!.deps as { dueAudits: DueAudits }).dueAudits;

/** Ids of their own, as scenarios may be played one after the other on one service. */
const GIVEN_UP = 1_000_000;

const sequencesOf = ({ deps }: Plane): AuditSequenceDeps =>
  (deps.rooms.find(({ name }) => name === 'audits')!.deps as { auditSequences: AuditSequenceDeps }).auditSequences;
const FLOOR = monitoredRequirement('floor', 'metric: selection_rate, by: [sex], compare: value, min: 0.5');
/** What a sequence decides by: an audit of one group. */
const GATED = {
  ...RESULT,
  policy: { digest: 'sha256:p' },
  data: { rows: 10, weightKind: 'none', sources: [] },
  groups: [{ attributes: { sex: 'f' }, n: 10, metrics: { selection_rate: { estimate: 0.5, n: 10 } } }],
} as unknown as AuditResult;

/** Audits that are kept, and those that policies ask for. */
export const AUDIT_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'an audit is kept': scenario({
    acts: ['audit.run'],
    leaves: ['audit.run'],
    again: ['audit.run'],
    async before(plane, n) {
      const [deployment, cause] = [`audited-${n}`, causeOf(n)];
      const begun = { state: 'begun', attempts: 1, notBeforeMs: 9e15, audit: null, problem: null } as const;
      await dueOf(plane).add({ cause, deployment, policy: 'p', ...DAY, ...begun });
      return { deployment, cause };
    },
    // Audits are kept by whoever makes them: the service does not show that to its routes.
    async act(plane, { deployment, cause }) {
      const due = (await dueOf(plane).of([cause])).get(cause)!;
      const keep = (stores: { dueAudits: Pick<ReturnType<typeof dueOf>, 'save'> }, { id }: { readonly id: string }) =>
        stores.dueAudits.save({ ...due, state: 'kept', audit: id });
      const followed = { onStage: () => undefined, keep };
      const kept = plane.deps.auditResults as StoredAudits;
      return kept.keep(RESULT, `name: ${deployment}`, { ...AUDITED, deployment, followed });
    },
    async changed(plane, { deployment, cause }) {
      const { audits } = plane.store;
      const [kept] = await audits.list({ sight: 'persons', deployment, limit: 2 });
      const result = kept && (await audits.find(kept.id))?.result;
      const policy = await audits.policy(digestOfPolicy(`name: ${deployment}`));
      const due = (await dueOf(plane).of([cause])).get(cause);
      return [kept !== undefined, typeof result === 'string', policy !== null, due?.state === 'kept'];
    },
  }),
  'an audit that a policy asks for is given up': scenario({
    acts: ['audit.follow-due'],
    leaves: ['audit.not-made'],
    again: [],
    async before(plane, n) {
      const cause = causeOf(GIVEN_UP + n);
      await askForAudit(dueOf(plane), { cause, deployment: `due-${n}`, policy: 'sha256:gone', ...DAY });
      return cause;
    },
    act: (plane) => dueAudits(plane).run(),
    changed: async (plane, cause) => [(await dueOf(plane).of([cause])).get(cause)!.state === 'failed'],
  }),
  'an audit is the next decision of a sequence': scenario({
    acts: ['audit-sequence.decide'],
    leaves: ['audit-sequence.decided'],
    again: [],
    before: async (_, n) => `sequence-${n}`,
    act: (plane, sequence) => {
      const { policy } = parsePolicy(monitoredPolicy({ requirements: FLOOR }));
      const audit = { id: causeOf(0), deployment: 'gated', sight: 'groups' } as const;
      return decideNext(
        sequencesOf(plane),
        { sequence, level: null, audit, policy, result: GATED },
        { by: 'test', sight: 'groups' },
      );
    },
    changed: async ({ store }, sequence) => [(await store.of(auditTables).sequenceDecisions.last(sequence)) !== null],
  }),
};
