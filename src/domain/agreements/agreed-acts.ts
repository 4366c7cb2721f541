import { z } from 'zod';
import { utf8 } from '../../core/base/bytes.js';
import { canonicalJson } from '../../core/base/canonical-json.js';
import { digestText } from '../../core/base/digest.js';
import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { defineReason } from '../../core/base/reasons.js';
import { sha256 } from '../../core/base/sha256.js';
import { type AnyTwoPersonAct, defineTwoPersonAct, type Tx } from '../acts/index.js';
import { changeRolesIn, clashOf, isRole, openAccountIn, type Role, samePersonIn } from '../identity/index.js';
import type { IdentityStore } from '../identity/ports.js';
import type { Setting } from '../settings/index.js';
import type { SettingStore } from '../settings/ports.js';
import { accountOpened, roleAgreed, settingAgreed } from './events/index.js';

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
  /** What each setting was when it was proposed, by a digest; null where it was not set. A proposal of an older version has none. */
  against: z.record(z.string(), z.string().nullable()).optional(),
});
/** Roles that two persons give an account in place of those that it has. */
export const rolesRequest = z.strictObject({
  account: z.guid(),
  roles: z
    .array(z.string().refine(isRole, 'no such role'))
    .max(MOST_ROLES)
    .refine((roles) => clashOf(roles as Role[]) === null, 'two of the roles are never held together'),
  /** Roles that the account had when it was proposed. */
  before: z.array(z.string()).max(MOST_ROLES).optional(),
});
/** An account of an administrator that two persons open again. */
export const openRequest = z.strictObject({ open: z.guid() });
export type OpenRequest = z.output<typeof openRequest>;
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

export const movedSince = defineReason(
  'agreement.moved',
  'CONFLICT',
  'What two persons agree on was changed after it was proposed: the second would confirm what the first did not see.',
);

const moved = (what: string): TribuneError =>
  movedSince(`${what} was changed after this was proposed`, {
    remedy: 'Look at what it is now, and propose it again: tribune agreement propose.',
  });

/** What settings are now, as digests, by name; null for one that nobody set. */
export async function revisionsOf(
  { settings }: { readonly settings: Pick<SettingStore, 'load'> },
  names: readonly string[],
): Promise<Record<string, string | null>> {
  const stored = await settings.load();
  return Object.fromEntries(
    names.map((name) => {
      const document = stored.get(name);
      return [name, document === undefined ? null : digestText(sha256(utf8(canonicalJson(document))))];
    }),
  );
}

/** Refuses settings that were changed since they were proposed, whoever changed them. @throws TribuneError CONFLICT with `agreement.moved` */
async function demandUnmoved(
  tx: Tx<AgreementStores>,
  settings: Readonly<Record<string, unknown>>,
  against: Readonly<Record<string, string | null>> | undefined,
): Promise<void> {
  if (against === undefined) return;
  const now = await revisionsOf(tx, Object.keys(settings));
  for (const name of Object.keys(settings))
    if (now[name] !== (against[name] ?? null)) throw moved(`the setting ${name}`);
}

/** Refuses roles that were changed since. @throws TribuneError CONFLICT with `agreement.moved` */
async function demandStill(tx: Tx<AgreementStores>, id: string, before: readonly string[] | undefined): Promise<void> {
  if (before === undefined) return;
  const account = await tx.identity.account(id);
  const isStill = account?.roles.length === before.length && account.roles.every((role) => before.includes(role));
  if (account !== null && !isStill) throw moved(`the account ${account.name}`);
}

/** Gives settings other values. */
export const agreeSettings = defineTwoPersonAct('setting.agree', {
  enters: [settingAgreed],
  request: settingsRequest,
  lifeMs: LIFE_MS,
  mayTakePart: (tx: Tx<AgreementStores>, account) => holdsOne(tx, account, ['admin']),
  async carryOut(tx, { settings, against }, persons): Promise<readonly string[]> {
    await demandUnmoved(tx, settings, against);
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
  request: rolesRequest as z.ZodType<{
    readonly account: string;
    readonly roles: readonly Role[];
    readonly before?: readonly string[] | undefined;
  }>,
  lifeMs: LIFE_MS,
  mayTakePart: (tx: Tx<AgreementStores>, account) => holdsOne(tx, account, ['admin', 'legal', 'specialist', 'auditor']),
  async carryOut(tx, { account, roles, before }, persons) {
    await demandOthers(tx, account, persons, 'changing the own roles');
    await demandStill(tx, account, before);
    const given = [...new Set(roles)];
    if (await changeRolesIn(tx, account, given)) tx.enter(roleAgreed({ account, roles: given, ...persons }));
    return account;
  },
});

/** Opens an account again that is closed. Neither of the two is whose account it is. */
export const agreeOpening = defineTwoPersonAct('account.agree-open', {
  enters: [accountOpened],
  request: openRequest,
  lifeMs: LIFE_MS,
  mayTakePart: (tx: Tx<AgreementStores>, account) => holdsOne(tx, account, ['admin', 'legal', 'specialist', 'auditor']),
  async carryOut(tx, { open }, persons) {
    await demandOthers(tx, open, persons, 'opening the own account');
    if (await openAccountIn(tx, open)) tx.enter(accountOpened({ account: open, ...persons }));
    return open;
  },
});

/** Refuses whoever changes what they may do themselves, under whichever account. */
async function demandOthers(
  tx: Tx<AgreementStores>,
  account: string,
  { proposedBy, confirmedBy }: { readonly proposedBy: string; readonly confirmedBy: string },
  doing: string,
): Promise<void> {
  const isSame = await samePersonIn(tx);
  for (const person of [proposedBy, confirmedBy]) {
    // Whoever does it alone is the one who proposed it.
    if (!person.startsWith(ACCOUNT) || !(await isSame(person.slice(ACCOUNT.length), account))) continue;
    throw new TribuneError('FORBIDDEN', `nobody takes part in ${doing}, under whichever account`, {
      remedy: 'Ask another person.',
    });
  }
}

/** Acts of this room that take two persons. */
export const agreedActs: readonly AnyTwoPersonAct[] = [agreeSettings, agreeRoles, agreeOpening];
