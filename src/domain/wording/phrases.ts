import { formatInterval, formatValue } from '../../core/charts/index.js';

/** Text of a difference of shares without its sign: `12.3 pp`. */
export const sizeText = (difference: number): string => formatValue(Math.abs(difference), 'points').replace('+', '');

interface Range {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Text of a difference with its interval: `−30.3 [−45.6, −12.1] pp`. */
export const differenceText = (range: Range | null): string =>
  range === null
    ? 'n/a'
    : `${formatValue(range.estimate, 'points').replace(/ pp$/, '')} ${formatInterval(range.lower, range.upper, 'points')}`;

/** Names as a list in a sentence: `race`, `race and sex`, `race, sex and age`. */
export const listText = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
