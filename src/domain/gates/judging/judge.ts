import { DAY_MS } from '../../../core/base/durations.js';
import {
  checkGate,
  type GateSubject,
  type GateVerdict,
  type SeenRequirement,
  type SignOff,
} from '../../../core/gates/index.js';
import type { Account } from '../../identity/ports.js';
import { digestOf } from '../kinds/index.js';
import { type GateFact, type StoredGate, type Waiver, waivedControl } from '../model/index.js';
import { type Standing, signerOf } from './people.js';

/** Everything by which one gate is judged, beside the evidence itself. */
export interface JudgeInput {
  readonly gate: StoredGate;
  readonly subject: GateSubject;
  readonly requirements: readonly SeenRequirement[];
  readonly facts: readonly GateFact[];
  readonly accounts: ReadonlyMap<string, Account>;
  readonly standing: Standing;
  readonly nowMs: number;
}

/** Judges a gate for what may decide, by what people did about it. */
export function judgeGate({ gate, subject, requirements, facts, accounts, standing, nowMs }: JudgeInput): GateVerdict {
  const signOffs = facts.flatMap((fact): SignOff[] => {
    if (fact.type !== 'sign-off' || fact.version !== subject.version || fact.withdrawn !== null) return [];
    const { id, role, set, evidence, atMs, account } = fact;
    return [{ id, role, set, evidence, atMs, signer: signerOf(accounts.get(account) ?? null, standing) }];
  });
  return checkGate({
    ...{ gate: gate.digest, deployment: gate.deployment, subject, approvers: gate.approvers, signOffs, nowMs },
    requirements: requirements.map((one) => waived(one, waiverOf(facts, { requirement: one.id, subject, nowMs }))),
    holdsMs: gate.holdsDays * DAY_MS,
  });
}

/** The waiver of a requirement that holds now, the one that holds longest; null for none. */
export function waiverOf(
  facts: readonly GateFact[],
  {
    requirement,
    subject,
    nowMs,
  }: { readonly requirement: string; readonly subject: GateSubject; readonly nowMs: number },
): Waiver | null {
  const holding = heldWaivers(facts, nowMs).filter(
    (one) => one.requirement === requirement && one.version === subject.version,
  );
  return holding.toSorted((a, b) => b.untilMs - a.untilMs)[0] ?? null;
}

/** Waivers of what people did about a gate that hold at a moment, whichever version they are for, the newest first. */
export const heldWaivers = (facts: readonly GateFact[], nowMs: number): Waiver[] =>
  facts.filter(
    (fact): fact is Waiver =>
      fact.type === 'waiver' && fact.ended === null && fact.atMs <= nowMs && nowMs < fact.untilMs,
  );

/** A waiver of a control, with the name of the control. */
export interface ControlWaiver {
  readonly control: string;
  readonly waiver: Waiver;
}

/** Waivers of controls for a version, of what people did about the gate of a deployment, the newest first; also those that are over. */
export const controlWaiversOf = (facts: readonly GateFact[], version: string): ControlWaiver[] =>
  facts.flatMap((fact) => {
    const control = fact.type === 'waiver' && fact.version === version ? waivedControl(fact.requirement) : null;
    return control === null ? [] : [{ control, waiver: fact as Waiver }];
  });

/** A requirement that is met needs no waiver; one that is not stands on the waiver, which is signed and shown as what it is. */
function waived(one: SeenRequirement, waiver: Waiver | null): SeenRequirement {
  if (waiver === null || one.seen.status === 'met') return one;
  const { id, reason, untilMs, by } = waiver;
  const item = {
    digest: digestOf({ waiver: id, reason, untilMs, by }),
    kind: 'waiver',
    what: `waived: ${reason}`,
    untilMs,
  };
  return { ...one, seen: { status: 'met', items: [item] } };
}
