import { z } from 'zod';
import { DAY_MS } from '../../../core/base/durations.js';
import { suggest } from '../../../core/base/suggest.js';
import type { GateSubject, SignableSet, SigningRole } from '../../../core/gates/index.js';
import { defineAct, defineTwoPersonAct, type Tx } from '../../acts/index.js';
import type { Role } from '../../identity/index.js';
import { gateAttested, gateWaived, signOffGiven, signOffWithdrawn, waiverEnded } from '../events/index.js';
import {
  type Attestation,
  GATE_LIMITS,
  type KeptSignOff,
  type StoredGate,
  type Waiver,
  waivedControl,
} from '../model/index.js';
import { conflict, invalid, noGate, unknownFact } from './errors.js';
import { type GateActs, type GateStores, holdsOne } from './stores.js';

export const giveSignOff = defineAct('gate.sign', { enters: [signOffGiven] });
export const withdrawSignOff = defineAct('gate.withdraw', { enters: [signOffWithdrawn] });
export const attestGate = defineAct('gate.attest', { enters: [gateAttested] });
export const endWaiver = defineAct('gate.end-waiver', { enters: [waiverEnded] });

/** A signature that was judged to be one that the person may give. */
export interface WantedSignOff {
  readonly deployment: string;
  readonly subject: GateSubject;
  readonly role: SigningRole;
  readonly account: string;
  readonly statement: string;
  readonly set: SignableSet;
  /** Revision of the gate that was shown. */
  readonly revision: number;
}

/** Keeps a signature. The gate must still be the one that was shown; the evidence is judged again whenever the gate is. */
export function saveSignOff(acts: GateActs, wanted: WantedSignOff, by: string): Promise<KeptSignOff> {
  return acts.run(giveSignOff, async (tx) => {
    const { deployment, subject, role, account, statement, set } = wanted;
    const { atMs } = await tx.gates.lock();
    const gate = await tx.gates.gate(deployment);
    if (gate === null) throw noGate(deployment);
    if (gate.revision !== wanted.revision)
      throw conflict(`the gate of ${deployment} was changed meanwhile`, 'Look at it again before you sign.');
    const { version } = subject;
    const facts = await tx.gates.facts(deployment, GATE_LIMITS.facts);
    const given = facts.some(
      (one) =>
        one.type === 'sign-off' &&
        one.account === account &&
        one.role === role &&
        one.set === set.digest &&
        one.withdrawn === null &&
        atMs < one.atMs + gate.holdsDays * DAY_MS,
    );
    if (given)
      throw conflict('this account has signed this evidence in this role already', 'Another person signs next.');
    const evidence = Object.fromEntries(set.items.map(({ requirement, digest }) => [requirement, digest]));
    const id = acts.newId();
    const signOff: KeptSignOff = {
      ...{ type: 'sign-off', id, deployment, version, role, account, statement, set: set.digest, evidence, atMs },
      withdrawn: null,
    };
    await tx.gates.addFact(signOff);
    const agreed = { revision: gate.revision, gate: gate.digest };
    tx.enter(signOffGiven({ id, deployment, version, role, statement, set: set.digest, evidence, ...agreed, by }));
    return signOff;
  });
}

/** Takes a signature back, as whoever gave it. */
export function takeBack(
  acts: GateActs,
  { id, account, reason }: { readonly id: string; readonly account: string; readonly reason: string },
  by: string,
): Promise<KeptSignOff> {
  return acts.run(withdrawSignOff, async (tx) => {
    const { atMs } = await tx.gates.lock();
    const found = await tx.gates.fact(id);
    if (found === null || found.type !== 'sign-off' || found.account !== account)
      throw unknownFact('signature of yours', id);
    if (found.withdrawn !== null) throw conflict('the signature was taken back already', 'Nothing is left to do.');
    const signOff: KeptSignOff = { ...found, withdrawn: { atMs, by, reason } };
    await tx.gates.saveFact(signOff);
    const { deployment, version } = found;
    tx.enter(signOffWithdrawn({ id, deployment, version, reason, by }));
    return signOff;
  });
}

/** Keeps what a person says was done, with the digest of the report. */
export function saveAttestation(
  acts: GateActs,
  wanted: Omit<Attestation, 'type' | 'id' | 'atMs'>,
  by: string,
): Promise<Attestation> {
  return acts.run(attestGate, async (tx) => {
    const { atMs } = await tx.gates.lock();
    const before = await tx.gates.gate(wanted.deployment);
    if (before?.revision !== wanted.gate?.revision)
      throw conflict(`the gate of ${wanted.deployment} was changed meanwhile`, 'Look at what it asks for now.');
    const attestation: Attestation = { type: 'attestation', id: acts.newId(), ...wanted, atMs };
    await tx.gates.addFact(attestation);
    const { id, deployment, version, requirement, role, statement, digest } = attestation;
    const { revision, digest: gate } = wanted.gate ?? {};
    tx.enter(gateAttested({ id, deployment, version, requirement, role, statement, digest, revision, gate, by }));
    return attestation;
  });
}

