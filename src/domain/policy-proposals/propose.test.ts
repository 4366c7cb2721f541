import { describe, expect, it } from 'vitest';
import { isAgeName, isAttributeName } from './attribute-names.js';
import { guessOutcomes } from './guess-outcome.js';
import { type ColumnProfile, guessRoles, overlookedAttributes } from './guess-roles.js';
import { classesOf, levelsOf, middleLevel } from './propose-words.js';
import { orderOf } from './scales.js';

/** A column of the given values, one row each unless a count is given. */
function column(name: string, values: readonly string[], rows: readonly number[] = values.map(() => 1)): ColumnProfile {
  const numbers = values.map(Number);
  const numeric = numbers.every((value) => !Number.isNaN(value));
  return {
    name,
    values: values.map((value, i) => ({ value, rows: rows[i]! })),
    missingRows: 0,
    numeric,
    whole: numeric && numbers.every(Number.isInteger),
    min: numeric ? Math.min(...numbers) : null,
    max: numeric ? Math.max(...numbers) : null,
    quartiles: null,
  };
}
/** A column of more numbers than are listed. */
const numbers = (name: string, min: number, max: number): ColumnProfile => ({
  ...column(name, [String(min), String(max)]),
  values: null,
  quartiles: [min + (max - min) / 4, (min + max) / 2, max - (max - min) / 4],
});

describe('names of protected attributes', () => {
  it.each([
    'race',
    'Color',
    'ethnic_group',
    'national_origin',
    'native-country',
    'country_birth',
    'sex',
    'gender_identity',
    'sexual_orientation',
    'age',
    'AgeBand',
    'familial_status',
    'marital-status',
    'pregnant',
    'disability_status',
    'veteran',
    'genetic_information',
    'public_assistance',
    'religion',
    'foreign-worker',
    'trade_union',
    'political_opinion',
    'RAC1P',
    'AGEP',
    'black',
  ])('%s is one', (name) => expect(isAttributeName(name)).toBe(true));

  it.each(['average_price', 'colour_of_car', 'stage', 'package', 'origin', 'status', 'union', 'black_list'])(
    '%s is none',
    (name) => expect(isAttributeName(name)).toBe(false),
  );

  it('ages alone are put in bins by themselves: bins of codes mean nothing', () => {
    const columns = [numbers('age', 18, 90), numbers('POBP', 1, 554), column('sex', ['f', 'm'])];
    expect([isAgeName('AGEP'), isAgeName('age_at_entry'), isAgeName('POBP')]).toEqual([true, true, false]);
    expect(guessRoles(columns, {}).attributes.map(({ name }) => name)).toEqual(['age', 'sex']);
    expect(overlookedAttributes(columns, new Set())).toEqual(['POBP']);
    expect(guessRoles(columns, { attributes: ['POBP'] }).attributes[0]!.bins).not.toBeNull();
  });
});

describe('the order of levels', () => {
  it.each([
    [
      ['High', 'Low', 'Medium'],
      ['Low', 'Medium', 'High'],
    ],
    [
      ['A', 'C', 'B', 'F'],
      ['F', 'C', 'B', 'A'],
    ],
    [
      ['A+', 'A', 'A-'],
      ['A-', 'A', 'A+'],
    ],
    [
      ['BBB', 'A', 'AA', 'CC'],
      ['CC', 'BBB', 'A', 'AA'],
    ],
    [
      ['IV', 'II', 'I', 'III'],
      ['I', 'II', 'III', 'IV'],
    ],
    [
      ['red', 'green', 'yellow'],
      ['green', 'yellow', 'red'],
    ],
    [
      ['1', '5', '3'],
      ['1', '2', '3', '4', '5'],
    ],
  ])('%j is %j', (values, levels) => expect(orderOf(column('x', values), values)?.levels).toEqual(levels));

  it.each([
    [['a', 'x']],
    [['low', 'LOW ', 'high']],
    [['1', '1.5']],
    [['0', '200']],
    [['approve', 'refer', 'deny']],
    [['I', 'B']],
  ])('%j is not known', (values) => expect(orderOf(column('x', values), values)).toBeNull());

  it('is asked for where it is not known, and every level has to be named', () => {
    const decided = column('step', ['junior', 'senior', 'lead']);
    expect(() => levelsOf(decided, null, [])).toThrow('the order of the levels of "step" is not guessed');
    expect(() => levelsOf(decided, null, ['junior', 'senoir', 'lead'])).toThrow(
      'holds "senior", which no --level names',
    );
    expect(levelsOf(decided, null, ['junior', 'senior', 'lead'])).toEqual({
      levels: ['junior', 'senior', 'lead'],
      why: 'as told',
    });
    expect(() => levelsOf(numbers('n', 0, 1e6), null, [])).toThrow('more than a hundred values');
  });

  it('takes the levels that were due with those that were given', () => {
    expect(levelsOf(column('given', ['2', '3']), column('due', ['1', '4']), []).levels).toEqual(['1', '2', '3', '4']);
    expect(classesOf(column('given', ['a', 'b']), column('due', ['b', 'c']), ['c'])).toEqual(['a', 'b', 'c']);
    expect(() => classesOf(column('given', ['cat', 'dog']), null, ['cta'])).toThrow(
      '"cta" is no class of column "given"',
    );
  });

  it('has a middle that parts the rows best, seen from the good end', () => {
    const grades = column('grade', ['1', '2', '3', '4'], [40, 30, 20, 10]);
    const levels = ['1', '2', '3', '4'];
    // At or above 2 are 60 of 100, at or above 3 are 30; at or below 1 are 40, at or below 2 are 70.
    expect([middleLevel(grades, levels, 'higher'), middleLevel(grades, levels, 'lower')]).toEqual(['2', '1']);
  });
});

describe('what was decided', () => {
  it('is recognised by name and values together, and all that fit are named', () => {
    const columns = [
      column('grade', ['I', 'II', 'III']),
      column('course', ['basic', 'advanced', 'support']),
      numbers('credit_limit', 0, 50_000),
      column('health', ['1', '2', '3']),
      column('education', ['low', 'medium', 'high']),
      column('age_grade', ['low', 'medium', 'high']),
      column('level', ['only']),
      column('decision', ['yes', 'no']),
    ];
    expect(guessOutcomes(columns, new Set()).map(({ type, column: name }) => [type, name])).toEqual([
      ['amount', 'credit_limit'],
      ['ordered', 'grade'],
      ['class', 'course'],
    ]);
    expect(guessOutcomes(columns, new Set(['grade', 'credit_limit', 'course']))).toEqual([]);
  });
});
