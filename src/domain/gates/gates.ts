import { TribuneError } from '../../core/base/errors.js';
import {
  barOf,
  type GateVerdict,
  type SeenRequirement,
  type SignableSet,
  type SigningRole,
  spansOf,
} from '../../core/gates/index.js';
import { type Person, TwoPersonActs } from '../acts/index.js';
import type { Proposal } from '../acts/ports.js';
import type { GateCounts } from '../gate-door/index.js';
import type { Account } from '../identity/ports.js';
import { activeAt, type Deployment, type ModelVersion, type System } from '../registry/index.js';
import type { RegistrySnapshot, RegistryStore } from '../registry/ports.js';
import {
  changeGate,
  conflict,
  demandDeployment,
  demandWaivable,
  endOneWaiver,
  evidenceChanged,
  evidenceMissing,
  type GateActs,
  type GateChangeRequest,
  type GateStores,
  invalid,
  nobodyAbove,
  noGate,
  notSigning,
  type Settled,
  saveAttestation,
  saveSignOff,
  settleOne,
  takeBack,
  unknownFact,
  type WaiverRequest,
  waiveRequirement,
} from './acts/index.js';
import {
  changesOf,
  type DryRunDay,
  dryRunOf,
  type JudgedSubject,
  judgeGate,
  type LookUp,
  personsBy,
  type Standing,
  seeEvidence,
  signerOf,
  standingOf,
  subjectsOf,
} from './judging/index.js';
import { GATE_LIMITS, type GateFact, type Opening, type StoredGate, type WantedGate } from './model/index.js';
import type { KnownGates } from './view/index.js';

export interface GatesDeps {
  readonly acts: GateActs;
  readonly stores: Pick<GateStores, 'gates' | 'identity' | 'proposals'>;
  readonly registry: Pick<RegistryStore, 'load'>;
  /** Versions that are tried out, by deployment. */
  readonly canaries: () => Promise<ReadonlyMap<string, readonly string[]>>;
  readonly lookUp: LookUp;
  /** Names of accounts of one person, person by person. */
  readonly samePersons: () => readonly (readonly string[])[];
  readonly known: Pick<KnownGates, 'changed' | 'current'>;
  readonly counts: Pick<GateCounts, 'read'>;
  readonly nowMs: () => number;
}

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

/** A gate in a list. */
export interface ListedGate extends Pick<StoredGate, 'deployment' | 'mode' | 'revision'> {
  readonly open: boolean;
  readonly untilMs: number | null;
}

/** What all gates are judged by, read once for many. */
interface Ground {
  readonly registry: RegistrySnapshot;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly canaries: ReadonlyMap<string, readonly string[]>;
}

/** How often a gate is judged anew that was changed while it was judged. */
const TRIES = 3;
/** Open times of a deployment that are looked at and shown, the newest first. */
const OPENINGS_SHOWN = 50;

/** Gates: what they ask for, what there is, who signed, and when they were open. */
export class Gates {
  readonly #deps: GatesDeps;
  readonly #twoPersons: TwoPersonActs<GateStores>;

