import type { ColumnFacts } from '../../../domain/data-audits/index.js';
import type { Engine } from '../engine/engine.js';
import { plainNumber } from '../sql/columns.js';
import type { Dialect } from '../sql/dialect.js';
import { numberName, PEOPLE, textName } from './prepare.js';

/** A kept column, and where its values are in the table. */
export interface KeptColumn extends ColumnFacts {
  readonly sql: string;
}

const FACTS = 4;

/** Numbers of rows may have gaps where rows were left out: they fill at least this share of their range, and so many are distinct, of an estimated count. */
const FILLED = 0.5;
const DISTINCT = 0.9;
const FEWEST_ROWS = 100;

/**
 * Learns what the kept columns hold. A column of texts that are all numbers becomes a column of numbers, so that no test reads them again.
 *
 * @param typed whether the source knows the column to be a number, by its place
 */
export async function keepColumns(
  engine: Engine,
  names: readonly string[],
  { dialect, typed }: { readonly dialect: Dialect; readonly typed: (place: number) => boolean },
): Promise<KeptColumn[]> {
  if (names.length === 0) return [];
  const nameOf = (place: number): string => (typed(place) ? numberName(place) : textName(place));
  const asNumber = (place: number): string => plainNumber(dialect, { sql: textName(place), kind: 'text' });
  const facts = names.flatMap((_, place) => {
    const value = nameOf(place);
    const numbers = typed(place) ? value : asNumber(place);
    return [
      `sum(w) FILTER (WHERE ${value} IS NOT NULL)::VARCHAR`,
      `(count(${value}) = count(${numbers}))::VARCHAR`,
      `approx_count_distinct(${value})::VARCHAR`,
      `(${runningSql(value, numbers)})::VARCHAR`,
    ];
  });
  const [row = []] = await engine.query(`SELECT ${facts.join(', ')} FROM ${PEOPLE}`);
  const found = names.map((name, place) => {
    const at = place * FACTS;
    const present = Number(row[at] ?? 0);
    const numeric = present > 0 && row[at + 1] === 'true';
    return { name, present, numeric, distinct: Number(row[at + 2] ?? 0), running: numeric && row[at + 3] === 'true' };
  });
  const converted = found.map(({ numeric }, place) => numeric && !typed(place));
  const places = converted.flatMap((is, place) => (is ? [place] : []));
  if (places.length > 0) {
    const numbers = places.map((place) => `${asNumber(place)} AS ${numberName(place)}`).join(', ');
    const gone = places.map(textName).join(', ');
    await engine.connection.run(`CREATE TEMP TABLE numbered AS SELECT * EXCLUDE (${gone}), ${numbers} FROM ${PEOPLE}`);
    await engine.connection.run(`DROP TABLE ${PEOPLE}`);
    await engine.connection.run(`ALTER TABLE numbered RENAME TO ${PEOPLE}`);
  }
  return found.map((facts, place) => ({ ...facts, sql: converted[place] ? numberName(place) : nameOf(place) }));
}

/** Whether values number the rows. A column of a few rows is none: ages of ten people may well be distinct. */
const runningSql = (value: string, numbers: string): string =>
  `count(${value}) > ${FEWEST_ROWS} AND bool_and(${numbers} = floor(${numbers})) AND approx_count_distinct(${value}) >= ${DISTINCT} * count(${value}) AND (max(${numbers}) - min(${numbers})) * ${FILLED} <= count(${value})`;
