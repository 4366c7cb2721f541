import type { Missing, SignableSet } from '../../../core/gates/index.js';
import type { GateCount } from '../../../domain/gate-door/index.js';
import {
  deploymentOf,
  type GateProposal,
  type GateStatus,
  type JudgedVersion,
  type ListedGate,
  signersFor,
  versionIn,
} from '../../../domain/gates/index.js';
import type { StoredGate, WantedGate } from '../../../domain/gates/model/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';

const timeOf = (ms: number): string => new Date(ms).toISOString();
const timeOrNull = (ms: number | null): string | null => (ms === null || !Number.isFinite(ms) ? null : timeOf(ms));

/** Most openings, signatures and waivers that are told. */
const SHOWN = 50;

export interface Surroundings {
  readonly waiting: readonly GateProposal[];
  readonly counts: readonly GateCount[];
}

/** A gate in the list of all. */
export function printListed(
  { untilMs, ...one }: ListedGate,
  waiting: readonly GateProposal[],
  { deployments, models }: Pick<RegistrySnapshot, 'deployments' | 'models'>,
) {
  const model = deployments.find(({ id }) => id === one.deployment)?.model;
  return {
    ...one,
    system: models.find(({ id }) => id === model)?.system ?? null,
    until: timeOrNull(untilMs),
    waiting: waiting
      .filter((proposal) => deploymentOf(proposal) === one.deployment)
      .map(({ id, act, proposedBy, expiresAtMs }) => ({ id, act, proposedBy, expiresAt: timeOf(expiresAtMs) })),
  };
}

/** The gate of a deployment for one version; for the one that serves, unless another is named. */
export function printGate(status: GateStatus, version: string | undefined, { waiting, counts }: Surroundings) {
  const { gate, judged, facts, openings, accounts } = status;
  // A deployment that is to serve nothing has a gate all the same, for which nothing can be decided.
  const one = version === undefined && judged.length === 0 ? null : versionIn(status, version);
  const verdict = one?.verdict ?? null;
  const nameOf = (id: string): string => accounts.get(id)?.name ?? id;
  const stands = new Set(verdict?.signOffs.map(({ id }) => id) ?? []);
  return {
    deployment: gate.deployment,
    open: verdict?.state === 'open',
    state: verdict?.state ?? 'undecided',
    mode: gate.mode,
    until: timeOrNull(verdict?.untilMs ?? null),
    ...{ version: one?.subject.version ?? null, as: one?.as ?? null },
    ...{ cutoff: one?.subject.cutoff ?? null, policy: one?.subject.policyDigest ?? null },
    missing: one === null ? [NOTHING_SERVES] : one.verdict.missing.map((lack) => printMissing(lack, one, status)),
    stoodOn: verdict?.stoodOn === null || verdict === null ? [] : printSet(verdict.stoodOn)!.items,
    toSign: printSet(verdict?.toSign ?? null),
    newest: printSet(verdict?.newest ?? null),
    signatures: facts
      .flatMap((fact) => (fact.type === 'sign-off' ? [fact] : []))
      .slice(0, SHOWN)
      .map(({ id, version: of, role, account, statement, set, atMs, withdrawn }) => ({
        ...{ id, version: of, role, by: nameOf(account), statement, evidence: set, at: timeOf(atMs) },
        ...{ counts: stands.has(id), withdrawn: timeOrNull(withdrawn?.atMs ?? null) },
      })),
    waivers: printWaivers(status, one?.subject.version ?? null, nameOf),
    waiting: waiting.map((proposal) => printProposal(proposal, nameOf)),
    others: judged
      .filter((other) => other !== one)
      .map(({ subject, as, verdict: of }) => ({
        ...{ version: subject.version, as, state: of.state, until: timeOrNull(of.untilMs) },
      })),
    openings: openings.slice(0, SHOWN).map(({ subject, fromMs, untilMs, set, closed }) => ({
      ...{ version: subject.version, from: timeOf(fromMs), until: timeOf(untilMs), evidence: set },
      because: closed?.because ?? null,
    })),
    records: Object.fromEntries(counts.map(({ mode, outcome, records }) => [`${mode} ${outcome}`, records])),
    ...{ revision: gate.revision, digest: gate.digest, gate: wantedOf(gate) },
  };
}

const NOTHING_SERVES = {
  ...{ requirement: 'version', evidence: 'the deployment serves no version, and none is to' },
  ...{ who: ['developer', 'owner'], since: null, unknown: true },
};

function printMissing(
  { requirement, evidence, who, sinceMs, isUnknown }: Missing,
  one: JudgedVersion,
  status: GateStatus,
) {
  const role = requirement.startsWith('sign-off ') ? requirement.slice('sign-off '.length) : null;
  const turns = role === null ? [] : signersFor(status, one, role);
  const told = role === null || turns.length > 0 ? [...who, ...turns] : [...who, 'nobody who may'];
  return { requirement, evidence, who: told, since: timeOrNull(sinceMs), unknown: isUnknown };
}

function printSet(set: SignableSet | null) {
  if (set === null) return null;
  const items = set.items.map(({ requirement, kind, digest, what, untilMs }) => ({
    ...{ requirement, kind, digest, what, until: timeOrNull(untilMs) },
  }));
  return { digest: set.digest, items, until: timeOrNull(set.untilMs) };
}

const printWaivers = (
  { facts, nowMs }: Pick<GateStatus, 'facts' | 'nowMs'>,
  shown: string | null,
  nameOf: (id: string) => string,
) =>
  facts
    .flatMap((fact) => (fact.type === 'waiver' ? [fact] : []))
    .slice(0, SHOWN)
    .map(({ id, version, requirement, reason, by, atMs, untilMs, ended }) => ({
      ...{ id, version, requirement, reason, by: by.map((one) => nameOf(one.replace(/^account:/, ''))) },
      ...{ at: timeOf(atMs), until: timeOf(untilMs), ended: timeOrNull(ended?.atMs ?? null) },
      holds: version === shown && ended === null && atMs <= nowMs && nowMs < untilMs,
    }));

export function printProposal(proposal: GateProposal, nameOf: (id: string) => string = (id) => id) {
  const { id, act, request, proposedBy, proposedAtMs, expiresAtMs } = proposal;
  return {
    ...{ id, act, deployment: deploymentOf(proposal), proposedBy: nameOf(proposedBy.replace(/^account:/, '')) },
    ...{ proposedAt: timeOf(proposedAtMs), expiresAt: timeOf(expiresAtMs), request },
  };
}

/** A gate as a person writes it. */
const wantedOf = ({
  deployment,
  mode,
  places,
  lateMinutes,
  requires,
  approvers,
  holdsDays,
  waivers,
}: StoredGate): WantedGate => ({
  ...{ deployment, mode, places, lateMinutes, requires, approvers, holdsDays, waivers },
});
