/** As the service tells them; the modules of words know no more of an answer than what they say of it. */
export type State = 'open' | 'closed' | 'undecided';
type Mode = 'observe' | 'enforce';

/** What is missing for a requirement. */
interface Lack {
  readonly requirement: string;
  readonly evidence: string;
}

type Look = 'bad' | 'good' | 'care' | '';

/** How a gate stands, as a look, a glyph and a word: none of them stands alone. */
export const STATES: Readonly<Record<State, { readonly look: Look; readonly glyph: string; readonly word: string }>> = {
  open: { look: 'good', glyph: '●', word: 'open' },
  closed: { look: 'bad', glyph: '■', word: 'closed' },
  undecided: { look: 'care', glyph: '◆', word: 'undecided' },
};

/** What a mode does, as people say it. */
export const MODES: Readonly<Record<Mode, { readonly name: string; readonly does: string }>> = {
  observe: { name: 'observe', does: 'nothing is refused; what a closed gate would refuse is counted' },
  enforce: { name: 'enforce', does: 'decisions are refused while it is closed' },
};

/** What a requirement of each kind asks for. */
export const KINDS: Readonly<Record<string, string>> = {
  audit: 'an audit that passes',
  'incident-plan': 'a plan for incidents',
  drill: 'a practised stop',
  artifact: 'the bytes of the version',
  'training-record': 'the record of its training',
  explanation: 'files that explain decisions',
  'human-review': 'people who read cases',
  answering: 'somebody who answers for it',
  documents: 'documents that are complete',
  control: 'controls of law and standards',
  attestation: 'a person’s word on a report',
};

export const ROLE_WORDS: Readonly<Record<string, string>> = {
  owner: 'owner or deputy',
  'incident-lead': 'incident lead',
  'stop-authority': 'stop authority',
};

export const roleText = (role: string): string => ROLE_WORDS[role] ?? role;

/** What is missing for a requirement is a signature, or evidence. */
export const signatureRole = (requirement: string): string | null =>
  requirement.startsWith('sign-off ') ? requirement.slice('sign-off '.length) : null;

/** @example missingText(gate.missing) // 'The drill is missing, and 2 more' */
export function missingText(missing: readonly Lack[]): string {
  const [first, ...more] = missing;
  if (first === undefined) return 'Nothing is missing.';
  const role = signatureRole(first.requirement);
  const what = role === null ? `${first.requirement}: ${first.evidence}` : `Nobody has signed as ${roleText(role)}`;
  return more.length === 0 ? what : `${what}; and ${more.length} more`;
}

/** Whether it is the reader's turn to supply what is missing, by name or by role. */
export const isTurnOf = (
  who: readonly string[],
  { name, roles }: { readonly name: string; readonly roles: readonly string[] },
  role: string | null,
): boolean =>
  // A signature waits for those accounts that may give it; evidence for whoever has a role.
  role === null ? who.some((one) => one === name || roles.includes(one)) : who.includes(name);

/** Whose turn it is: the roles, and for a signature the accounts that may give it. */
export function turnText(who: readonly string[], role: string | null): string {
  if (role === null) return who.length === 0 ? 'nobody is named' : who.map(roleText).join(' or ');
  const accounts = who.filter((one) => one !== role);
  return accounts.length === 0 ? roleText(role) : accounts.join(' or ');
}

interface Sets {
  readonly toSign: { readonly digest: string } | null;
  readonly newest: { readonly digest: string } | null;
}

/** Whether a set of evidence of a digest is one that the gate would stand on, so that it can be signed. */
export const isSignable = (digest: string, { toSign, newest }: Sets): boolean =>
  [toSign, newest].some((one) => one?.digest === digest);

interface Signing {
  readonly gate: { readonly approvers: readonly { readonly role: string }[] };
  readonly version: string | null;
  readonly missing: readonly Lack[];
  readonly toSign: { readonly digest: string } | null;
}

interface Given {
  readonly role: string;
  readonly by: string;
  readonly version: string;
  readonly evidence: string;
  readonly counts: boolean;
  readonly withdrawn: string | null;
}

/**
 * The signature of each approver in the order of the gate, null where there is none: those that an open gate stands on, else those under what is
 * to be signed that wait for the others. The service alone knows which still count, and names the roles in which one is missing: of a role in which
 * two sign as many are shown as it does not miss, the newest, each of another account.
 */
export function signaturesGiven<S extends Given>(
  { gate, version, missing, toSign }: Signing,
  signatures: readonly S[],
): readonly (S | null)[] {
  const isOpen = missing.length === 0;
  const left = signatures.filter((one) =>
    isOpen
      ? one.counts
      : one.withdrawn === null && one.version === version && toSign !== null && one.evidence === toSign.digest,
  );
  const roles = gate.approvers.map(({ role }) => role);
  const room = new Map<string, number>();
  for (const role of roles) room.set(role, (room.get(role) ?? 0) + 1);
  for (const { requirement } of missing) {
    const role = signatureRole(requirement);
    if (role !== null) room.set(role, (room.get(role) ?? 0) - 1);
  }
  const used: S[] = [];
  return roles.map((role) => {
    if ((room.get(role) ?? 0) < 1) return null;
    const found = left.find((one) => one.role === role && !used.some((other) => other.by === one.by));
    if (found === undefined) return null;
    room.set(role, room.get(role)! - 1);
    used.push(found);
    return found;
  });
}

const DAY_MS = 86_400_000;

/** Whether somebody has signed a set of evidence in a role already, so that the service takes no second signature of theirs while it counts. */
export const hasSigned = (
  signatures: readonly (Given & { readonly at: string })[],
  wanted: { readonly by: string; readonly role: string; readonly evidence: string },
  { nowMs, holdsDays }: { readonly nowMs: number; readonly holdsDays: number },
): boolean =>
  signatures.some(
    ({ by, role, evidence, at, withdrawn }) =>
      by === wanted.by &&
      role === wanted.role &&
      evidence === wanted.evidence &&
      withdrawn === null &&
      nowMs < Date.parse(at) + holdsDays * DAY_MS,
  );
