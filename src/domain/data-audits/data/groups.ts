import { compareValues, type GroupKey } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { AggregateRow } from './ports.js';

/** People of one group, with the rows of the aggregate that make it up. */
export interface DataGroup {
  readonly group: GroupKey;
  readonly n: number;
  readonly rows: readonly AggregateRow[];
}

/** The groups of one set of attributes. */
export interface GroupSet {
  readonly by: readonly string[];
  readonly groups: readonly DataGroup[];
  /** The group that others are compared with: the declared one where it has people, otherwise the largest. */
  readonly reference: DataGroup | null;
  /** People whose group is unknown; they are in no group. */
  readonly unknown: number;
}

/** The sets of attributes whose groups are tested: each attribute, and each declared intersection. */
export const attributeSets = ({ data }: Policy): string[][] => [
  ...data.attributes.map(({ name }) => [name]),
  ...data.intersections.map((set) => [...set]),
];

/** Sorts the rows of an aggregate into the groups of a set of attributes. */
export function groupsOf(rows: readonly AggregateRow[], by: readonly string[], { data }: Policy): GroupSet {
  const places = by.map((name) => data.attributes.findIndex((attribute) => attribute.name === name));
  const found = new Map<string, GatheredGroup>();
  let unknown = 0;
  for (const row of rows) {
    const values = places.map((place) => row.groups[place] ?? null);
    if (!isKnown(values)) {
      unknown += row.n;
      continue;
    }
    const key = JSON.stringify(values);
    const group: GatheredGroup = found.get(key) ?? { values, n: 0, rows: [] };
    group.n += row.n;
    group.rows.push(row);
    found.set(key, group);
  }
  const groups = [...found.values()]
    .sort((a, b) => compareValues(a.values, b.values))
    .map(({ values, n, rows: own }) => ({ group: keyOf(by, values), n, rows: own }));
  return { by, groups, reference: referenceOf(groups, by, data), unknown };
}

/** A group while its rows are gathered. */
interface GatheredGroup {
  readonly values: readonly string[];
  n: number;
  readonly rows: AggregateRow[];
}

const isKnown = (values: readonly (string | null)[]): values is readonly string[] => !values.includes(null);

const keyOf = (by: readonly string[], values: readonly string[]): GroupKey =>
  Object.fromEntries(by.map((name, index) => [name, values[index]!]));

function referenceOf(groups: readonly DataGroup[], by: readonly string[], data: Policy['data']): DataGroup | null {
  const declared = by.map((name) => data.attributes.find((attribute) => attribute.name === name)?.reference ?? null);
  const named = groups.find(({ group }) => by.every((name, index) => group[name] === declared[index]));
  if (named !== undefined) return named;
  return groups.reduce<DataGroup | null>(
    (largest, one) => (largest === null || one.n > largest.n ? one : largest),
    null,
  );
}

/** People of these rows. */
export const peopleOf = (rows: readonly AggregateRow[]): number => rows.reduce((sum, { n }) => sum + n, 0);

/** The sum at a place over these rows. */
export const sumOf = (rows: readonly AggregateRow[], place: number): number =>
  rows.reduce((sum, { sums }) => sum + sums[place]!, 0);
