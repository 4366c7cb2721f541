import type { ColumnProfile } from './guess-roles.js';

/** Words in ascending order, those of one level beside each other; a scale may be used in part. */
const SCALES: readonly { readonly of: string; readonly steps: readonly (readonly string[])[] }[] = [
  {
    of: 'words from low to high',
    steps: [['very low', 'lowest'], ['low'], ['medium', 'middle', 'mid'], ['high'], ['very high', 'highest']],
  },
  { of: 'words from small to large', steps: [['small'], ['medium'], ['large']] },
  {
    of: 'words from poor to excellent',
    steps: [['very poor'], ['poor'], ['fair'], ['good'], ['very good'], ['excellent']],
  },
  {
    of: 'words of severity',
    steps: [['none'], ['minimal'], ['mild', 'minor'], ['moderate'], ['severe', 'major'], ['critical']],
  },
  {
    of: 'words of urgency',
    steps: [
      ['non-urgent', 'non urgent'],
      ['standard', 'less urgent', 'semi-urgent'],
      ['urgent'],
      ['very urgent', 'emergent'],
      ['immediate', 'resuscitation'],
    ],
  },
  { of: 'colours of urgency', steps: [['blue'], ['green'], ['yellow'], ['orange'], ['red']] },
  { of: 'words of degrees', steps: [['fail'], ['pass'], ['merit'], ['distinction']] },
  {
    of: 'letters of credit ratings',
    steps: [['d'], ['c'], ['cc'], ['ccc'], ['b'], ['bb'], ['bbb'], ['a'], ['aa'], ['aaa']],
  },
  {
    of: 'letters of grades, A the best',
    steps: 'f e d- d d+ c- c c+ b- b b+ a- a a+'.split(' ').map((letter) => [letter]),
  },
  {
    of: 'Roman numerals',
    steps: 'i ii iii iv v vi vii viii ix x'.split(' ').map((numeral) => [numeral]),
  },
];

/** Most levels between the least and the greatest whole number; more are an amount. Ours. */
const MOST_NUMBERS = 25;

export interface Levels {
  /** Ascending. */
  readonly levels: readonly string[];
  /** Why they stand in this order. */
  readonly why: string;
}

/**
 * The order of the values of a column, where every one of them stands in one known scale: whole numbers in a small range, or words. Null where the order is
 * not known, or the values could be of two scales that order them differently.
 *
 * @example orderOf(grades, ['High', 'Low', 'Medium']) // { levels: ['Low', 'Medium', 'High'], why: 'words from low to high' }
 */
export function orderOf(
  column: Pick<ColumnProfile, 'whole' | 'min' | 'max'>,
  values: readonly string[],
): Levels | null {
  if (values.length < 2) return null;
  const { whole, min, max } = column;
  if (whole && min !== null && max !== null) {
    if (max - min >= MOST_NUMBERS || values.some((value) => !/^-?\d+$/.test(value))) return null;
    // A number that nobody got yet is a level all the same: the next data may have it.
    const levels = Array.from({ length: max - min + 1 }, (_, i) => String(min + i));
    return { levels, why: 'whole numbers, ascending' };
  }
  const found = SCALES.flatMap(({ of, steps }) => {
    const place = (value: string): number => steps.findIndex((step) => step.includes(value.trim().toLowerCase()));
    const places = values.map(place);
    if (places.includes(-1) || new Set(places).size < values.length) return [];
    return [{ levels: [...values].sort((a, b) => place(a) - place(b)), why: of }];
  });
  const [first] = found;
  const agree = found.every(({ levels }) => levels.join('\n') === first!.levels.join('\n'));
  return first !== undefined && agree ? first : null;
}
