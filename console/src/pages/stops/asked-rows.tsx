import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { requestedRowsQuery } from '../../api/stops.js';
import { rowsCommand } from '../../parts/commands.js';
import { Digest } from '../../parts/digest.js';
import { Figure } from '../../parts/figure.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer, Command } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { type GroupRows, rowsByGroup } from './rows-by-group.js';

type Reaction = wire.ReactionList['reactions'][number];
type Rows = wire.TrainingRows;

/** The rows that people are asked to train on, request by request. */
export function AskedRows({ of }: { readonly of: readonly Reaction[] }) {
  const asked = of.filter(({ rows }) => rows !== null);
  if (asked.length === 0) return null;
  return (
    <Section title="Rows that a training is asked for">
      <div className="stack">
        {asked.map((one) => (
          <details key={one.id}>
            <summary>
              {one.does} <Name>{one.deployment}</Name>, asked for <Time at={one.doneAt} />
            </summary>
            <Request id={one.id} rows={one.rows!} />
          </details>
        ))}
      </div>
    </Section>
  );
}

/** Which rows a request is for, the command that fetches them, and what they come to once somebody asks. */
function Request({ id, rows }: { readonly id: string; readonly rows: NonNullable<Reaction['rows']> }) {
  const may = useMay();
  const [isAsked, ask] = useState(false);
  const mayCount = may('training.rows') && may('decision.attributes');
  return (
    <div className="stack">
      <p>
        Decisions from <Time at={rows.from} /> to <Time at={rows.to} /> that have a label, as they were recorded before{' '}
        <Time at={rows.recordedBefore} />.{' '}
        {`${Math.round(rows.validation * 100)} % of the persons are for validation alone, drawn by the seed `}
        <code>{rows.seed}</code>
        {rows.groups.length === 0 ? '.' : `; each row has its group by ${rows.groups.join(', ')}.`}
      </p>
      <Command text={rowsCommand(location.origin, id)} />
      {mayCount && !isAsked ? (
        <div className="row">
          <button type="button" className="button" onClick={() => ask(true)}>
            Count the rows
          </button>
          <span className="note">The service reads them all, and the log of reads keeps that you asked.</span>
        </div>
      ) : null}
      {mayCount ? null : <p className="note">To count them, a role must be allowed to read attributes of decisions.</p>}
      {isAsked ? <Counted id={id} /> : null}
    </div>
  );
}

function Counted({ id }: { readonly id: string }) {
  const rows = useQuery(requestedRowsQuery(id));
  return (
    <Answer of={rows} what="how many rows there are">
      {(found) => <Counts of={found} />}
    </Answer>
  );
}

const COLUMNS: readonly Column<GroupRows>[] = [
  { id: 'group', head: 'Group', value: ({ group }) => group, cell: ({ group }) => <Name>{group}</Name> },
  { id: 'label', head: 'Label', value: ({ label }) => label, cell: ({ label }) => <Name>{label}</Name> },
  ...(['training', 'validation'] as const).map(
    (part): Column<GroupRows> => ({
      id: part,
      head: part === 'training' ? 'To train on' : 'For validation alone',
      value: (row) => row[part],
      cell: (row) => (row[part] === null ? 'not told' : formatCount(row[part])),
      isNumber: true,
    }),
  ),
];

function Counts({ of: { files, unlabelled, erased, cells, rowsWithoutCell } }: { readonly of: Rows }) {
  return (
    <div className="stack">
      <dl className="figures">
        <Figure
          name="To train on"
          value={formatCount(files.training.rows)}
          note={<Digest of={files.training.digest} />}
        />
        <Figure
          name="For validation alone"
          value={formatCount(files.validation.rows)}
          note={<Digest of={files.validation.digest} />}
        />
        <Figure name="Without a label yet" value={formatCount(unlabelled)} note="in neither file" />
        <Figure name="Erased" value={formatCount(erased)} note="at most so many were of the window" />
      </dl>
      {cells.length === 0 ? null : (
        <Table
          caption="Rows by group and label"
          columns={COLUMNS}
          rows={rowsByGroup(cells, rowsWithoutCell)}
          rowKey={({ key }) => key}
        />
      )}
      {rowsWithoutCell === 0 ? null : (
        <p className="note">
          {formatCount(rowsWithoutCell)} rows have values beyond the first 2,000 lines: each is missing in one at least.
        </p>
      )}
    </div>
  );
}
