import { nameWords } from '../../core/base/name-words.js';
import { isAttributeName } from './attribute-names.js';
import type { ColumnProfile } from './guess-roles.js';
import { looksMissing } from './missing/index.js';
import { amountColumns } from './propose-amounts.js';
import { orderOf } from './scales.js';

/** What a column of decisions that are not 0 or 1 may be, and why it looks like that. */
export interface OutcomeGuess {
  readonly type: 'amount' | 'ordered' | 'class';
  readonly column: string;
  readonly why: string;
}

/** Words in the names of columns that hold levels; of numbers they alone say that these are levels. */
const LEVEL_WORDS = new Set(
  'grade grades mark marks level levels rating ratings tier triage priority severity acuity stars'.split(' '),
);
/** Words in the names of columns whose values of a known scale are levels. */
const SCALED_WORDS = new Set(['score', 'risk', 'result', 'decision', 'decided', 'outcome', 'assessment', 'class']);
const CLASS_WORDS = new Set(
  'course class category track stream programme program route queue disposition decision decided outcome'.split(' '),
);

/** Fewest values that are not 0 and 1, and most classes that are proposed. */
const FEWEST = 3;
const MOST_CLASSES = 20;

/** The values of a column that do not look like missing ones; null where there are too many to list. */
export const valuesOf = ({ values }: ColumnProfile): readonly string[] | null =>
  values === null ? null : values.map(({ value }) => value).filter((value) => !looksMissing(value));

/** The words of columns that look like missing values, each once. */
export const missingWords = (columns: readonly ColumnProfile[]): string[] => [
  ...new Set(columns.flatMap(({ values }) => (values ?? []).map(({ value }) => value).filter(looksMissing))),
];

/**
 * Every column that looks like decisions that are amounts, levels or classes, by its name and its values. Nothing is decided by it: whoever asks names the
 * column, or confirms the one that is found.
 *
 * @example guessOutcomes([{ name: 'grade', values: [...I to V], ... }], new Set()) // [{ type: 'ordered', column: 'grade', why: '...' }]
 */
export function guessOutcomes(columns: readonly ColumnProfile[], taken: ReadonlySet<string>): OutcomeGuess[] {
  const free = columns.filter(({ name }) => !taken.has(name) && !isAttributeName(name));
  const amounts = amountColumns(free, taken).map(
    (column): OutcomeGuess => ({ type: 'amount', column, why: 'its name is that of an amount' }),
  );
  return [...amounts, ...free.flatMap((column) => wordsGuess(column))];
}

function wordsGuess(column: ColumnProfile): OutcomeGuess[] {
  const values = valuesOf(column);
  if (values === null || values.length < FEWEST) return [];
  const words = nameWords(column.name);
  const order = orderOf(column, values);
  const isLevel = words.some((word) => LEVEL_WORDS.has(word) || (!column.numeric && SCALED_WORDS.has(word)));
  if (order !== null && isLevel)
    return [{ type: 'ordered', column: column.name, why: `its name, and its values are ${order.why}` }];
  const isClass = !column.numeric && values.length <= MOST_CLASSES && words.some((word) => CLASS_WORDS.has(word));
  return isClass && order === null
    ? [{ type: 'class', column: column.name, why: `its name, and its ${values.length} values have no known order` }]
    : [];
}
