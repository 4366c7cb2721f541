import { TribuneError } from '../../base/errors.js';
import type { Tally, TallyCell } from '../tally/types.js';

/** How people with the prediction whose labels are not seen came to have one all the same. */
export type Exploration =
  /** By a chance of their own, which a column says. */
  | { readonly probability: string }
  /** By one chance for all; where a column says on whom the lot fell, labels of others do not count. */
  | { readonly share: number; readonly column?: string };

/** The column that the tally must carry for an exploration; null where it needs none. */
export const explorationColumn = (exploration: Exploration): string | null =>
  'probability' in exploration ? exploration.probability : (exploration.column ?? null);

/** What a cell says of the chance that its people had to be labelled. */
export interface CellChance {
  /** The chance; 0 where the label could never be seen. */
  readonly chance: number;
  /** Whether a label of these people counts: it came by the lot. */
  readonly byLot: boolean;
}

const YES: ReadonlySet<string> = new Set(['1', 'true']);
const NO: ReadonlySet<string> = new Set(['0', 'false']);

/** A number as data write it. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Reads the chances of a tally's cells; `decimal` is the sign before the decimals in the data. */
export function chancesOf(
  tally: Pick<Tally, 'attributes'>,
  exploration: Exploration,
  decimal: 'point' | 'comma',
): (cell: Pick<TallyCell, 'values'>) => CellChance {
  const column = explorationColumn(exploration);
  const place = column === null ? -1 : tally.attributes.indexOf(column);
  if ('share' in exploration) {
    const { share } = exploration;
    if (place < 0) return () => ({ chance: share, byLot: true });
    return ({ values }) => ({ chance: share, byLot: isDrawn(values[place] ?? null, column!) });
  }
  return ({ values }) => {
    const text = values[place] ?? null;
    if (text === null) return { chance: 0, byLot: true };
    const chance = readNumber(text.trim(), decimal);
    if (chance !== null && chance >= 0 && chance <= 1) return { chance, byLot: true };
    throw new TribuneError('DATA_VALUE_INVALID', `"${text}" in column ${column} is no probability`, {
      remedy:
        'Write the chance with which the label was to be seen: a number from 0 to 1, empty or 0 where it could not be.',
      place: { name: column! },
    });
  };
}

function readNumber(text: string, decimal: 'point' | 'comma'): number | null {
  const plain = decimal === 'comma' ? text.replace(',', '.') : text;
  return NUMBER.test(plain) && !(decimal === 'comma' && text.includes('.')) ? Number(plain) : null;
}

function isDrawn(text: string | null, column: string): boolean {
  const word = (text ?? '').trim().toLowerCase();
  if (word === '' || NO.has(word)) return false;
  if (YES.has(word)) return true;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `"${text}" in column ${column} does not say whether the lot fell on somebody`,
    {
      remedy: 'Write 1 or true where it did, 0, false or nothing where it did not.',
      place: { name: column },
    },
  );
}
