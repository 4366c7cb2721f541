import { DAY_MS } from '../../../core/base/durations.js';
import type { GateVerdict, SeenRequirement } from '../../../core/gates/index.js';
import { type PersonOf, personsBy } from '../../identity/index.js';
import type { Account, IdentityStore } from '../../identity/ports.js';
import type { ModelVersion, System } from '../../registry/index.js';
import type { RegistrySnapshot, RegistryStore } from '../../registry/ports.js';
import { noDeployment, noGate } from '../acts/index.js';
import {
  type JudgedSubject,
  judgeGate,
  type LookUp,
  type Standing,
  seeEvidence,
  standingOf,
  subjectsOf,
} from '../judging/index.js';
import { GATE_LIMITS, type GateFact, type Opening, type StoredGate } from '../model/index.js';
import type { GateStore } from '../ports/index.js';

/** A gate judged for one of the versions that may decide. */
export interface JudgedVersion extends JudgedSubject {
  readonly verdict: GateVerdict;
  readonly requirements: readonly SeenRequirement[];
  readonly standing: Standing;
}

/** How the gate of a deployment stands now. */
export interface GateStatus {
  readonly gate: StoredGate;
  /** Every version that may decide soon, the one that serves first; none where the deployment is to serve nothing. */
  readonly judged: readonly JudgedVersion[];
  /** What people did, the newest first. */
  readonly facts: readonly GateFact[];
  /** When it was open, the newest first. */
  readonly openings: readonly Opening[];
  readonly accounts: ReadonlyMap<string, Account>;
  readonly nowMs: number;
}

export interface StatusDeps {
  readonly stores: {
    readonly gates: GateStore;
    readonly identity: Pick<IdentityStore, 'account' | 'accounts' | 'key'>;
  };
  readonly registry: Pick<RegistryStore, 'load'>;
  /** Versions that are tried out, by deployment. */
  readonly canaries: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** Makes what looks evidence up; what is the same for many gates, one of them reads once. */
  readonly lookUps: () => LookUp;
  /** Names of accounts of one person, person by person. */
  readonly samePersons: () => readonly (readonly string[])[];
  readonly nowMs: () => number;
}

/** What all gates are judged by, read once for many. */
export interface Ground {
  readonly registry: RegistrySnapshot;
  /** Accounts by their ids, without those whose row is damaged: what they signed counts for nothing, and for no other gate. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Ids of accounts whose row is damaged. */
  readonly damaged: readonly string[];
  readonly canaries: ReadonlyMap<string, readonly string[]>;
  readonly identity: Pick<IdentityStore, 'account' | 'key'>;
  readonly lookUp: LookUp;
  readonly personOf: PersonOf;
}

export async function readGround({ registry, stores, canaries, lookUps, samePersons }: StatusDeps): Promise<Ground> {
  const { identity } = stores;
  const [snapshot, listed, tried] = await Promise.all([registry.load(), identity.accounts(), canaries()]);
  const all = new Map(listed.map((one) => [one.id, one]));
  const accounts = new Map(listed.filter(isWhole).map((one) => [one.id, one]));
  const damaged = listed.filter((one) => !isWhole(one)).map(({ id }) => id);
  const keys = new Map<string, ReturnType<IdentityStore['key']>>();
  const key = (id: string): ReturnType<IdentityStore['key']> => {
    const found = keys.get(id) ?? identity.key(id);
    keys.set(id, found);
    return found;
  };
  // Who built a version is told by the name of the account alone.
  const known = { account: async (id: string) => all.get(id) ?? null, key };
  const personOf = personsBy(samePersons());
  return { registry: snapshot, accounts, damaged, canaries: tried, identity: known, lookUp: lookUps(), personOf };
}

/** Whether the roles of an account are such; whoever has the database may have written anything. */
export const isWhole = ({ roles }: Pick<Account, 'roles'>): boolean =>
  Array.isArray(roles) && roles.every((role) => typeof role === 'string');

/** The gate of a deployment, judged for each version that may decide there soon. @throws TribuneError NOT_FOUND for one without a gate */
export async function readStatus(
  { stores, nowMs }: Pick<StatusDeps, 'stores' | 'nowMs'>,
  id: string,
  { registry, accounts, canaries, identity, lookUp, personOf }: Ground,
): Promise<GateStatus> {
  const gate = await stores.gates.gate(id);
  const deployment = registry.deployments.find((one) => one.id === id);
  if (gate === null) {
    const names = registry.deployments.map((one) => one.id);
    throw deployment === undefined ? noDeployment(id, names) : noGate(id);
  }
  const facts = await stores.gates.facts(id, GATE_LIMITS.facts);
  const atMs = nowMs();
  const openings = await knownOpenings(stores.gates, id, atMs);
  const judged: JudgedVersion[] = [];
  for (const one of deployment === undefined ? [] : subjectsOf(deployment, canaries.get(id) ?? [], atMs)) {
    const moment = { deployment: id, subject: one.subject, nowMs: atMs };
    const requirements = await seeEvidence(gate, moment, (requirement, at) =>
      requirement.kind === 'attestation'
        ? Promise.resolve(facts.filter(({ type }) => type === 'attestation'))
        : lookUp(requirement, at),
    );
    const about = { ...registeredFor(registry, id, one.subject.version), personOf };
    const standing = await standingOf(identity, about);
    const input = { gate, subject: one.subject, requirements, facts, accounts, standing, nowMs: atMs };
    judged.push({ ...one, requirements, standing, verdict: judgeGate(input) });
  }
  return { gate, judged, facts, openings, accounts, nowMs: atMs };
}

/** Open times of a deployment that are looked at and shown, the newest first. */
const OPENINGS_SHOWN = 50;

/**
 * Times of a deployment in which its gate was open, the newest first: the newest, and every one that is not over or was not a day ago, however
 * many are newer. One that is left out is never closed: a gate that opens and closes again and again for one version hid that of another.
 */
export async function knownOpenings(
  store: Pick<GateStore, 'history' | 'openings'>,
  deployment: string,
  nowMs: number,
): Promise<Opening[]> {
  const newest = await store.history(deployment, OPENINGS_SHOWN);
  const ids = new Set(newest.map(({ id }) => id));
  const others = await store.openings(nowMs - DAY_MS, deployment);
  return [...newest, ...others.filter(({ id }) => !ids.has(id)).toReversed()];
}

/** The version of a digest, and the system, of a deployment; null for what is not registered. */
export function registeredFor(
  { deployments, models, versions, systems }: RegistrySnapshot,
  deployment: string,
  digest: string,
): { readonly version: ModelVersion | null; readonly system: System | null } {
  const model = deployments.find(({ id }) => id === deployment)?.model;
  const system = models.find(({ id }) => id === model)?.system;
  return {
    version: versions.find((one) => one.model === model && one.digest === digest) ?? null,
    system: systems.find(({ id }) => id === system) ?? null,
  };
}
