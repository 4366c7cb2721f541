import { utf8 } from '../base/bytes.js';
import { canonicalJson } from '../base/canonical-json.js';
import { digestText } from '../base/digest.js';
import { sha256 } from '../base/sha256.js';
import type { GateSubject } from './spans.js';

/** Roles in which somebody signs for a version. Whoever looks after people, audits or builds signs for none. */
export const SIGNING_ROLES = [
  'owner',
  'validator',
  'specialist',
  'reviewer',
  'legal',
  'incident-lead',
  'stop-authority',
] as const;
export type SigningRole = (typeof SIGNING_ROLES)[number];

/** Who must not give a signature. `builder`: whoever built or registered the version. `owner`, `deputy`: those of the system. */
export const BARS = ['builder', 'owner', 'deputy'] as const;
export type Bar = (typeof BARS)[number];

/** A signature that a gate asks for: one of a person in this role, who is none of `not`. */
export interface Approver {
  readonly role: SigningRole;
  readonly not: readonly Bar[];
}

/** A person with an account, as a gate judges who signed. */
export interface Signer {
  /** The same for all accounts of one person, as far as the service knows. */
  readonly person: string;
  readonly isActive: boolean;
  readonly roles: readonly string[];
  readonly isOwner: boolean;
  readonly isDeputy: boolean;
  /** Whether they built or registered the version; null where nobody knows who did. */
  readonly isBuilder: boolean | null;
}

/** A signature under a set of evidence. */
export interface SignOff {
  readonly id: string;
  readonly role: SigningRole;
  /** Digest of the set that it is under. */
  readonly set: string;
  /** The digests of the set by requirement. */
  readonly evidence: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly signer: Signer;
}

/** Why a person does not sign in a role; null where they may. Who built a version never checks it, whatever a policy says. */
export function barOf({ role, not }: Approver, signer: Signer): string | null {
  if (!signer.isActive) return 'the account is not in use';
  if (signer.roles.includes('admin')) return 'an administrator looks after people and settings, and approves nothing';
  const holds = role === 'owner' ? signer.isOwner || signer.isDeputy : signer.roles.includes(role);
  if (!holds)
    return role === 'owner' ? 'the system has another owner and deputy' : `the account has not the role ${role}`;
  const bars = new Set<Bar>(role === 'validator' ? ['builder', ...not] : not);
  if (bars.has('owner') && signer.isOwner) return 'the owner of the system does not sign here';
  if (bars.has('deputy') && signer.isDeputy) return 'the deputy of the owner does not sign here';
  if (!bars.has('builder') || signer.isBuilder === false) return null;
  return signer.isBuilder === null
    ? 'it is not known who built the version, so nobody is known not to have'
    : 'who built or registered the version does not sign here';
}

/**
 * Gives each approver a signature of another person each; null for those that none is left for. The same person under two accounts signs
 * once. As many approvers as possible get one, the first in the list first.
 */
export function assignSignOffs(
  approvers: readonly Approver[],
  signOffs: readonly SignOff[],
): readonly (SignOff | null)[] {
  const options = approvers.map((approver) =>
    signOffs.filter((one) => one.role === approver.role && barOf(approver, one.signer) === null),
  );
  const byPerson = new Map<string, number>();
  const given: (SignOff | null)[] = approvers.map(() => null);
  // Augmenting paths (Kuhn 1955): a person moves to another approver where that lets one more be satisfied.
  const place = (at: number, tried: Set<string>): boolean => {
    for (const one of options[at]!) {
      const { person } = one.signer;
      if (tried.has(person)) continue;
      tried.add(person);
      const holder = byPerson.get(person);
      if (holder !== undefined && !place(holder, tried)) continue;
      byPerson.set(person, at);
      given[at] = one;
      return true;
    }
    return false;
  };
  for (let at = 0; at < approvers.length; at++) place(at, new Set());
  return given;
}

/** What a signature is under: the gate as it was set, the deployment and what decides on it, and the digest of each piece of evidence. */
export interface EvidenceSet {
  /** Digest of what the gate asks for. */
  readonly gate: string;
  readonly deployment: string;
  readonly subject: GateSubject;
  /** Digests by requirement. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** Digest of a set of evidence: SHA-256 of its canonical JSON (RFC 8785), so that whoever holds the set can compute it. */
export const digestOfSet = ({ gate, deployment, subject, evidence }: EvidenceSet): string =>
  digestText(sha256(utf8(canonicalJson({ deployment, evidence, gate, subject: { ...subject } }))));
