import { TribuneError } from '../../../core/base/errors.js';
import { MAX_CELLS } from '../../../core/fairness/tally/index.js';
import type {
  AggregateKey,
  AggregateQuery,
  AggregateRow,
  AggregateSum,
  Term,
} from '../../../domain/data-audits/index.js';
import type { Engine } from '../engine/engine.js';
import { plainText } from '../sql/columns.js';
import { doubleLiteral } from '../sql/dialect.js';
import { duckdb } from '../sql/duckdb.js';
import type { KeptColumn } from './columns.js';
import { groupName, PEOPLE } from './prepare.js';

/** What an aggregate reads: the engine, the kept columns, and how many attributes people are told apart by. */
export interface AggregateSource {
  readonly engine: Engine;
  readonly columns: readonly KeptColumn[];
  readonly attributes: number;
  /** Writes the digest of each person into the table, once: each part of the people needs it, and it costs more than a test. */
  digested(): Promise<void>;
}

/** Sums over the people of each combination of attributes and keys, in one scan. */
export async function aggregate(source: AggregateSource, query: AggregateQuery): Promise<AggregateRow[]> {
  const { engine, columns, attributes } = source;
  const { keys = [], sums = [] } = query;
  if (keys.some(({ kind }) => kind === 'part')) await source.digested();
  const groups = Array.from({ length: attributes }, (_, place) => groupName(place));
  const by = [...groups, ...keys.map((key) => `(${keySql(key, columns)})`)];
  const selected = [
    ...by.map((sql) => `CAST(${sql} AS VARCHAR)`),
    'CAST(sum(w) AS VARCHAR)',
    ...sums.map((sum) => `CAST(coalesce(${sumSql(sum, columns)}, 0) AS VARCHAR)`),
  ];
  // Large sums are added as doubles, so that their order is part of the result.
  const places = by.map((_, index) => index + 1).join(', ');
  const grouping = by.length === 0 ? '' : ` GROUP BY ${places} ORDER BY ${places}`;
  const rows = await engine.query(`SELECT ${selected.join(', ')} FROM ${PEOPLE}${grouping}`);
  if (rows.length > MAX_CELLS)
    throw new TribuneError('DATA_TOO_LARGE', `the attributes make ${rows.length} cells, more than ${MAX_CELLS}`, {
      remedy: 'Audit fewer attributes together.',
    });
  return rows.map((row) => ({
    groups: row.slice(0, attributes),
    keys: row.slice(attributes, by.length),
    n: Number(row[by.length] ?? 0),
    sums: row
      .slice(by.length + 1)
      .map((text, place) => Number(text) * (sums[place]!.kind === 'product' ? PRODUCT_UNIT : 1)),
  }));
}

function keySql(key: AggregateKey, columns: readonly KeptColumn[]): string {
  switch (key.kind) {
    case 'label':
      return 'y';
    case 'prediction':
      return 'p';
    case 'value':
      return valueSql(columnOf(key.column, columns));
    case 'scoreBin':
      return `CASE WHEN s IS NULL THEN NULL ${key.edges.map((edge, place) => `WHEN s < ${doubleLiteral(duckdb, edge)} THEN ${place}`).join(' ')} ELSE ${key.edges.length} END`;
    case 'words':
      return `CASE WHEN regexp_matches(lower(${valueSql(columnOf(key.column, columns))}), ${duckdb.quoteText(wordPattern(key.words))}) THEN 1 WHEN ${columnOf(key.column, columns).sql} IS NOT NULL THEN 0 END`;
    case 'part':
      return partSql(key.parts);
  }
}

