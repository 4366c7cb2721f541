import { z } from 'zod';
import { DAY_MS } from '../../../core/base/durations.js';
import type { SeenEvidence } from '../../../core/gates/index.js';
import { days, defineKind } from './define-kind.js';
import { digestOf } from './digest-of.js';

/** A person who answers for the system, by the name in the registry and the account of that name. */
export interface SeenPerson {
  readonly name: string;
  /** Null where no account has that name. `disabledAtMs` is null while it is in use. */
  readonly account: { readonly id: string; readonly disabledAtMs: number | null } | null;
}

/** Who answers for the system; null for nobody. */
export interface SeenAnswering {
  readonly owner: SeenPerson | null;
  readonly deputy: SeenPerson | null;
}

/** That there is a living person who answers. */
export const answering = defineKind(
  'answering',
  'Exactly one person answers for the system, with an account in use, and a deputy unless none is asked for. Whoever leaves has to be replaced in time.',
  {
    deputy: z.boolean().default(true).meta({ description: 'Whether a deputy with an account in use is asked for' }),
    reassignWithinDays: days().default(14).meta({
      description: 'Days after an account was disabled within which somebody else must be named',
    }),
  },
  {
    who: () => ['admin', 'developer'],
    judge({ deputy, reassignWithinDays }, seen: SeenAnswering, { nowMs }) {
      const asked = [['owner', seen.owner] as const, ...(deputy ? [['deputy', seen.deputy] as const] : [])];
      const found = asked.map(([as, person]) => standing(as, person, { nowMs, reassignWithinDays }));
      const lack = found.find((one): one is Extract<SeenEvidence, { status: 'lacking' }> => 'status' in one);
      if (lack !== undefined) return lack;
      if (deputy && seen.owner!.account!.id === seen.deputy!.account!.id)
        return { status: 'lacking', why: 'the owner is the own deputy' };
      const people = found.map((one) => one as Person);
      const untils = people.flatMap(({ untilMs }) => (untilMs === null ? [] : [untilMs]));
      const digest = digestOf(people.map(({ as, id }) => ({ as, id })));
      const what = people.map(({ as, name }) => `${as} ${name}`).join(', ');
      const untilMs = untils.length === 0 ? null : Math.min(...untils);
      return { status: 'met', items: [{ digest, kind: 'answering', what, untilMs }] };
    },
  },
);

interface Person {
  readonly as: string;
  readonly id: string;
  readonly name: string;
  readonly untilMs: number | null;
}

function standing(
  as: 'owner' | 'deputy',
  person: SeenPerson | null,
  { nowMs, reassignWithinDays }: { readonly nowMs: number; readonly reassignWithinDays: number },
): Person | Extract<SeenEvidence, { status: 'lacking' }> {
  if (person === null) return { status: 'lacking', why: `the system has no ${as}` };
  const { name, account } = person;
  if (account === null) return { status: 'lacking', why: `no account is called "${name}", who is the ${as}` };
  if (account.disabledAtMs === null) return { as, id: account.id, name, untilMs: null };
  const untilMs = account.disabledAtMs + reassignWithinDays * DAY_MS;
  if (untilMs > nowMs) return { as, id: account.id, name, untilMs };
  const why = `the account of the ${as} ${name} is not in use any more, and nobody else was named within ${reassignWithinDays} days`;
  return { status: 'lacking', why, sinceMs: untilMs };
}
