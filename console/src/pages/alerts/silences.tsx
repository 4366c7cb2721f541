import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { silencesQuery } from '../../api/alerts.js';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { useMay } from '../../parts/may.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { offerUndo } from '../../parts/undo.js';
import { Name, StateBadge } from '../../parts/words.js';

type Silence = wire.SilenceList['silences'][number];

/** What nobody is told of, now or from a time on, and the way back. */
export function Silences() {
  const silences = useQuery(silencesQuery);
  const end = useAct(
    async ({ id, matchers, from, to, why, state }: Silence) => {
      await call('DELETE /v1/alerts/silences/{id}', { path: { id } });
      const again = state === 'coming' ? { from } : {};
      offerUndo({
        what: state === 'coming' ? 'The silence is called off' : 'The silence is ended',
        undo: () => call('POST /v1/alerts/silences', { body: { matchers, ...again, to, why } }),
        touches: ['alerts'],
      });
    },
    ['alerts'],
  );
  const may = useMay()('alert.silence');
  const way: Column<Silence> = {
    id: 'end',
    head: '',
    cell: (one) => (
      <button type="button" className="button small no-print" disabled={end.isRunning} onClick={() => end.run(one)}>
        {one.state === 'coming' ? 'Call off' : 'End now'}
      </button>
    ),
  };
  const columns: readonly Column<Silence>[] = [
    {
      id: 'what',
      head: 'Alerts with',
      cell: ({ matchers }) => (
        <Name>{matchers.map(({ label, is, value }) => `${label} ${is} ${value}`).join(', ')}</Name>
      ),
    },
    { id: 'why', head: 'Why', cell: ({ why }) => <Name>{why}</Name> },
    { id: 'by', head: 'By', cell: ({ by }) => <Actor id={by} /> },
    { id: 'state', head: 'State', cell: ({ state }) => <StateBadge state={state} /> },
    { id: 'from', head: 'From', cell: ({ from }) => <Time at={from} /> },
    { id: 'to', head: 'Until', cell: ({ to }) => <Time at={to} /> },
    ...(may ? [way] : []),
  ];
  return (
    <Answer of={silences} what="the silences">
      {({ silences: list }) => (
        <>
          {list.length === 0 ? (
            <p className="note">None.{may ? ' An alert that fires has a form that silences those like it.' : ''}</p>
          ) : (
            <Table caption="Silences" columns={columns} rows={list} rowKey={({ id }) => id} />
          )}
          <Said error={end.error} />
          {end.proof}
        </>
      )}
    </Answer>
  );
}
