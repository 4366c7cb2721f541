import type { IdentityStore } from '../../identity/ports.js';

/** Who stands behind an act: accounts, and of a key whoever made it or one that it comes from, whether by making or by rotation. */
export async function authorsOf(
  identity: Pick<IdentityStore, 'key'>,
  by: readonly string[],
): Promise<ReadonlySet<string>> {
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
