import { DAY_MS } from '../../../core/base/durations.js';
import type { Role } from '../../identity/index.js';
import type { Check } from '../catalogue/index.js';
import { entryAbout } from '../facts/index.js';
import { QUESTIONS } from '../questions/index.js';
import { dayOf, type Finding, gap, type Look, met, said, undecided } from './finding.js';

type Of<Name extends Check['is']> = Extract<Check, { readonly is: Name }>;

export function recorded({ kind, days }: Of<'recorded'>, { facts, atMs }: Look): Finding {
  const newest = facts.records
    .filter((one) => one.kind === kind && one.atMs <= atMs)
    .toSorted((a, b) => b.atMs - a.atMs)[0];
  if (newest === undefined) return gap(`no record of this kind is kept: ${kind}`);
  const says = `${kind} of ${dayOf(newest.atMs)} by ${newest.by}`;
  const evidence = [
    {
      ...{ record: kind, id: newest.id, digest: newest.digest, says, atMs: newest.atMs },
      entry: entryAbout(facts.entries, 'control.recorded', newest.id)?.index ?? null,
    },
  ];
  return days !== null && atMs - newest.atMs > days * DAY_MS
    ? gap(`${says}, older than ${days} days`, evidence)
    : met(says, evidence);
}

/** Questions about prohibited uses, each to be answered with no before anything is said. */
export function screenClear(look: Look): Finding {
  const bans = QUESTIONS.questions.filter(({ group }) => group === 'prohibited');
  const yes = bans.filter(({ id }) => look.facts.answers[id] === true);
  const profile = recorded({ is: 'recorded', kind: 'profile', days: null }, look);
  if (yes.length > 0) return gap(`answered with yes: ${yes.map(({ id }) => id).join(', ')}`, profile.evidence);
  const open = bans.filter(({ id }) => look.facts.answers[id] === undefined);
  if (open.length > 0)
    return undecided(
      `nobody answered ${open.map(({ id }) => id).join(', ')}`,
      open.map(({ asks }) => asks).join(' '),
      'legal',
    );
  return met('every question about prohibited uses is answered with no', profile.evidence);
}

/** Whoever says something, by name where it is an account, with whether they lack the role that is asked. */
function speakerOf(by: string, who: Role, { accounts }: Look['facts']): string {
  const found = accounts.find(({ id }) => by === `account:${id}`);
  if (found === undefined) return by;
  return found.roles.includes(who) ? found.name : `${found.name}, without the role ${who},`;
}

/** What no record of the service decides: somebody says it for a while, and it is told as said. */
export function stated({ asks, who }: Of<'stated'>, { facts, control, atMs }: Look): Finding {
  const found = facts.statements
    .filter((one) => one.control === control.id && one.atMs <= atMs)
    .toSorted((a, b) => b.atMs - a.atMs)[0];
  if (found === undefined) return undecided('records do not decide it', asks, who);
  if (found.untilMs <= atMs) return undecided(`what ${found.by} said held until ${dayOf(found.untilMs)}`, asks, who);
  const says = `${speakerOf(found.by, who, facts)} says so until ${dayOf(found.untilMs)}, and nobody checked it: ${found.says}`;
  const entry = entryAbout(facts.entries, 'control.recorded', found.id)?.index ?? null;
  return said(says, { record: 'statement', id: found.id, digest: found.digest, entry, says, atMs: found.atMs });
}
