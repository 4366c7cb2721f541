import { expect, it } from 'vitest';
import { bestShown } from './shortlist.js';

const one = (id: string, distance: number, more: Partial<Parameters<typeof bestShown>[0][number]> = {}) => ({
  ...{ id, distance, isShown: true, levelsDown: false, requirements: [] },
  ...more,
});
const FAILED = [{ id: 'gap', severity: 'block', verdict: 'fail' }] as const;

it.each([
  ['the smallest gap', [one('far', 0.2), one('near', 0.1)], 'near'],
  ['nobody made worse before the smallest gap', [one('kind', 0.2), one('near', 0.1, { levelsDown: true })], 'kind'],
  [
    'the fewest failed requirements before either',
    [one('kind', 0.1, { requirements: FAILED }), one('passing', 0.2, { levelsDown: true })],
    'passing',
  ],
  ['only what is shown', [one('unseen', 0, { isShown: false }), one('seen', 0.2)], 'seen'],
  ['nothing where nothing is shown', [one('unseen', 0, { isShown: false })], null],
])('of the alternatives that are shown the chosen has %s', (_, shortlist, expected) => {
  expect(bestShown(shortlist)).toBe(expected);
});
