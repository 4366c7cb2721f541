import { z } from 'zod';
import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { type AnyTwoPersonAct, defineTwoPersonAct, type Tx } from '../acts/index.js';
import { changeRolesIn, clashOf, isRole, type Role, samePersonIn } from '../identity/index.js';
import type { IdentityStore } from '../identity/ports.js';
import type { Setting } from '../settings/index.js';
import type { SettingStore } from '../settings/ports.js';
import { roleAgreed, settingAgreed } from './events/index.js';

export interface AgreementStores {
  readonly settings: SettingStore;
  readonly identity: IdentityStore;
}

const LIFE_MS = DAY_MS;
const MOST_ROLES = 20;
const ACCOUNT = 'account:';
/** Most characters of settings that are proposed: a proposal becomes part of an entry. */
const MOST_SETTINGS = 64 * 1024;

/** Whether an account is in use and has one of these roles. */
async function holdsOne(
  { identity }: Pick<AgreementStores, 'identity'>,
  account: string,
  roles: readonly Role[],
): Promise<boolean> {
  const found = await identity.account(account);
  return found !== null && found.disabledAtMs === null && found.roles.some((role) => roles.includes(role));
}

/** Settings that two persons give other values, by name. */
export const settingsRequest = z.strictObject({
  settings: z
    .record(z.string(), z.unknown())
    .refine((all) => Object.keys(all).length > 0, 'at least one setting')
    .refine((all) => JSON.stringify(all).length <= MOST_SETTINGS, `at most ${MOST_SETTINGS} characters`),
});
/** Roles that two persons give an account in place of those that it has. */
export const rolesRequest = z.strictObject({
  account: z.guid(),
  roles: z
    .array(z.string().refine(isRole, 'no such role'))
    .max(MOST_ROLES)
    .refine((roles) => clashOf(roles as Role[]) === null, 'two of the roles are never held together'),
});
export type SettingsRequest = z.output<typeof settingsRequest>;
export type RolesRequest = z.output<typeof rolesRequest>;

/** @throws TribuneError INVALID for a setting that there is not, REGISTRY_INVALID for a value that it refuses */
export function demandSettings({ settings }: SettingsRequest, declared: readonly Setting[]): void {
  for (const [name, document] of Object.entries(settings)) {
    const setting = declared.find((one) => one.name === name);
    if (setting === undefined)
      throw new TribuneError('INVALID', `there is no setting ${JSON.stringify(name)}`, {
        remedy: `There are ${declared.map((one) => one.name).join(', ')}.`,
      });
    setting.parse(document);
  }
}

/** Gives settings other values. */
export const agreeSettings = defineTwoPersonAct('setting.agree', {
  enters: [settingAgreed],
  request: settingsRequest,
  lifeMs: LIFE_MS,
  mayTakePart: (tx: Tx<AgreementStores>, account) => holdsOne(tx, account, ['admin']),
  async carryOut(tx, { settings }, persons): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const [name, value] of Object.entries(settings)) {
      if (!(await tx.settings.write(name, value))) continue;
      tx.enter(settingAgreed({ name, value, ...persons }));
      changed.push(name);
    }
    return changed;
  },
});

/** Gives an account other roles. Neither of the two is who gets them, nor gets them under another account. */
export const agreeRoles = defineTwoPersonAct('role.agree', {
  enters: [roleAgreed],
  request: rolesRequest as z.ZodType<{ readonly account: string; readonly roles: readonly Role[] }>,
  lifeMs: LIFE_MS,
  mayTakePart: (tx: Tx<AgreementStores>, account) => holdsOne(tx, account, ['admin', 'legal', 'specialist', 'auditor']),
  async carryOut(tx, { account, roles }, persons) {
    const isSame = await samePersonIn(tx);
    for (const person of [persons.proposedBy, persons.confirmedBy]) {
      // Whoever does it alone is the one who proposed it.
      if (!person.startsWith(ACCOUNT) || !(await isSame(person.slice(ACCOUNT.length), account))) continue;
      throw new TribuneError('FORBIDDEN', 'nobody takes part in changing the own roles, under whichever account', {
        remedy: 'Ask another person.',
      });
    }
    const given = [...new Set(roles)];
    if (await changeRolesIn(tx, account, given)) tx.enter(roleAgreed({ account, roles: given, ...persons }));
    return account;
  },
});

/** Acts of this room that take two persons. */
export const agreedActs: readonly AnyTwoPersonAct[] = [agreeSettings, agreeRoles];
