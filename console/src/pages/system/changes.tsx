import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { changesQuery } from '../../api/queries.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { groupText, Name, StateBadge, seriesTitle } from '../../parts/words.js';

type Change = wire.MonitorChanges['changes'][number];

const COLUMNS: readonly Column<Change>[] = [
  { id: 'at', head: 'When', cell: ({ at }) => <Time at={at} /> },
  { id: 'what', head: 'Requirement', cell: (change) => <Name>{seriesTitle(change)}</Name> },
  { id: 'group', head: 'Group', cell: ({ series }) => <Name>{groupText(series.group)}</Name> },
  {
    id: 'state',
    head: 'Became',
    cell: ({ state, reason }) => (
      <>
        <StateBadge state={state} />
        {reason === undefined ? null : <span className="note small"> {reason.replaceAll('-', ' ')}</span>}
      </>
    ),
  },
];

export function Changes({ deployment }: { readonly deployment: string }) {
  const changes = useQuery(changesQuery(deployment));
  return (
    <Answer of={changes} what="the changes">
      {({ changes: all }) =>
        all.length === 0 ? (
          <p className="note">Nothing changed yet.</p>
        ) : (
          <Table
            caption="The newest changes of states"
            columns={COLUMNS}
            rows={all}
            rowKey={({ id }) => String(id)}
            isBad={({ state }) => state === 'firing'}
          />
        )
      }
    </Answer>
  );
}
