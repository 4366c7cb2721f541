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
