import { expect, test } from 'vitest';
import { guessMembership } from './guess-membership.js';

const column = (name: string, more: object = {}) => ({
  name,
  values: null,
  missingRows: 0,
  numeric: true,
  whole: false,
  min: 0,
  max: 1,
  quartiles: [0.1, 0.2, 0.6],
  ...more,
});
const guessed = (...names: string[]) =>
  guessMembership(
    names.map((name) => column(name)),
    new Set(),
  );

test('columns named like groups are taken as their probabilities', () => {
  expect(guessed('score', 'p_female', 'p_male')).toEqual([
    { name: 'sex', columns: { female: 'p_female', male: 'p_male' } },
  ]);
  const wru = ['pred.whi', 'pred.bla', 'pred.his', 'pred.asi', 'pred.oth'];
  expect(guessed(...wru)[0]).toMatchObject({ name: 'race', columns: { whi: 'pred.whi', oth: 'pred.oth' } });
  expect(Object.keys(guessed('white', 'black', 'api', 'native', 'multiple', 'hispanic')[0]!.columns)).toHaveLength(6);
  expect(guessed('race', 'p_white', 'p_other')[0]!.name).toBe('likely_race');
});

test('what only looks like it is not', () => {
  expect(guessed('p_white')).toEqual([]);
  expect(guessed('pct_white', 'pct_black')).toEqual([]);
  // Two estimates of the same, and a name with two groups in it.
  expect(guessed('a_white', 'a_black', 'b_white', 'b_black')).toEqual([]);
  expect(guessed('white_female', 'black_male')).toEqual([]);
  expect(guessed('p_other', 'p_oth')).toEqual([]);
  const coded = [column('is_white', { whole: true }), column('is_black', { whole: true })];
  expect(guessMembership(coded, new Set())).toEqual([]);
  expect(guessMembership([column('p_white', { max: 1.2 }), column('p_black')], new Set())).toEqual([]);
  expect(guessMembership([column('p_white'), column('p_black')], new Set(['p_black']))).toEqual([]);
});
