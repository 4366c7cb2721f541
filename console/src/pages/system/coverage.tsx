import { formatCount, formatValue } from 'tribune/charts';
import type { Series, Watched } from '../../api/queries.js';
import { type Column, Table } from '../../parts/table.js';
import { Name, namedGroup } from '../../parts/words.js';

/** Meaning of what decisions that were read became. */
const FATES: Readonly<Record<string, string>> = {
  counted: 'counted',
  repeated: 'came again for the same person in a block: counted once',
  late: 'came after their block was closed: kept as corrections',
  ahead: 'dated in the future: not counted',
  beyond: 'of more groups than are kept apart: not counted',
};

interface Fate {
  readonly name: string;
  readonly n: number;
  readonly share: number;
}

const FATE_COLUMNS: readonly Column<Fate>[] = [
  { id: 'fate', head: 'Decisions that were read', cell: ({ name }) => <Name>{FATES[name] ?? name}</Name> },
  { id: 'n', head: 'Number', isNumber: true, cell: ({ n }) => formatCount(n) },
  { id: 'share', head: 'Share', isNumber: true, cell: ({ share }) => formatValue(share, 'share') },
];

interface Covered {
  readonly key: string;
  readonly group: string;
  readonly labels: number;
}

const LABEL_COLUMNS: readonly Column<Covered>[] = [
  { id: 'group', head: 'Group', cell: ({ group }) => <Name>{group}</Name> },
  { id: 'labels', head: 'Decisions with a label', isNumber: true, cell: ({ labels }) => formatValue(labels, 'share') },
];

/** What became of every decision, and how many have a label: what the numbers do not show is said beside them. */
export function Coverage({ watched, series }: { readonly watched: Watched; readonly series: readonly Series[] }) {
  const counts = Object.entries(watched.decisions ?? {});
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  const fates = counts.map(([name, n]) => ({ name, n, share: total === 0 ? 0 : n / total }));
  const labelled = new Map(
    series.flatMap(({ series: { group }, labelCoverage }) => {
      // Two attributes may have the same values: a group is told by its names.
      const key = JSON.stringify(group);
      return labelCoverage === null ? [] : [[key, { key, group: namedGroup(group), labels: labelCoverage }] as const];
    }),
  );
  if (fates.length === 0) return <p className="note">No decision was read since it is watched.</p>;
  return (
    <div className="cards">
      <Table
        caption="What became of the decisions"
        columns={FATE_COLUMNS}
        rows={fates.toSorted((a, b) => b.n - a.n)}
        rowKey={({ name }) => name}
      />
      {labelled.size === 0 ? null : (
        <Table
          caption="Label coverage"
          columns={LABEL_COLUMNS}
          rows={[...labelled.values()]}
          rowKey={({ key }) => key}
        />
      )}
    </div>
  );
}
