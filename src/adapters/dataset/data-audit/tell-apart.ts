import type { GroupPair, GroupScore, ToldApart } from '../../../domain/data-audits/index.js';
import { doubleLiteral } from '../sql/dialect.js';
import { duckdb } from '../sql/duckdb.js';
import { type AggregateSource, columnOf, digestPart, partSql, termSql, valueSql } from './aggregate.js';
import { peopleWhere, placements } from './distributions.js';
import { groupName, PEOPLE } from './prepare.js';

/** How well a score tells the people of a group from those of another, in each part. */
export async function tellApart(source: AggregateSource, score: GroupScore, pair: GroupPair): Promise<ToldApart[]> {
  if (score.kind === 'linear' && score.models.length > 1) await source.digested();
  return placements(source.engine, scored(source, score, sidesOf(pair)));
}

/** Conditions for the people of either group, and of both. */
interface Sides {
  readonly attribute: string;
  readonly group: string;
  readonly reference: string;
  readonly both: string;
}

function sidesOf({ attribute, group, reference }: GroupPair): Sides {
  const name = groupName(attribute);
  const [own, other] = [`${name} = ${duckdb.quoteText(group)}`, `${name} = ${duckdb.quoteText(reference)}`];
  return { attribute: name, group: own, reference: other, both: `(${own} OR ${other})` };
}

/** SQL of the values of a score, `x`, in each part, `k`, with the people of either group who have it there, `p` and `n`. */
function scored(source: AggregateSource, score: GroupScore, sides: Sides): string {
  switch (score.kind) {
    case 'column': {
      const { sql } = columnOf(score.column, source.columns);
      return counted(`SELECT *, 0 AS k, ${sql} AS x FROM ${PEOPLE} WHERE ${sql} IS NOT NULL AND ${sides.both}`, sides);
    }
    case 'linear':
      return counted(modelled(source, score, sides), sides);
    case 'shares':
      return shared(source, score, sides);
  }
}

const counted = (people: string, { group, reference }: Sides): string =>
  `SELECT k, x, ${peopleWhere(group)} AS p, ${peopleWhere(reference)} AS n FROM (${people}) AS people GROUP BY k, x`;

/** Each person with the value of their part's model. Terms are named once, because every model has all of them. */
function modelled(
  { columns }: AggregateSource,
  { terms, models }: Extract<GroupScore, { kind: 'linear' }>,
  { attribute, both }: Sides,
): string {
  const inputs = terms.map((term, place) => `${termSql(term, columns)} AS v${place}`);
  const value = (model: ArrayLike<number>): string =>
    [
      doubleLiteral(duckdb, model[0]!),
      ...terms.map((_, place) => `${doubleLiteral(duckdb, model[place + 1]!)} * v${place}`),
    ].join(' + ');
  const ofPart = models.map((model, part) => `WHEN ${part} THEN ${value(model)}`).join(' ');
  const x = models.length === 1 ? value(models[0]!) : `CASE k ${ofPart} END`;
  const part = models.length === 1 ? '0' : partSql(models.length);
  const people = [attribute, 'w', `${part} AS k`, ...inputs].join(', ');
  return `SELECT ${attribute}, w, k, ${x} AS x FROM (SELECT ${people} FROM ${PEOPLE} WHERE ${both}) AS inputs`;
}

/** Each value of a column with the share of the first group among both, of all people or of those of other parts. */
function shared(
  { columns }: AggregateSource,
  { column, from }: Extract<GroupScore, { kind: 'shares' }>,
  { attribute, group, reference, both }: Sides,
): string {
  const value = valueSql(columnOf(column, columns));
  const known = `SELECT ${attribute}, w, ${value} AS v FROM ${PEOPLE} WHERE ${value} IS NOT NULL AND ${both}`;
  const sums = `${peopleWhere(group)} AS p, ${peopleWhere(reference)} AS n`;
  if (from === 'all')
    return ofEqual(
      `SELECT 0 AS k, ${shareOf('p', 'n')} AS x, p, n FROM (SELECT ${sums} FROM (${known}) AS known GROUP BY v) AS valued`,
    );
  // People who are equal in value and group can be numbered in any order: who is in which part changes no count.
  const numbered = `SELECT *, row_number() OVER (PARTITION BY v, ${attribute} ORDER BY w) AS place FROM (${known}) AS known`;
  const parted = `SELECT v, ${digestPart(['v', attribute, 'CAST(place AS VARCHAR)'], from.otherParts)} AS k, ${sums} FROM (${numbered}) AS numbered GROUP BY v, k`;
  const windows = [
    'sum(p) OVER (PARTITION BY v) - p AS value_p',
    'sum(n) OVER (PARTITION BY v) - n AS value_n',
    'sum(p) OVER () - sum(p) OVER (PARTITION BY k) AS part_p',
    'sum(n) OVER () - sum(n) OVER (PARTITION BY k) AS part_n',
  ];
  const x = `CASE WHEN value_p + value_n > 0 THEN ${shareOf('value_p', 'value_n')} WHEN part_p + part_n > 0 THEN ${shareOf('part_p', 'part_n')} ELSE 0.5 END`;
  return ofEqual(
    `SELECT k, ${x} AS x, p, n FROM (SELECT k, p, n, ${windows.join(', ')} FROM (${parted}) AS parted) AS others`,
  );
}

/** Two values of the column may have one share: their people are ties. */
const ofEqual = (valued: string): string =>
  `SELECT k, x, sum(p) AS p, sum(n) AS n FROM (${valued}) AS valued GROUP BY k, x`;

const shareOf = (p: string, n: string): string => `CAST(${p} AS DOUBLE) / CAST(${p} + ${n} AS DOUBLE)`;