  constructor(deps: GatesDeps) {
    this.#deps = deps;
    const { acts, stores, nowMs } = deps;
    this.#twoPersons = new TwoPersonActs({
      ...{ acts, proposals: stores.proposals, nowMs },
      declared: [changeGate, waiveRequirement],
    });
  }

  /** All gates, by deployment. */
  list(): Promise<StoredGate[]> {
    return this.#deps.stores.gates.gates();
  }

  /** All gates, and whether each is open for the version that serves, as decisions are held against them now. */
  async listed(): Promise<ListedGate[]> {
    const { registry, known, nowMs } = this.#deps;
    const [gates, view, { deployments }] = [await this.list(), await known.current(), await registry.load()];
    const atMs = nowMs();
    const byId = new Map(deployments.map((one) => [one.id, one]));
    return gates.map(({ deployment, mode, revision }) => {
      const rule = view.of(deployment);
      const of = byId.get(deployment);
      const active = of === undefined ? undefined : activeAt(of, atMs);
      const spans = rule === undefined || active === undefined ? [] : spansOf(rule, active);
      const span = spans.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
      return { deployment, mode, revision, open: span !== undefined, untilMs: span?.untilMs ?? null };
    });
  }

  /**
   * How a gate stands now; nothing is written.
   *
   * @throws TribuneError NOT_FOUND for a deployment without a gate
   */
  async status(deployment: string): Promise<GateStatus> {
    return this.#statusOn(deployment, await this.#ground());
  }

  /**
   * What a gate would have found on each of the last 90 days, whether or not the deployment has one; nothing is written.
   *
   * @throws TribuneError INVALID for a deployment that is not registered
   */
  async dryRun(gate: WantedGate): Promise<DryRunDay[]> {
    const { registry, stores, lookUp, nowMs } = this.#deps;
    const snapshot = await registry.load();
    demandDeployment(gate.deployment, snapshot);
    const deployment = snapshot.deployments.find(({ id }) => id === gate.deployment)!;
    const facts = await stores.gates.facts(gate.deployment, GATE_LIMITS.facts);
    return dryRunOf(gate, deployment, {
      nowMs: nowMs(),
      lookUp: async (requirement, moment) =>
        requirement.kind === 'attestation'
          ? facts.filter(({ type, atMs }) => type === 'attestation' && atMs <= moment.nowMs)
          : lookUp(requirement, moment),
    });
  }

  /** Records of a deployment by what came of them at its gate, since the start of the process. */
  counts(deployment?: string) {
    return this.#deps.counts.read(deployment);
  }

  /**
   * Signs for a version in a role, under exactly the evidence that the person was shown.
   *
   * @param evidence digest of the set that was shown
   * @throws TribuneError NOT_FOUND, INVALID, CONFLICT with `gate.evidence-missing` or `gate.evidence-changed`, FORBIDDEN with `gate.not-signing`
   */
  async sign(
    wanted: {
      readonly deployment: string;
      readonly version?: string | undefined;
      readonly role: SigningRole;
      readonly statement: string;
      readonly evidence: string;
    },
    person: Person,
    by: string,
  ): Promise<GateStatus> {
    const { deployment, role, statement, evidence } = wanted;
    const status = await this.status(deployment);
    const one = versionIn(status, wanted.version);
    const set = demandSet(one, evidence);
    this.#demandSigner(status, one, { role, set, account: person.account });
    const { subject } = one;
    const { revision } = status.gate;
    await saveSignOff(
      this.#deps.acts,
      { deployment, subject, role, account: person.account, statement, set, revision },
      by,
    );
    await this.settle(deployment);
    return this.status(deployment);
  }

  /** Takes a signature back. @throws TribuneError NOT_FOUND for one of somebody else, CONFLICT */
  async withdraw(id: string, reason: string, person: Person, by: string): Promise<void> {
    const { deployment } = await takeBack(this.#deps.acts, { id, account: person.account, reason }, by);
    await this.settle(deployment);
  }

  /**
   * Says that something was done for a version, and binds the report on it.
   *
   * @throws TribuneError NOT_FOUND, INVALID, FORBIDDEN for who may not say so
   */
  async attest(
    wanted: {
      readonly deployment: string;
      readonly version?: string | undefined;
      readonly requirement: string;
      readonly statement: string;
      readonly digest: string;
    },
    person: Person,
    by: string,
  ): Promise<GateStatus> {
    const { deployment, requirement: id, statement, digest } = wanted;
    const status = await this.status(deployment);
    const { subject, standing } = versionIn(status, wanted.version);
    const asked = status.gate.requires.filter(({ kind }) => kind === 'attestation');
    const requirement = asked.find((one) => one.id === id);
    if (requirement === undefined)
      throw invalid(
        `the gate of ${deployment} asks nobody to say "${id}"`,
        asked.length === 0 ? 'It asks for no attestation.' : `It asks for ${asked.map((one) => one.id).join(', ')}.`,
      );
    const role = requirement.by as SigningRole;
    const bar = barOf({ role, not: ['builder'] }, signerOf(status.accounts.get(person.account) ?? null, standing));
    if (bar !== null) throw notSigning(`you cannot say this as ${role}: ${bar}`, { remedy: 'Another person has to.' });
    const { version } = subject;
    await saveAttestation(
      this.#deps.acts,
      { deployment, version, requirement: id, role, account: person.account, statement, digest },
      by,
    );
    await this.settle(deployment);
    return this.status(deployment);
  }

  /**
   * Proposes that a requirement goes unmet until a time, for the first of two persons.
   *
   * @throws TribuneError NOT_FOUND, INVALID, CONFLICT, FORBIDDEN
   */
  async proposeWaiver(
    wanted: Omit<WaiverRequest, 'id' | 'version'> & { readonly version?: string | undefined },
    person: Person,
  ): Promise<Proposal> {
    const { acts, nowMs } = this.#deps;
    const status = await this.status(wanted.deployment);
    demandWaivable(status.gate, { ...wanted, nowMs: nowMs() });
    const { version } = versionIn(status, wanted.version).subject;
    return this.#twoPersons.propose(waiveRequirement, { ...wanted, version, id: acts.newId() }, person);
  }

  /** Proposes another gate in place of one, for the first of two persons. @throws TribuneError NOT_FOUND, CONFLICT, FORBIDDEN */
  async proposeChange(gate: WantedGate, person: Person): Promise<Proposal> {
    const before = await this.#demandGate(gate.deployment);
    return this.#twoPersons.propose(changeGate, { gate, revision: before.revision }, person);
  }

  /** Confirms a waiver or a change for the second person. @throws TribuneError NOT_FOUND, CONFLICT, FORBIDDEN */
  async confirm(id: string, person: Person): Promise<GateStatus> {
    const proposal = await this.proposal(id);
    const deployment = deploymentOf(proposal);
    await this.#demandTwo(proposal, person);
    try {
      await this.#twoPersons.confirm(id, person);
    } finally {
      this.#deps.known.changed();
    }
    await this.settle(deployment);
    return this.status(deployment);
  }

  /** Takes a proposal back, or turns it down. */
  async turnDown(id: string, person: Person): Promise<void> {
    await this.proposal(id);
    await this.#twoPersons.withdraw(id, person);
  }

  /** Proposals about gates that wait for a second person, oldest first; of one deployment or of all. */
  async waiting(deployment?: string): Promise<Proposal[]> {
    const all = (await this.#twoPersons.waiting()).filter(isOfGates);
    return deployment === undefined ? all : all.filter((one) => deploymentOf(one) === deployment);
  }

  /** A proposal about a gate. @throws TribuneError NOT_FOUND */
  async proposal(id: string): Promise<Proposal> {
    const found = await this.#deps.stores.proposals.proposal(id);
    if (found !== null && isOfGates(found)) return found;
    throw new TribuneError('NOT_FOUND', `no proposal ${id} about a gate waits`, {
      remedy: 'It was confirmed, turned down or has expired: propose it again.',
    });
  }

  /** Ends a waiver before its time. */
  async endWaiver(id: string, by: string): Promise<void> {
    const { deployment } = await endOneWaiver(this.#deps.acts, id, by);
    await this.settle(deployment);
  }

  /** A waiver, a signature or what somebody said, by its id. @throws TribuneError NOT_FOUND */
  async fact(id: string): Promise<GateFact> {
    const found = await this.#deps.stores.gates.fact(id);
    if (found === null) throw unknownFact('waiver or signature', id);
    return found;
  }

  /**
   * Judges a gate and writes what became of it, with its entries: that it opened, stands on other evidence, or closed. Decisions are held against
   * what was written and against the clock, so that a gate which nobody judged in time is closed by its own end.
   */
  async settle(deployment: string, ground?: Ground): Promise<void> {
    const on = ground ?? (await this.#ground());
    try {
      for (let tried = 1; ; tried++) {
        const status = await this.#statusOn(deployment, on);
        if (this.#changes(status, status.nowMs).length === 0) return;
        const settled = await settleOne(this.#deps.acts, async (tx, atMs): Promise<Settled | null> => {
          const gate = await tx.gates.gate(deployment);
          if (gate === null || gate.revision !== status.gate.revision) return null;
          const facts = await tx.gates.facts(deployment, GATE_LIMITS.facts);
          const openings = await tx.gates.history(deployment, OPENINGS_SHOWN);
          const judged = status.judged.map((one) => ({
            ...one,
            verdict: judgeGate({ ...one, gate, facts, accounts: on.accounts, nowMs: atMs }),
          }));
          const serving = judged.find(({ as }) => as === 'serving')?.subject.version ?? null;
          return { gate, serving, changes: this.#changes({ ...status, gate, judged, openings }, atMs) };
        });
        if (settled !== null || tried === TRIES) return;
      }
    } finally {
      this.#deps.known.changed();
    }
  }

  /** Settles every gate; what went wrong with one keeps no other from being settled, and is thrown in the end. */
  async settleAll(): Promise<void> {
    const gates = await this.list();
    if (gates.length === 0) return;
    const ground = await this.#ground();
    let problem: unknown = null;
    for (const { deployment } of gates)
      await this.settle(deployment, ground).catch((cause: unknown) => {
        problem ??= cause;
      });
    if (problem !== null) throw problem;
  }

  #changes({ gate, judged, openings }: GateStatus, nowMs: number) {
    const newId = (): string => this.#deps.acts.newId();
    return changesOf({ deployment: gate.deployment, known: openings, judged, nowMs, newId });
  }

  async #ground(): Promise<Ground> {
    const { registry, stores, canaries } = this.#deps;
    const [snapshot, accounts, tried] = await Promise.all([registry.load(), stores.identity.accounts(), canaries()]);
    return { registry: snapshot, accounts: new Map(accounts.map((one) => [one.id, one])), canaries: tried };
  }

  async #demandGate(deployment: string): Promise<StoredGate> {
    const gate = await this.#deps.stores.gates.gate(deployment);
    if (gate === null) throw noGate(deployment);
    return gate;
  }

  async #statusOn(id: string, { registry, accounts, canaries }: Ground): Promise<GateStatus> {
    const { stores, lookUp, nowMs, samePersons } = this.#deps;
    const gate = await this.#demandGate(id);
    const facts = await stores.gates.facts(id, GATE_LIMITS.facts);
    const openings = await stores.gates.history(id, OPENINGS_SHOWN);
    const deployment = registry.deployments.find((one) => one.id === id);
    const personOf = personsBy(samePersons());
    const atMs = nowMs();
    const judged: JudgedVersion[] = [];
    for (const one of deployment === undefined ? [] : subjectsOf(deployment, canaries.get(id) ?? [], atMs)) {
      const moment = { deployment: id, subject: one.subject, nowMs: atMs };
      const requirements = await seeEvidence(gate, moment, (requirement, at) =>
        requirement.kind === 'attestation'
          ? Promise.resolve(facts.filter(({ type }) => type === 'attestation'))
          : lookUp(requirement, at),
      );
      const about = { ...of(registry, deployment!, one.subject.version), personOf };
      const standing = await standingOf(stores.identity, about);
      const input = { gate, subject: one.subject, requirements, facts, accounts, standing, nowMs: atMs };
      judged.push({ ...one, requirements, standing, verdict: judgeGate(input) });
    }
    return { gate, judged, facts, openings, accounts, nowMs: atMs };
  }

  #demandSigner(
    { gate, facts, accounts }: GateStatus,
    { standing }: JudgedVersion,
    { role, set, account }: { readonly role: SigningRole; readonly set: SignableSet; readonly account: string },
  ): void {
    const asked = gate.approvers.filter((one) => one.role === role);
    if (asked.length === 0)
      throw invalid(
        `the gate of ${gate.deployment} asks for no signature as ${role}`,
        `It asks for ${[...new Set(gate.approvers.map((one) => one.role))].join(', ')}.`,
      );
    const signer = signerOf(accounts.get(account) ?? null, standing);
    const bars = asked.map((one) => barOf(one, signer));
    if (!bars.includes(null))
      throw notSigning(`you do not sign as ${role} here: ${bars[0]}`, { remedy: 'Another person has to sign.' });
    const other = facts.find(
      (one) =>
        one.type === 'sign-off' &&
        one.set === set.digest &&
        one.withdrawn === null &&
        one.role !== role &&
        signerOf(accounts.get(one.account) ?? null, standing).person === signer.person,
    );
    if (other !== undefined && other.type === 'sign-off')
      throw conflict(
        `you have signed this evidence as ${other.role} already`,
        'Each signature is one of another person.',
      );
  }

  /** Refuses one person under two accounts, and a waiver without somebody above the owner. */
  async #demandTwo(proposal: Proposal, { account }: Person): Promise<void> {
    const { accounts, registry } = await this.#ground();
    const personOf = personsBy(this.#deps.samePersons());
    const first = accounts.get(proposal.proposedBy.slice('account:'.length));
    const second = accounts.get(account);
    const persons = [first, second].map((one) => (one === undefined ? null : personOf(one.name)));
    if (persons[0] !== null && persons[0] === persons[1])
      throw new TribuneError('FORBIDDEN', 'both accounts are of one person', {
        remedy: 'Ask another person to confirm it.',
      });
    if (proposal.act !== waiveRequirement.name) return;
    const { deployment, version } = proposal.request as WaiverRequest;
    const gate = await this.#demandGate(deployment);
    const on = registry.deployments.find((one) => one.id === deployment);
    const about = on === undefined ? { version: null, system: null } : of(registry, on, version);
    const standing = await standingOf(this.#deps.stores.identity, { ...about, personOf });
    const above = new Set((gate.waivers?.above ?? []).map(personOf));
    const isAbove = [first, second].some((one) => {
      const { person, isOwner, isDeputy, isBuilder } = signerOf(one ?? null, standing);
      return above.has(person) && !isOwner && !isDeputy && isBuilder !== true;
    });
    if (isAbove) return;
    throw nobodyAbove(`neither of the two is above the owner of ${deployment}`, {
      remedy: `One of ${gate.waivers?.above.join(', ') ?? 'nobody'} has to take part, who neither answers for the system nor built the version.`,
    });
  }
}

