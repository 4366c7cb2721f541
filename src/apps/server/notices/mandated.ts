import type { MandateScope } from '../../../domain/mandates/index.js';
import { PERSON } from '../../../domain/person-pages/index.js';

/**
 * What a representative needs to be answered at a route; `any` where every mandate will do. A route that is not here is for the person alone, such as
 * that on which they say who acts for them, and what they understood.
 */
const NEEDED: Readonly<Record<string, MandateScope | 'any'>> = {
  [PERSON.code]: 'any',
  [PERSON.decision]: 'see',
  [PERSON.receipt]: 'see',
  [PERSON.opening]: 'see',
  [PERSON.status]: 'see',
  [PERSON.outcome]: 'see',
  [PERSON.contest]: 'contest',
  [PERSON.check]: 'contest',
  [PERSON.send]: 'contest',
  [PERSON.wrong]: 'contest',
  [PERSON.withdraw]: 'contest',
  [PERSON.evidence]: 'contest',
  [`${PERSON.evidence}/:id`]: 'contest',
  [`${PERSON.evidence}/:id/remove`]: 'contest',
  [PERSON.held]: 'requests',
  [PERSON.copy]: 'requests',
};

/** Whether a mandate for these scopes holds at a route. */
export function isWithin(may: readonly MandateScope[], route: string | undefined): boolean {
  const needed = route === undefined ? undefined : NEEDED[route];
  return needed !== undefined && (needed === 'any' || may.includes(needed));
}
