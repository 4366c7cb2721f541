import type { Approver, GateMode, GateSubject, SigningRole } from '../../../core/gates/index.js';

/** What every requirement has: its name within the gate, and the kind of its evidence. */
export interface RequirementBase {
  readonly id: string;
  readonly kind: string;
}

/** A requirement as it is written: its name, the kind of evidence, and what that kind asks for. */
export type Requirement = RequirementBase & Readonly<Record<string, unknown>>;

/** Who may waive a requirement, and for how long. */
export interface WaiverRule {
  /** Names of accounts of people above the owner; one of them takes part in every waiver. */
  readonly above: readonly string[];
  readonly mostDays: number;
}

/** What a person writes of the gate of a deployment. */
export interface WantedGate {
  readonly deployment: string;
  readonly mode: GateMode;
  /** Places for which it stands; null for every place. */
  readonly places: readonly string[] | null;
  /** Minutes after a decision within which its record is taken although the gate is closed by now. */
  readonly lateMinutes: number;
  readonly requires: readonly Requirement[];
  readonly approvers: readonly Approver[];
  /** Days for which a signature counts. */
  readonly holdsDays: number;
  /** Null: nothing is ever waived. */
  readonly waivers: WaiverRule | null;
}

/** A gate as it is stored. Times are milliseconds since 1970. */
export interface StoredGate extends WantedGate {
  readonly revision: number;
  /** Digest of what it asks for: of everything but the mode. */
  readonly digest: string;
  readonly atMs: number;
  readonly by: readonly string[];
  /** Since when the mode is this one. */
  readonly modeSinceMs: number;
}

/** A signature, by an account, under a set of evidence. */
export interface KeptSignOff {
  readonly type: 'sign-off';
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  readonly role: SigningRole;
  readonly account: string;
  readonly statement: string;
  readonly set: string;
  readonly evidence: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly withdrawn: { readonly atMs: number; readonly by: string; readonly reason: string } | null;
}

/** What is waived in place of a requirement, where it is a control: this before its name, which no requirement can be called. */
const CONTROL = 'control:';

/** The control that a waiver is about; null for one of a requirement. */
export const waivedControl = (requirement: string): string | null =>
  requirement.startsWith(CONTROL) ? requirement.slice(CONTROL.length) : null;

/** That a requirement need not be met, or a control may have a gap, until a time. */
export interface Waiver {
  readonly type: 'waiver';
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  /** The requirement; `control:NAME` for a control. */
  readonly requirement: string;
  readonly reason: string;
  readonly atMs: number;
  readonly untilMs: number;
  readonly by: readonly string[];
  readonly ended: { readonly atMs: number; readonly by: string } | null;
}

/** That a person says that something was done for a version, with the digest of what was written on it. */
export interface Attestation {
  readonly type: 'attestation';
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  readonly requirement: string;
  readonly role: SigningRole;
  readonly account: string;
  readonly statement: string;
  /** Digest of the report. */
  readonly digest: string;
  readonly atMs: number;
  /** The gate as it was agreed when it was said, and a digest of what its requirement asked; what was said before this was kept has neither. */
  readonly gate?: { readonly revision: number; readonly digest: string; readonly asks: string } | undefined;
}

/** What people did about a gate. */
export type GateFact = KeptSignOff | Waiver | Attestation;

/** A time in which a gate was open for a subject. */
export interface Opening {
  readonly id: string;
  readonly deployment: string;
  readonly subject: GateSubject;
  readonly fromMs: number;
  /** When it ends by what it stands on; once it is closed, when it was. */
  readonly untilMs: number;
  /** Digest of the set of evidence that it stands on, and its members. */
  readonly set: string;
  readonly evidence: Readonly<Record<string, string>>;
  readonly signOffs: readonly string[];
  readonly closed: { readonly atMs: number; readonly because: string } | null;
}

/** Bounds of what is kept: everything from outside is bounded. */
export const GATE_LIMITS = {
  gates: 2000,
  requirements: 60,
  approvers: 8,
  places: 60,
  above: 20,
  statement: 4000,
  reason: 2000,
  holdsDays: 366,
  waiverDays: 366,
  lateMinutes: 7 * 24 * 60,
  /** Facts of a deployment that are looked at, the newest first. */
  facts: 1000,
} as const;
