import { samePersonIn } from '../../identity/index.js';
import type { IdentityStore } from '../../identity/ports.js';

/** Where it stands who made a key, and which accounts are of one person. */
export interface PersonStores {
  readonly identity: Pick<IdentityStore, 'account' | 'key'>;
  readonly settings: Parameters<typeof samePersonIn>[0]['settings'];
}

const ACCOUNT = 'account:';
const isAccount = (name: string): boolean => name.startsWith(ACCOUNT);

/** The one of some persons who stands behind an act, under whichever account; undefined where none does. */
export async function authorAmong(
  tx: PersonStores,
  by: readonly string[],
  persons: readonly string[],
): Promise<string | undefined> {
  const authors = await authorsOf(tx.identity, by);
  const own = persons.find((person) => authors.has(person));
  const accounts = [...authors].filter(isAccount);
  if (own !== undefined || accounts.length === 0) return own;
  const isSame = await samePersonIn(tx);
  for (const person of persons.filter(isAccount))
    for (const author of accounts)
      if (await isSame(person.slice(ACCOUNT.length), author.slice(ACCOUNT.length))) return person;
  return undefined;
}

/** Who stands behind an act: accounts, and of a key whoever made it or one that it comes from, whether by making or by rotation. */
async function authorsOf(identity: Pick<IdentityStore, 'key'>, by: readonly string[]): Promise<ReadonlySet<string>> {
  const authors = new Set(by);
  // A set is walked to its end, with what is added on the way.
  for (const author of authors) {
    const key = author.startsWith('key:') ? await identity.key(author.slice('key:'.length)) : null;
    if (key === null) continue;
    authors.add(key.createdBy);
    if (key.replaces !== null) authors.add(`key:${key.replaces}`);
  }
  return authors;
}