const isOfGates = ({ act }: Proposal): boolean => act === waiveRequirement.name || act === changeGate.name;

/** A waiver or a change that waits for a second person. */
export type GateProposal = Proposal;

/** The deployment that a proposal about a gate is about. */
export const deploymentOf = ({ act, request }: Proposal): string =>
  act === waiveRequirement.name
    ? (request as WaiverRequest).deployment
    : (request as GateChangeRequest).gate.deployment;

/** The version of a digest, and the system, of a deployment. */
function of(
  { models, versions, systems }: RegistrySnapshot,
  { model }: Deployment,
  digest: string,
): { readonly version: ModelVersion | null; readonly system: System | null } {
  const system = models.find(({ id }) => id === model)?.system;
  return {
    version: versions.find((one) => one.model === model && one.digest === digest) ?? null,
    system: systems.find(({ id }) => id === system) ?? null,
  };
}

/** The version that is meant: the one that is named, else the one that serves, else the next one. */
export function versionIn({ gate, judged }: GateStatus, version: string | undefined): JudgedVersion {
  const found =
    version === undefined
      ? (judged.find(({ as }) => as === 'serving') ?? judged[0])
      : judged.find(({ subject }) => subject.version === version);
  if (found !== undefined) return found;
  throw new TribuneError(
    'NOT_FOUND',
    version === undefined
      ? `${gate.deployment} serves no version, and none is to`
      : `${version} is not to decide on ${gate.deployment}`,
    { remedy: 'Deploy it first (tribune admin apply, activeFrom: for later), or try it out (tribune canary start).' },
  );
}