/** Roles that take part in a waiver; that one of the two is above the owner is asked besides. */
const WAIVING_ROLES: readonly Role[] = ['owner', 'validator', 'specialist', 'legal', 'incident-lead', 'stop-authority'];

export interface WaiverRequest {
  /** Id that the waiver gets. */
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  readonly requirement: string;
  readonly reason: string;
  readonly untilMs: number;
}

const waiverRequest: z.ZodType<WaiverRequest> = z.strictObject({
  id: z.guid(),
  deployment: z.string(),
  version: z.string(),
  requirement: z.string(),
  reason: z.string().trim().min(1).max(GATE_LIMITS.reason),
  untilMs: z.int(),
});

/** Lets a requirement go unmet for a time. Who waives is above the owner, which the service asks before either of the two acts. */
export const waiveRequirement = defineTwoPersonAct('gate.waive', {
  enters: [gateWaived],
  request: waiverRequest,
  lifeMs: DAY_MS,
  mayTakePart: (tx: Tx<GateStores>, account) => holdsOne(tx.identity, account, WAIVING_ROLES),
  async carryOut(tx, request, { proposedBy, confirmedBy }): Promise<Waiver> {
    const { atMs } = await tx.gates.lock();
    const { deployment, version, requirement, reason, untilMs } = request;
    const gate = await tx.gates.gate(deployment);
    if (gate === null) throw noGate(deployment);
    demandWaivable(gate, { requirement, untilMs, nowMs: atMs });
    const waiver: Waiver = {
      ...{ type: 'waiver', id: request.id, deployment, version, requirement, reason, atMs, untilMs },
      ...{ by: [proposedBy, confirmedBy], ended: null },
    };
    await tx.gates.addFact(waiver);
    const until = new Date(untilMs).toISOString();
    tx.enter(gateWaived({ id: waiver.id, deployment, version, requirement, reason, until, proposedBy, confirmedBy }));
    return waiver;
  },
});

/**
 * Refuses a waiver that the gate does not provide for.
 *
 * @throws TribuneError INVALID, CONFLICT
 */
export function demandWaivable(
  { deployment, requires, waivers }: StoredGate,
  { requirement, untilMs, nowMs }: { readonly requirement: string; readonly untilMs: number; readonly nowMs: number },
): void {
  if (waivers === null)
    throw conflict(
      `the gate of ${deployment} provides for no waivers`,
      'Two persons change that: tribune gate change FILE.',
    );
  const ids = requires.map(({ id }) => id);
  // Whether there is such a control is asked where it is proposed: packs of law are no part of the gate.
  if (waivedControl(requirement) === null && !ids.includes(requirement))
    throw invalid(
      `the gate of ${deployment} has no requirement "${requirement}"`,
      `Requirements are ${ids.join(', ')}.`,
    );
  if (untilMs <= nowMs) throw invalid('the waiver would be over already', 'Give a time that is to come.');
  if (untilMs > nowMs + waivers.mostDays * DAY_MS)
    throw invalid(`a waiver of this gate lasts at most ${waivers.mostDays} days`, 'Give an earlier time.');
}

/** Refuses a waiver of a control that no pack has, with the name that is near. @throws TribuneError INVALID */
export function demandKnownControl(requirement: string, known: readonly string[]): void {
  const control = waivedControl(requirement);
  if (control === null || known.includes(control)) return;
  const near = suggest(control, known);
  throw invalid(
    `no pack has the control ${JSON.stringify(control.slice(0, 80))}`,
    near === null ? 'tribune controls --system NAME lists them.' : `Did you mean ${near}?`,
  );
}

/** Ends a waiver before its time, which one person may: it only lets less through. */
export function endOneWaiver(acts: GateActs, id: string, by: string): Promise<Waiver> {
  return acts.run(endWaiver, async (tx) => {
    const { atMs } = await tx.gates.lock();
    const found = await tx.gates.fact(id);
    if (found === null || found.type !== 'waiver') throw unknownFact('waiver', id);
    if (found.ended !== null || found.untilMs <= atMs)
      throw conflict('the waiver is over already', 'Nothing is left to do.');
    const waiver: Waiver = { ...found, ended: { atMs, by } };
    await tx.gates.saveFact(waiver);
    tx.enter(waiverEnded({ id, deployment: found.deployment, requirement: found.requirement, by }));
    return waiver;
  });
}
