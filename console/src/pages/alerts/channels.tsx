import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { channelsQuery } from '../../api/alerts.js';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { useMay } from '../../parts/may.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Badge, Name } from '../../parts/words.js';

type Channel = wire.ChannelList['channels'][number];

const STATES = { ready: ['good', '●'], fails: ['bad', '■'], rests: ['care', '◆'] } as const;

/** By which ways people are told, and how they do. */
export function Channels() {
  const channels = useQuery(channelsQuery);
  const test = useAct(
    async (name: string) => {
      const { sent, problem } = await call('POST /v1/alerts/channels/{name}/test', { path: { name } });
      if (!sent) throw new Error(`${name}: ${problem ?? 'the message was not sent'}`);
    },
    ['alerts'],
  );
  const may = useMay()('alert.test-channel');
  const tried: Column<Channel> = {
    id: 'test',
    head: '',
    cell: ({ name }) => (
      <button type="button" className="button small no-print" disabled={test.isRunning} onClick={() => test.run(name)}>
        Send a test
      </button>
    ),
  };
  const columns: readonly Column<Channel>[] = [
    { id: 'name', head: 'Channel', cell: ({ name }) => <Name>{name}</Name> },
    { id: 'kind', head: 'Kind', cell: ({ kind }) => kind },
    {
      id: 'state',
      head: 'State',
      cell: ({ state, lastProblem }) => (
        <>
          <Badge look={STATES[state][0]} glyph={STATES[state][1]}>
            {state}
          </Badge>
          {lastProblem === null ? null : <span className="note small"> {lastProblem}</span>}
        </>
      ),
    },
    { id: 'waiting', head: 'Waiting', isNumber: true, cell: ({ waiting }) => waiting },
    { id: 'sent', head: 'Sent', isNumber: true, cell: ({ sent }) => sent },
    { id: 'gaveUp', head: 'Given up', isNumber: true, cell: ({ gaveUp }) => gaveUp },
    ...(may ? [tried] : []),
  ];
  return (
    <Answer of={channels} what="the channels">
      {({ channels: list }) => (
        <>
          {list.length === 0 ? (
            <p className="note">
              None: nobody is told. Channels and routes stand in <code>tribune.yaml</code>, under alerts.
            </p>
          ) : (
            <Table caption="Channels" columns={columns} rows={list} rowKey={({ name }) => name} />
          )}
          <Said error={test.error} />
          {test.proof}
        </>
      )}
    </Answer>
  );
}
