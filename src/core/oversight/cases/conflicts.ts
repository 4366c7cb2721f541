import type { CaseRecord, Excluded, Exclusion, Person } from './types.js';

/** Role whose holders read no case, because it may be about their own model: the registry does not say whose a model is. */
const DEVELOPER = 'developer';

/** Why somebody may not read a case; none where they may. Nothing relaxes this: where nobody is left, the case is escalated. */
export function conflictsOf({ excluded, reads }: Pick<CaseRecord, 'excluded' | 'reads'>, person: Person): Exclusion[] {
  const named = excluded.filter(({ who }) => who === person.id || sameName(who, person.name)).map(({ why }) => why);
  const hasRead = reads.some(({ by }) => by === person.id);
  const develops = person.roles.includes(DEVELOPER);
  return [
    ...new Set([...named, ...(hasRead ? (['read'] as const) : []), ...(develops ? (['developer'] as const) : [])]),
  ];
}

/** Those who may read no further case about the same decision, because they have read this one or knew it before. */
export const excludedAfter = ({ excluded, reads }: Pick<CaseRecord, 'excluded' | 'reads'>): Excluded[] => [
  ...excluded,
  ...reads.map(({ by }): Excluded => ({ who: by, why: 'read' })),
];

/** Names of accounts are the same whatever their case, as at the sign-in. */
const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
