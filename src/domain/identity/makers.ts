import type { Account, IdentityStore } from './ports.js';

const [ACCOUNT, KEY] = ['account:', 'key:'];

/** Ids of the accounts that stand behind an actor: an account itself, and of a key whoever made it or one that it comes from. */
export async function accountsBehind(identity: Pick<IdentityStore, 'key'>, actor: string): Promise<string[]> {
  const actors = new Set([actor]);
  const ids: string[] = [];
  // A set is walked to its end, with what is added on the way.
  for (const one of actors) {
    if (one.startsWith(ACCOUNT)) ids.push(one.slice(ACCOUNT.length));
    else if (one.startsWith(KEY)) {
      const key = await identity.key(one.slice(KEY.length));
      if (key === null) continue;
      actors.add(key.createdBy);
      if (key.replaces !== null) actors.add(`${KEY}${key.replaces}`);
    }
  }
  return ids;
}

/** Ids of the accounts that made an account, or last set its password for somebody else: whoever did may sign in with it. */
export async function makersOf(
  identity: Pick<IdentityStore, 'key'>,
  { madeBy, openedBy }: Pick<Account, 'madeBy' | 'openedBy'>,
): Promise<string[]> {
  const ids: string[] = [];
  for (const actor of [madeBy, openedBy]) if (actor != null) ids.push(...(await accountsBehind(identity, actor)));
  return [...new Set(ids)];
}