/** Most names of people who may sign that are told. */
const MOST_NAMED = 5;

/** Names of accounts that may sign in a role for a version and have not signed what is to be signed, the first of them. */
export function signersFor(
  { gate, facts, accounts }: GateStatus,
  { standing, verdict }: JudgedVersion,
  role: string,
): string[] {
  const set = verdict.toSign?.digest;
  const signed = new Set(
    facts.flatMap((one) =>
      one.type === 'sign-off' && one.set === set && one.withdrawn === null
        ? [signerOf(accounts.get(one.account) ?? null, standing).person]
        : [],
    ),
  );
  const asked = gate.approvers.filter((one) => one.role === role);
  return [...accounts.values()]
    .filter((account) => {
      const signer = signerOf(account, standing);
      return !signed.has(signer.person) && asked.some((one) => barOf(one, signer) === null);
    })
    .map(({ name }) => name)
    .toSorted()
    .slice(0, MOST_NAMED);
}

function demandSet({ verdict, subject }: JudgedVersion, evidence: string): SignableSet {
  const { toSign, newest, missing } = verdict;
  if (toSign === null)
    throw evidenceMissing(
      `evidence for ${subject.version} is missing: ${missing.map((one) => `${one.requirement}: ${one.evidence}`).join('; ')}`,
      { remedy: 'Supply it first; tribune gate status says who can.' },
    );
  const found = [toSign, newest].find((one) => one?.digest === evidence);
  if (found !== null && found !== undefined) return found;
  throw evidenceChanged(`the evidence ${evidence} is not what the gate would stand on now`, {
    remedy: 'Look at what there is now (tribune gate status) and sign that.',
  });
}
