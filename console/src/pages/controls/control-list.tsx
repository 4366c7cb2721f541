import { useState } from 'react';
import type { Control, SystemControls } from '../../api/controls.js';
import { useMaySome } from '../../parts/may.js';
import { type Column, Table, type TableState } from '../../parts/table.js';
import { Name } from '../../parts/words.js';
import { ControlEvidence } from './control-evidence.js';
import { StateSheet } from './state-sheet.js';
import { StatusBadge } from './status-badge.js';
import { STATUS_ORDER } from './words.js';

interface ListProps {
  readonly of: SystemControls;
  readonly rows: readonly Control[];
  readonly state: TableState;
  readonly onState: (state: TableState) => void;
  /** Whether the day that is shown is today: statements are made of today alone. */
  readonly isToday: boolean;
}

/** Controls with their status, why, and what they stand on. */
export function ControlList({ of, rows, state, onState, isToday }: ListProps) {
  const may = useMaySome('control.record');
  const [asked, setAsked] = useState<Control | null>(null);
  const names = new Map(of.frameworks.map(({ framework, name }) => [framework, name]));
  const columns: readonly Column<Control>[] = [
    {
      id: 'control',
      head: 'Control',
      value: ({ id }) => id,
      cell: ({ id, framework, provision }) => (
        <>
          <Name>{id}</Name>
          <span className="note small block">
            <Name>{`${names.get(framework) ?? framework}, ${provision}`}</Name>
          </span>
        </>
      ),
    },
    {
      id: 'status',
      head: 'Status',
      value: ({ status }) => STATUS_ORDER.indexOf(status),
      cell: ({ status, from }) => (
        <>
          <StatusBadge status={status} />
          {status === 'not-yet-in-force' && from !== null ? (
            <span className="note small block">from {from}</span>
          ) : null}
        </>
      ),
    },
    { id: 'word', head: 'Status in words', value: ({ status }) => status, cell: () => null },
    {
      id: 'duty',
      head: 'Duty, and what records say',
      value: ({ duty }) => duty,
      cell: (one) => (
        <div className="stack small-gap">
          <span>
            <Name whole>{one.duty}</Name>
          </span>
          <span className="note">
            <Name whole>{one.because}</Name>
            {one.status === 'not-yet-in-force' ? `; by today’s records it would be ${one.byRecords}` : ''}
          </span>
          <details>
            <summary>Evidence and source</summary>
            <ControlEvidence of={one} />
          </details>
          {one.asks.length > 0 && may && isToday ? (
            <span className="no-print">
              <button type="button" className="button small" onClick={() => setAsked(one)}>
                Answer what is asked
              </button>
            </span>
          ) : null}
        </div>
      ),
    },
    { id: 'because', head: 'Because', value: ({ because }) => because, cell: () => null },
    { id: 'source', head: 'Source', value: ({ source }) => source, cell: () => null },
  ];
  const hidden = new Set(['word', 'because', 'source']);
  return (
    <>
      <Table
        caption="Controls"
        columns={columns.filter(({ id }) => !hidden.has(id))}
        fileColumns={columns.filter(({ id }) => id !== 'status')}
        rows={rows}
        rowKey={({ framework, id }) => `${framework} ${id}`}
        isBad={({ status }) => status === 'gap'}
        state={state}
        onState={onState}
        file={`controls-${of.at.slice(0, 10)}.csv`}
      />
      {asked === null ? null : <StateSheet system={of.system} of={asked} onClose={() => setAsked(null)} />}
    </>
  );
}
