import { TribuneError } from '../../core/base/errors.js';
import { barOf, openAt, type SigningRole, spansOf } from '../../core/gates/index.js';
import { type Person, TwoPersonActs } from '../acts/index.js';
import type { Proposal } from '../acts/ports.js';
import type { GateCounts } from '../gate-door/index.js';
import type { samePersonBy } from '../identity/index.js';
import { activeAt } from '../registry/index.js';
import {
  changeGate,
  demandDeployment,
  demandKnownControl,
  demandWaivable,
  deploymentOf,
  endOneWaiver,
  type GateActs,
  type GateStores,
  invalid,
  isOfGates,
  nobodyAbove,
  noGate,
  notSigning,
  saveAttestation,
  saveSignOff,
  takeBack,
  unknownFact,
  type WaiverRequest,
  waiveRequirement,
} from './acts/index.js';
import { type DryRunDay, dryRunOf, signerOf, standingOf } from './judging/index.js';
import { attestedAs } from './kinds/index.js';
import { GATE_LIMITS, type GateFact, type StoredGate, type WantedGate } from './model/index.js';
import { Settling } from './settling/index.js';
import {
  demandSet,
  demandSigner,
  type GateStatus,
  readGround,
  readStatus,
  registeredFor,
  type StatusDeps,
  versionIn,
} from './status/index.js';
import type { KnownGates } from './view/index.js';

export interface GatesDeps extends Omit<StatusDeps, 'stores'> {
  readonly acts: GateActs;
  readonly stores: Pick<GateStores, 'gates' | 'identity' | 'proposals' | 'alerts'>;
  readonly known: Pick<KnownGates, 'changed' | 'current'>;
  readonly counts: Pick<GateCounts, 'read'>;
  /** Names of the controls that there are, which may be waived. */
  readonly controls: () => readonly string[];
  /** Whether two accounts, by their ids, are of one person. */
  readonly samePerson: ReturnType<typeof samePersonBy>;
}

/** A gate in a list. */
export interface ListedGate extends Pick<StoredGate, 'deployment' | 'mode' | 'revision'> {
  readonly open: boolean;
  readonly untilMs: number | null;
}

/** Gates: what they ask for, what there is, who signed, and when they were open. */
export class Gates {
  /** Judges gates when something changed, and writes what became of them. */
  readonly settling: Settling;
  readonly #deps: GatesDeps;
  readonly #twoPersons: TwoPersonActs<GateStores>;

  constructor(deps: GatesDeps) {
    this.#deps = deps;
    this.settling = new Settling(deps);
    const { acts, stores, nowMs } = deps;
    this.#twoPersons = new TwoPersonActs({
      ...{ acts, proposals: stores.proposals, nowMs },
      samePerson: ({ identity }, one, other) => deps.samePerson(identity, one, other),
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
      const span = openAt(spans, atMs);
      return { deployment, mode, revision, open: span !== undefined, untilMs: span?.untilMs ?? null };
    });
  }

  /**
   * How a gate stands now; nothing is written.
   *
   * @throws TribuneError NOT_FOUND for a deployment without a gate
   */
  async status(deployment: string): Promise<GateStatus> {
    return readStatus(this.#deps, deployment, await readGround(this.#deps));
  }

  /**
   * What a gate would have found on each of the last 90 days, whether or not the deployment has one; nothing is written.
   *
   * @throws TribuneError INVALID for a deployment that is not registered
   */
  async dryRun(gate: WantedGate): Promise<DryRunDay[]> {
    const { registry, stores, lookUps, nowMs } = this.#deps;
    const lookUp = lookUps();
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
    demandSigner(status, one, { role, set, account: person.account });
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
      {
        ...{ deployment, version, requirement: id, role, account: person.account, statement, digest },
        gate: { revision: status.gate.revision, digest: status.gate.digest, asks: attestedAs(requirement as never) },
      },
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
    demandKnownControl(wanted.requirement, this.#deps.controls());
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
    await this.demandAbove(proposal, person);
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

  /** Judges a gate, and writes what became of it. */
  settle(deployment: string): Promise<void> {
    return this.settling.settle(deployment);
  }

  async #demandGate(deployment: string): Promise<StoredGate> {
    const gate = await this.#deps.stores.gates.gate(deployment);
    if (gate === null) throw noGate(deployment);
    return gate;
  }

  /**
   * Refuses a waiver without somebody above the owner, be it who proposed it or who takes part now, and also where one does it alone in need.
   *
   * @throws TribuneError FORBIDDEN with `gate.nobody-above`
   */
  async demandAbove(proposal: Proposal, { account }: Person): Promise<void> {
    if (proposal.act !== waiveRequirement.name) return;
    const { accounts, registry, personOf } = await readGround(this.#deps);
    const first = accounts.get(proposal.proposedBy.slice('account:'.length));
    const second = accounts.get(account);
    const { deployment, version } = proposal.request as WaiverRequest;
    const gate = await this.#demandGate(deployment);
    const about = registeredFor(registry, deployment, version);
    const standing = await standingOf(this.#deps.stores.identity, { ...about, personOf });
    const above = new Set((gate.waivers?.above ?? []).map(personOf));
    const isAbove = [first, second].some((one) => {
      const { person, isOwner, isDeputy, isBuilder } = signerOf(one ?? null, standing);
      return above.has(person) && !isOwner && !isDeputy && isBuilder === false;
    });
    if (isAbove) return;
    throw nobodyAbove(`neither of the two is above the owner of ${deployment}`, {
      remedy: `One of ${gate.waivers?.above.join(', ') ?? 'nobody'} has to take part, who neither answers for the system nor built the version${standing.builders === null ? ': say with builtBy who built it, as nobody is known to have' : ''}.`,
    });
  }
}
