import type { AccessTable, Role } from '../../../domain/identity/index.js';

/** Whoever may do one of these could look up what the machine said, or why a case is one, so that nothing they read would be read blind. */
export const SHOWS_HIDDEN = [
  'decision.read',
  'decision.payload',
  'decision.attributes',
  'opening.read',
  'case.list',
] as const;

const HIDDEN: readonly string[] = SHOWS_HIDDEN;

/** Whether persons of these roles read cases, and can look up nothing that is hidden from readers. */
export const readsBlind = (access: Pick<AccessTable, 'actionsOf'>, roles: readonly Role[]): boolean =>
  roles.includes('reviewer') && !access.actionsOf(roles).any.some((action) => HIDDEN.includes(action));
