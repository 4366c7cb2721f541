import { TribuneError } from '../../../core/base/errors.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { groupRows } from '../../../core/mitigation/index.js';
import { bind, neededColumns, ONES, type ReadPlan, readPlan, ZEROS } from '../../../core/policy/bind/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { numberOf } from '../../../core/policy/where/index.js';
import type { ColumnReader } from '../../learning/ports/index.js';

/** The groups of the rows of a table, and which of them others are compared with. */
export interface TableGroups {
  readonly by: readonly string[];
  readonly keys: readonly GroupKey[];
  /** Place of each row's group in `keys`; -1 where it is not known, and for rows that are left out. */
  readonly codes: Int32Array;
  /** Place of the declared group where it has people, otherwise of the largest; -1 without any. */
  readonly reference: number;
}

/** A table as a policy sees it, with the columns that known failures are looked for in. One entry for every row of the file. */
export interface FailureTable {
  readonly name: string;
  readonly digest: string;
  readonly rows: number;
  readonly excluded: readonly { readonly reason: string; readonly rows: number }[];
  /** The decision that is good for the person. */
  readonly favourable: 0 | 1;
  /** People that a row stands for; 0 where it is left out. */
  readonly weight: Float64Array;
  /** 0 or 1, NaN where it is not known; null where the policy does not bind it. */
  readonly label: Float64Array | null;
  readonly decision: Float64Array | null;
  readonly score: Float64Array | null;
  readonly minGroupSize: number;
  /** The groups of each attribute. */
  readonly attributes: readonly TableGroups[];
  /** The groups of all attributes together; null where there are fewer than two. */
  readonly combined: TableGroups | null;
  /** The text of a column; null where it is missing. */
  text(column: string, row: number): string | null;
  /** The number of a column; null where it is missing. @throws TribuneError DATA_VALUE_INVALID for a text that is none */
  number(column: string, row: number): number | null;
  /** 0 or 1 of a column; null where it is missing. @throws TribuneError DATA_VALUE_INVALID for a text that is neither */
  flag(column: string, row: number): 0 | 1 | null;
  /** The groups of rows by the texts of one column. */
  groupsBy(column: string): TableGroups;
}

/** Stands in for a decision in policies that bind none, so that their filter and their groups mean the same. */
const NO_COLUMN = '\u0000';

/**
 * Reads a table as a policy sees it.
 *
 * @param also further columns
 * @throws TribuneError of the table; USAGE for sampling weights; DATA_VALUE_INVALID for a value that does not fit the policy
 */
export async function readFailureTable(
  table: ColumnReader,
  policy: Policy,
  also: readonly string[],
): Promise<FailureTable> {
  const { data } = policy;
  if (data.weight !== null && data.weightKind === 'sampling')
    throw new TribuneError('USAGE', 'known failures are counted in people, and data.weight holds sampling weights', {
      remedy: 'Test the sample itself, without data.weight, or use weights that are counts (weightKind: count).',
      place: { name: data.weight },
    });
  const plan = planOf(policy);
  const columns = [...new Set([...neededColumns(plan).keys(), ...also])].filter((name) => name !== NO_COLUMN);
  const read = await table.read({ columns: () => columns, texts: columns });
  const byName = new Map(read.columns.map((column) => [column.name, column]));
  const missing = new Set(['', ...data.missing]);
  const raw = (name: string, row: number): string | null => {
    const { values: codes, categories } = byName.get(name)!;
    const code = codes[row]!;
    return Number.isNaN(code) ? null : categories![code]!;
  };
  const text = (name: string, row: number): string | null => {
    const found = raw(name, row);
    return found === null || missing.has(found) ? null : found;
  };
  const people = fatesOf(plan, read.rows, (name, row) => (name === NO_COLUMN ? '1' : raw(name, row)), table.name);
  const fault = (column: string, row: number, what: string): TribuneError =>
    new TribuneError(
      'DATA_VALUE_INVALID',
      `${table.name}, row ${row + 1}: column "${column}" holds ${JSON.stringify(text(column, row)!.slice(0, 60))}, which is ${what}`,
      { remedy: 'Mend the value, or name it under data.missing.', place: { name: column } },
    );
  const attributes = data.attributes.map((one, place) =>
    groupsOf([one.name], [people.values[place]!], people.weight, one.reference),
  );
  const names = data.attributes.map(({ name }) => name);
  return {
    ...{ name: table.name, digest: read.digest, rows: read.rows, excluded: people.excluded },
    ...{ favourable: data.favourable, weight: people.weight, minGroupSize: data.minGroupSize },
    label: data.label === null ? null : people.label,
    decision: isDecided(policy) ? people.decision : null,
    score: data.score === null ? null : people.score,
    attributes,
    combined: names.length < 2 ? null : groupsOf(names, people.values.slice(0, names.length), people.weight, null),
    text,
    number(column, row) {
      const found = text(column, row);
      if (found === null) return null;
      const value = numberOf(found, data.numbers);
      if (value === null || !Number.isFinite(value)) throw fault(column, row, 'no number');
      return value;
    },
    flag(column, row) {
      const found = text(column, row)?.toLowerCase();
      if (found === undefined) return null;
      if (ONES.includes(found)) return 1;
      if (ZEROS.includes(found)) return 0;
      throw fault(column, row, 'neither 0 nor 1');
    },
    groupsBy: (column) =>
      groupsOf([column], [Array.from({ length: read.rows }, (_, row) => text(column, row))], people.weight, null),
  };
}

