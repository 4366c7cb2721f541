import { expect, it } from 'vitest';
import { canariesOf, canaryArms } from './printed-canary.js';

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

it('says what was recorded by arm, and that records without a version are of neither', () => {
  expect(canaryArms({ decided: null })).toEqual(['no decision was recorded while it was on']);
  expect(canaryArms({ decided: null, decidedProblem: 'the row was changed' })).toEqual([
    'what was recorded is not known: the row was changed',
  ]);
  const all = { canary: 5, incumbent: 95, other: 0, misplaced: 0, unnamed: 0, unnamedDrawn: 0 };
  expect(canaryArms({ decided: all })).toEqual(['recorded: 5 of the version that is tried out, 95 of the incumbent']);
  const told = canaryArms({ decided: { ...all, other: 1, misplaced: 2, unnamed: 40, unnamedDrawn: 3 } });
  expect(told[0]).toMatch(/95 of the incumbent, 1 of another version$/);
  expect(told.slice(1)).toEqual([
    expect.stringMatching(/^2 of them not by the version of the arm/),
    expect.stringMatching(
      /^40 more name no version \(3 about subjects of the canary\): nobody knows which one decided/,
    ),
  ]);
});
