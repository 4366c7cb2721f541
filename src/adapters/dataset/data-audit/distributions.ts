import type { Repeats, Scale, Separation, Split, ToldApart } from '../../../domain/data-audits/index.js';
import type { Engine } from '../engine/engine.js';
import { plainText } from '../sql/columns.js';
import { doubleLiteral } from '../sql/dialect.js';
import { duckdb } from '../sql/duckdb.js';
import { type AggregateSource, columnOf } from './aggregate.js';
import { PEOPLE } from './prepare.js';

/** Digits that remain of a mean and a deviation: engines add in any order, and the last digits of such sums differ. */
const SCALE_DIGITS = 6;

/** Values beyond this have no place in a mean: their squares leave the range of doubles. */
const LARGEST_VALUE = 1e150;

/** Mean and standard deviation of columns of numbers. */
export async function scales(
  { engine, columns }: AggregateSource,
  names: readonly string[],
): Promise<(Scale | null)[]> {
  if (names.length === 0) return [];
  const facts = names.flatMap((name) => {
    const { sql } = columnOf(name, columns);
    const value = `CASE WHEN abs(${sql}) <= ${doubleLiteral(duckdb, LARGEST_VALUE)} THEN ${sql} END`;
    return [`avg(${value})`, `stddev_pop(${value})`];
  });
  const [row = []] = await engine.query(
    `SELECT ${facts.map((fact) => `CAST(${fact} AS DOUBLE)`).join(', ')} FROM ${PEOPLE}`,
  );
  const rounded = (text: string | null | undefined): number =>
    Number(Number(text ?? Number.NaN).toPrecision(SCALE_DIGITS));
  return names.map((_, place) => {
    const [mean, deviation] = [rounded(row[2 * place]), rounded(row[2 * place + 1])];
    return Number.isFinite(mean) && deviation > 0 && Number.isFinite(deviation) ? { mean, deviation } : null;
  });
}

/** Edges at equal shares of the rows that have a score. */
export async function scoreEdges({ engine }: AggregateSource, parts: number): Promise<number[]> {
  const shares = Array.from({ length: parts - 1 }, (_, place) => (place + 1) / parts);
  const quantiles = shares.map((share) => `quantile_disc(s, ${share})`);
  const [row = []] = await engine.query(`SELECT ${quantiles.join(', ')}, min(s) FROM ${PEOPLE} WHERE s IS NOT NULL`);
  const lowest = row.at(-1);
  if (lowest == null) return [];
  // A part begins with its edge, so an edge at the lowest score would leave the first part empty.
  const edges = row.slice(0, -1).map(Number);
  return [...new Set(edges)].filter((edge) => edge > Number(lowest));
}

/** Placements of the labels by the distinct values of a column. */
export async function separation({ engine, columns }: AggregateSource, name: string): Promise<Separation> {
  const { sql } = columnOf(name, columns);
  const counted = `SELECT 0 AS k, ${sql} AS x, ${peopleWhere('y = 1')} AS p, ${peopleWhere('y = 0')} AS n FROM ${PEOPLE} WHERE ${sql} IS NOT NULL AND y IS NOT NULL GROUP BY x`;
  const [all = NOBODY] = await placements(engine, counted);
  return all;
}

const NOBODY: ToldApart = {
  positives: 0,
  negatives: 0,
  positivePlacements: [0n, 0n],
  negativePlacements: [0n, 0n],
  right: 0,
};

/** People of a condition, none where it holds of nobody. */
export const peopleWhere = (condition: string): string => `coalesce(sum(w) FILTER (WHERE ${condition}), 0)`;

/**
 * Placements in each part, in one pass over the distinct values in order, and how many people are on their side of one half.
 *
 * @param counted SQL of one row for each part `k` and value `x`, with the people of either side who have it there, `p` and `n`
 */
export async function placements(engine: Engine, counted: string): Promise<ToldApart[]> {
  const upTo = (side: string): string => `sum(${side}) OVER (PARTITION BY k ORDER BY x ROWS UNBOUNDED PRECEDING)`;
  const placed = `SELECT k, x, p, n, 2 * (${upTo('n')} - n) + n AS below, 2 * (sum(p) OVER (PARTITION BY k) - ${upTo('p')}) + p AS above FROM (${counted}) AS counted`;
  const right = 'CASE WHEN x >= 0.5 THEN p ELSE n END';
  const sums = ['p', 'n', 'p * below', 'p * below * below', 'n * above', 'n * above * above', right];
  const rows = await engine.query(
    `SELECT ${sums.map((sum) => `CAST(coalesce(sum(CAST(${sum} AS HUGEINT)), 0) AS VARCHAR)`).join(', ')} FROM (${placed}) AS placed GROUP BY k ORDER BY k`,
  );
  return rows.map((row) => {
    const whole = (place: number): bigint => BigInt(row[place] ?? 0);
    return {
      positives: Number(whole(0)),
      negatives: Number(whole(1)),
      positivePlacements: [whole(2), whole(3)],
      negativePlacements: [whole(4), whole(5)],
      right: Number(whole(6)),
    };
  });
}

/** People who are equal in these columns. */
export async function repeats(
  { engine, columns }: AggregateSource,
  names: readonly string[],
  split: Split | null,
): Promise<Repeats> {
  if (names.length === 0) return { repeated: 0, conflicting: 0, tested: 0, shared: 0 };
  const by = names.map((name) => columnOf(name, columns).sql).join(', ');
  const side = (values: readonly string[]): string => {
    const column = columnOf(split!.column, columns);
    const text = plainText(duckdb, { sql: column.sql, kind: column.numeric ? 'real' : 'text' });
    return `coalesce(sum(w) FILTER (WHERE ${text} IN (${values.map(duckdb.quoteText).join(', ')})), 0)`;
  };
  const [train, test] = split === null ? ['0', '0'] : [side(split.train), side(split.test)];
  const equal = `SELECT sum(w) AS n, coalesce(sum(w) FILTER (WHERE y = 1), 0) AS p, coalesce(sum(w) FILTER (WHERE y = 0), 0) AS q, ${train} AS train, ${test} AS test FROM ${PEOPLE} GROUP BY ${by}`;
  const sums = [
    'sum(n) FILTER (WHERE n > 1)',
    'sum(p + q) FILTER (WHERE p > 0 AND q > 0)',
    'sum(test)',
    'sum(test) FILTER (WHERE train > 0)',
  ];
  const [row = []] = await engine.query(
    `SELECT ${sums.map((sum) => `CAST(coalesce(${sum}, 0) AS VARCHAR)`).join(', ')} FROM (${equal}) AS equal`,
  );
  const [repeated = 0, conflicting = 0, tested = 0, shared = 0] = row.map(Number);
  return { repeated, conflicting, tested, shared };
}