/** A pattern that finds any of the words as a whole word, in text of small letters. Only signs of ASCII have a meaning that is to be escaped. */
function wordPattern(words: readonly string[]): string {
  const escaped = words.map((word) => word.toLowerCase().replaceAll(/[!-/:-@[-`{-~]/g, (sign) => `\\${sign}`));
  return `(^|[^\\pL])(${escaped.join('|')})($|[^\\pL])`;
}

/** Digits of a digest that are read as a number. */
const DIGEST_DIGITS = 8;
/** Column of the digest of each person. */
const DIGEST = 'digest';

/** The digest of what is known of each person, written into the table when it is first asked for. */
export function digestOnce(engine: Engine, columns: readonly KeptColumn[]): () => Promise<void> {
  let written: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    await engine.connection.run(`ALTER TABLE ${PEOPLE} ADD COLUMN ${DIGEST} BIGINT`);
    await engine.connection.run(
      `UPDATE ${PEOPLE} SET ${DIGEST} = ${digestOf([...columns.map(valueSql), 'CAST(y AS VARCHAR)'])}`,
    );
  };
  return () => {
    written ??= write();
    return written;
  };
}

/** One of so many equal parts of the people, by the digest that was written. */
export const partSql = (parts: number): string => `${DIGEST} % ${parts}`;

/** One of so many equal parts, by the digest of these texts. */
export const digestPart = (texts: readonly string[], parts: number): string => `${digestOf(texts)} % ${parts}`;

function digestOf(texts: readonly string[]): string {
  const known = texts.map((sql) => `coalesce(${sql}, '')`);
  return `CAST('0x' || substr(md5(concat_ws(chr(31), ${known.join(', ')})), 1, ${DIGEST_DIGITS}) AS BIGINT)`;
}

/** The value of a kept column as text. */
export const valueSql = ({ sql, numeric }: KeptColumn): string =>
  plainText(duckdb, { sql, kind: numeric ? 'real' : 'text' });

/** Products are summed as whole numbers of this part of 1, so that the order of rows changes nothing. */
export const PRODUCT_UNIT = 2 ** -32;

/** Largest product that is summed; scaled values are held to it. */
const LARGEST = 2 ** 40;

/** Scaled values are held to this many scales from the centre: n people reach sqrt(n) standard deviations at most. */
const FARTHEST = 2 ** 20;

function sumSql(sum: AggregateSum, columns: readonly KeptColumn[]): string {
  if (sum.kind === 'missing') return `sum(w) FILTER (WHERE ${columnOf(sum.column, columns).sql} IS NULL)`;
  const product = [doubleLiteral(duckdb, 1), ...sum.factors.map((term) => termSql(term, columns))].join(' * ');
  const held = `greatest(least(${product}, ${doubleLiteral(duckdb, LARGEST)}), ${doubleLiteral(duckdb, -LARGEST)})`;
  return `sum(w * CAST(floor((${held}) * ${doubleLiteral(duckdb, 1 / PRODUCT_UNIT)}) AS HUGEINT))`;
}

/** The value of a term for one person. */
export function termSql(term: Term, columns: readonly KeptColumn[]): string {
  if (term.kind === 'label') return 'CAST(y AS DOUBLE)';
  if (term.kind === 'is')
    return `CASE WHEN ${valueSql(columnOf(term.column, columns))} = ${duckdb.quoteText(term.value)} THEN 1.0::DOUBLE ELSE 0.0::DOUBLE END`;
  const { column, centre, scale, missing } = term;
  const raw = `(${columnOf(column, columns).sql} - ${doubleLiteral(duckdb, centre)}) / ${doubleLiteral(duckdb, scale)}`;
  const scaled = `CASE WHEN ${columnOf(column, columns).sql} IS NOT NULL THEN greatest(least(${raw}, ${doubleLiteral(duckdb, FARTHEST)}), ${doubleLiteral(duckdb, -FARTHEST)}) END`;
  return missing === undefined ? `(${scaled})` : `coalesce(${scaled}, ${doubleLiteral(duckdb, missing)})`;
}

/** The kept column of this name. */
export function columnOf(name: string, columns: readonly KeptColumn[]): KeptColumn {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`the column "${name}" was not kept`);
  return found;
}
