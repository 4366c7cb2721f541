import { expect, it } from 'vitest';
import { canariesOf } from './printed-canary.js';

/** A service on which three versions are tried out and two were, which lists two at once. */
const admin = {
  get: async (path: string): Promise<unknown> => {
    const query = new URLSearchParams(path.split('?')[1]);
    const all = ['e', 'd', 'c', ...(query.get('ended') === 'true' ? ['b', 'a'] : [])].map((id) => ({ id }));
    const from = all.findIndex(({ id }) => id === query.get('before')) + 1;
    const canaries = all.slice(from, from + 2);
    return { canaries, next: from + 2 < all.length ? canaries.at(-1)!.id : null };
  },
};

it('lists every version that is tried out, page by page, and of those that ended as well only the newest page', async () => {
  const ids = async (ended: boolean) => (await canariesOf(admin, { deployment: undefined, ended })).map(({ id }) => id);
  expect([await ids(false), await ids(true)]).toEqual([
    ['e', 'd', 'c'],
    ['e', 'd'],
  ]);
});