const isDecided = ({ data }: Policy): boolean =>
  data.prediction !== null || (data.score !== null && data.cutoff !== null);

function planOf(policy: Policy): ReadPlan {
  const { data } = policy;
  const prediction = isDecided(policy) ? data.prediction : { column: NO_COLUMN, positive: null, negative: null };
  const plan = readPlan({ ...policy, data: { ...data, prediction } }, { scores: true });
  return { ...plan, score: data.score, keepScores: data.score !== null };
}

interface Fates {
  readonly label: Float64Array;
  readonly decision: Float64Array;
  readonly score: Float64Array;
  readonly weight: Float64Array;
  /** Values of every row by attribute. */
  readonly values: readonly (string | null)[][];
  readonly excluded: FailureTable['excluded'];
}

function fatesOf(
  plan: ReadPlan,
  rows: number,
  lookup: (name: string, row: number) => string | null,
  table: string,
): Fates {
  const fateOf = bind(plan);
  const none = (): Float64Array => new Float64Array(rows).fill(Number.NaN);
  const found = { label: none(), decision: none(), score: none(), weight: new Float64Array(rows) };
  const values = plan.attributes.map(() => new Array<string | null>(rows).fill(null));
  const excluded = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const fate = fateOf((name) => lookup(name, row));
    if ('fault' in fate)
      throw new TribuneError(
        'DATA_VALUE_INVALID',
        `${table}, row ${row + 1}: column "${fate.fault.column}" holds ${JSON.stringify(fate.fault.text.slice(0, 60))}, which is no ${fate.fault.role.split(':')[0]} under the policy`,
        { remedy: 'Mend the value, or say in the policy what it means.', place: { name: fate.fault.column } },
      );
    if ('excluded' in fate) {
      excluded.set(fate.excluded, (excluded.get(fate.excluded) ?? 0) + 1);
      continue;
    }
    found.label[row] = fate.row.label ?? Number.NaN;
    found.decision[row] = fate.row.prediction;
    found.score[row] = fate.row.score ?? Number.NaN;
    found.weight[row] = fate.row.weight;
    values.forEach((own, place) => {
      own[row] = fate.row.values[place] ?? null;
    });
  }
  return {
    ...found,
    values,
    excluded: [...excluded].map(([reason, n]) => ({ reason, rows: n })).sort((a, b) => (a.reason < b.reason ? -1 : 1)),
  };
}

function groupsOf(
  by: readonly string[],
  values: readonly (readonly (string | null)[])[],
  weight: Float64Array,
  declared: string | null,
): TableGroups {
  const { keys, codes: all } = groupRows(Object.fromEntries(by.map((name, place) => [name, values[place]!])));
  const people = new Float64Array(keys.length);
  const codes = all.map((code, row) => {
    if (code < 0 || weight[row] === 0) return -1;
    people[code]! += weight[row]!;
    return code;
  });
  const named = keys.findIndex((key, place) => declared !== null && key[by[0]!] === declared && people[place]! > 0);
  let reference = named;
  if (reference < 0) for (const [place, n] of people.entries()) if (n > (people[reference] ?? 0)) reference = place;
  return { by, keys, codes, reference };
}
