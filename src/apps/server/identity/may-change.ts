import { TribuneError } from '../../../core/base/errors.js';
import { clashOf, giversOf, mayGiveRole, type Role, seesPersons } from '../../../domain/identity/index.js';
import type { Identity, ServerDeps } from '../base/deps.js';
import { accountOf } from '../http/open-session.js';
import type { Call } from '../http/route.js';

/** The caller, and the table that decides what they may give. */
interface Judging {
  readonly call: Pick<Call, 'caller'>;
  readonly access: ServerDeps['access'];
}

/** Throws `FORBIDDEN` for a role that the caller does not give. */
export function demandGives({ call, access }: Judging, roles: readonly Role[]): void {
  const lost = roles.find((role) => !mayGiveRole(access, accountOf(call).roles, role));
  if (lost === undefined) return;
  throw new TribuneError('FORBIDDEN', `the role ${lost} is not given by this account`, {
    remedy: `It is given by ${giversOf(access, lost)}.`,
  });
}

interface WantedChange {
  readonly roles: readonly Role[] | undefined;
  readonly password: string | undefined;
  readonly disabled: boolean | undefined;
}

/**
 * Throws `FORBIDDEN` for a change that the caller may not make. Nobody gives roles to the own account, or opens an account that may do
 * more than they could give. An account that was made without a role that sees persons never gets one, because whoever chose its password
 * would see them, too.
 */
export async function demandMayChange(
  { call, access }: Judging,
  id: string,
  { roles, password, disabled }: WantedChange,
  identity: Identity,
): Promise<void> {
  const caller = accountOf(call);
  const { roles: held } = await identity.accounts.demand(id);
  const gained = (roles ?? []).filter((role) => !held.includes(role));
  const taken = roles === undefined ? [] : held.filter((role) => !roles.includes(role));
  if (gained.length > 0 && caller.id === id) {
    throw new TribuneError('FORBIDDEN', `nobody gives the role ${gained[0]} to the own account`, {
      remedy: 'Ask another administrator.',
    });
  }
  if (clashOf(roles ?? []) === null) demandGives({ call, access }, gained);
  const sees = (role: Role): boolean => seesPersons(access, role);
  const personal = gained.find((role) => sees(role) && !held.some(sees));
  if (personal !== undefined) {
    throw new TribuneError(
      'FORBIDDEN',
      `the role ${personal} sees persons, and this account was made without such a role`,
      {
        remedy: 'Make an account of its own for it: whoever chose the password of this one would come in with it.',
      },
    );
  }
  // An administrator may take any role and disable any account, because both only lessen what an account may do.
  if (!caller.roles.includes('admin'))
    demandGives({ call, access }, disabled === undefined ? taken : [...taken, ...held]);
  if (password !== undefined) demandOpens({ call, access }, held);
}

/** Throws `FORBIDDEN` for a new password of an account that may do what the caller may not give. */
function demandOpens({ call, access }: Judging, held: readonly Role[]): void {
  const more = held.find((role) => !mayGiveRole(access, accountOf(call).roles, role));
  if (more === undefined) return;
  throw new TribuneError('FORBIDDEN', `an account with the role ${more} is not opened by this account`, {
    remedy: `A new password is set by ${giversOf(access, more).replace(/--role \S+/, '--account NAME')}.`,
  });
}
