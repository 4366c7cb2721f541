import { TribuneError } from '../../../core/base/errors.js';
import { MAX_CELLS } from '../../../core/fairness/tally/index.js';
import type { AggregateKey, AggregateQuery, AggregateRow, AggregateSum } from '../../../domain/data-audits/index.js';
import type { Engine } from '../engine/engine.js';
import type { KeptColumn } from './columns.js';
import { groupName, PEOPLE } from './prepare.js';

/** What an aggregate reads: the engine, the kept columns, and how many attributes people are told apart by. */
export interface AggregateSource {
  readonly engine: Engine;
  readonly columns: readonly KeptColumn[];
  readonly attributes: number;
}

/** Sums over the people of each combination of attributes and keys, in one scan. */
export async function aggregate(
  { engine, columns, attributes }: AggregateSource,
  query: AggregateQuery,
): Promise<AggregateRow[]> {
  const { keys = [], sums = [] } = query;
  const groups = Array.from({ length: attributes }, (_, place) => groupName(place));
  const by = [...groups, ...keys.map(keySql)];
  const selected = [
    ...by.map((sql) => `CAST(${sql} AS VARCHAR)`),
    'CAST(sum(w) AS VARCHAR)',
    ...sums.map((sum) => `CAST(coalesce(${sumSql(sum, columns)}, 0) AS VARCHAR)`),
  ];
  const grouping = by.length === 0 ? '' : ` GROUP BY ${by.map((_, index) => index + 1).join(', ')}`;
  const rows = await engine.query(`SELECT ${selected.join(', ')} FROM ${PEOPLE}${grouping}`);
  if (rows.length > MAX_CELLS)
    throw new TribuneError('DATA_TOO_LARGE', `the attributes make ${rows.length} cells, more than ${MAX_CELLS}`, {
      remedy: 'Audit fewer attributes together.',
    });
  return rows.map((row) => ({
    groups: row.slice(0, attributes),
    keys: row.slice(attributes, by.length),
    n: Number(row[by.length] ?? 0),
    sums: row.slice(by.length + 1).map(Number),
  }));
}

function keySql({ kind }: AggregateKey): string {
  return kind === 'label' ? 'y' : 'p';
}

function sumSql(sum: AggregateSum, columns: readonly KeptColumn[]): string {
  return `sum(w) FILTER (WHERE ${columnSql(sum.column, columns)} IS NULL)`;
}

/** The column of the table that holds a kept column. */
function columnSql(name: string, columns: readonly KeptColumn[]): string {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`the column "${name}" was not kept`);
  return found.sql;
}
