import { DAY_MS } from '../../../core/base/durations.js';
import type { Check } from '../catalogue/index.js';
import { type AccountFact, type Evidence, entryAbout } from '../facts/index.js';
import { dayOf, type Finding, gap, type Look, met, undecided } from './finding.js';

type Of<Name extends Check['is']> = Extract<Check, { readonly is: Name }>;

const account = ({ facts }: Look, { id, name }: AccountFact, says: string): Evidence => {
  // Roles are given by one person, or by two who agreed: the newer entry tells which ones the account has.
  const [entry] = ['role.granted', 'role.agreed']
    .flatMap((type) => entryAbout(facts.entries, type, id) ?? [])
    .toSorted((a, b) => b.index - a.index);
  return { record: 'account', id, digest: null, entry: entry?.index ?? null, says: `${name} ${says}`, atMs: null };
};

const holding = ({ facts }: Look, role: string): AccountFact[] =>
  facts.accounts.filter(({ roles, active }) => active && roles.some((one) => one === role));

export function ownerActive(look: Look): Finding {
  const { owner } = look.facts.system;
  const found = look.facts.accounts.filter(({ id, name }) => id === owner || name === owner);
  const [one] = found;
  if (one === undefined)
    return undecided(
      `the owner ${JSON.stringify(owner.slice(0, 80))} is no account here, so whether they are still there is not known`,
      'Which account is the owner? tribune admin apply names it',
      'admin',
    );
  if (found.length > 1) return gap(`${found.length} accounts go by the name of the owner`);
  return one.active
    ? met(`${one.name} owns the system`, [account(look, one, 'owns the system, and the account is open')])
    : gap(`the account of the owner ${one.name} is closed`, [
        account(look, one, 'owns the system, and the account is closed'),
      ]);
}

export function staffed({ role, least }: Of<'staffed'>, look: Look): Finding {
  const found = holding(look, role);
  const evidence = found.map((one) => account(look, one, `has the role ${role}`));
  return found.length >= least
    ? met(`${found.length} with the role ${role}`, evidence)
    : gap(`${found.length} with the role ${role}, and ${least} are asked for`, evidence);
}

export function rolesApart({ roles }: Of<'roles-apart'>, look: Look): Finding {
  const held = roles.map((role) => ({ role, found: holding(look, role) }));
  const empty = held.filter(({ found }) => found.length === 0).map(({ role }) => role);
  if (empty.length > 0) return gap(`nobody has the role ${empty.join(' or ')}`);
  const both = look.facts.accounts.filter(
    ({ active, roles: has }) => active && roles.filter((role) => has.includes(role)).length > 1,
  );
  if (both.length > 0)
    return gap(
      `${both.map(({ name }) => name).join(', ')} holds ${roles.join(' and ')} at once`,
      both.map((one) => account(look, one, `holds ${roles.join(' and ')}`)),
    );
  return met(
    `nobody holds ${roles.join(' and ')} at once`,
    held.flatMap(({ role, found }) => found.map((one) => account(look, one, `has the role ${role}`))),
  );
}

export function readersTrained({ days }: Of<'readers-trained'>, look: Look): Finding {
  const readers = holding(look, 'reviewer');
  if (readers.length === 0) return gap('nobody has the role reviewer');
  const old = readers.filter(({ trainedAtMs: at }) => at === null || at > look.atMs || look.atMs - at > days * DAY_MS);
  const evidence = readers
    .filter((one) => !old.includes(one))
    .map((one) => ({ ...account(look, one, `was trained on ${dayOf(one.trainedAtMs!)}`), atMs: one.trainedAtMs }));
  return old.length > 0
    ? gap(`not trained in the last ${days} days: ${old.map(({ name }) => name).join(', ')}`, evidence)
    : met(`all ${readers.length} who read cases were trained in the last ${days} days`, evidence);
}
