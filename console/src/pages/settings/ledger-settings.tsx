import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { ledgerStateQuery } from '../../api/ledger.js';
import { useAct } from '../../parts/act.js';
import { Confirm } from '../../parts/confirm.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { duration, Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';

type Log = wire.LedgerState['logs'][number];
type Witness = wire.LedgerState['witnesses'][number];

const SECOND_MS = 1_000;
const LOGS = { main: 'decisions and acts', reads: 'reads' } as const;

const WHERE: readonly Column<Log>[] = [
  { id: 'log', head: 'Log', cell: ({ log }) => LOGS[log] },
  {
    id: 'key',
    head: 'Public part of its key',
    cell: ({ key }) => <code>{key}</code>,
  },
  { id: 'entries', head: 'Entries', isNumber: true, cell: ({ entries }) => formatCount(entries) },
  { id: 'shown', head: 'Shown to outsiders', isNumber: true, cell: ({ shown }) => formatCount(shown) },
  { id: 'within', head: 'A checkpoint is shown', cell: ({ showsWithinMs }) => withinText(showsWithinMs) },
  {
    id: 'check',
    head: 'Every entry checked',
    cell: ({ check }) =>
      check === null ? (
        'not since the start'
      ) : (
        <>
          <Badge look={check.ok ? 'good' : 'bad'} glyph={check.ok ? '●' : '■'}>
            {check.ok ? 'whole' : 'not what was signed'}
          </Badge>{' '}
          <Time at={check.at} relative />
        </>
      ),
  },
];

const withinText = (ms: number): string =>
  ms === 0 ? 'at once' : `within ${ms < SECOND_MS ? `${ms} ms` : duration(ms / SECOND_MS)}`;

const ALARMS = {
  ahead: 'it saw more entries than this service ever signed',
  fork: 'it saw other entries',
  'false-signature': 'its answer is not its signature',
} as const;

const WITNESSES: readonly Column<Witness>[] = [
  { id: 'name', head: 'Witness', cell: ({ name }) => <Name>{name}</Name> },
  { id: 'log', head: 'Log', cell: ({ log }) => LOGS[log] },
  { id: 'cosigned', head: 'Entries signed', isNumber: true, cell: ({ cosigned }) => formatCount(cosigned) },
  {
    id: 'at',
    head: 'Signed last',
    cell: ({ cosignedAt }) => (cosignedAt === null ? 'not since the start' : <Time at={cosignedAt} relative />),
  },
  {
    id: 'state',
    head: 'State',
    cell: ({ alarm, failures }) =>
      alarm === null ? (
        failures === 0 ? (
          'no failure'
        ) : (
          `${formatCount(failures)} requests without a signature`
        )
      ) : (
        <Badge look="bad" glyph="■">
          {ALARMS[alarm]}
        </Badge>
      ),
  },
];

/** How the logs are named, signed, shown and witnessed, what of it may be changed, and by whom. */
export function LedgerSettings() {
  const state = useQuery(ledgerStateQuery);
  return (
    <Answer of={state} what="the settings of the ledger">
      {(ledger) => (
        <>
          {ledger.isHalted ? (
            <p className="verdict bad" role="alert">
              Nothing is signed any more: a log is not what was signed. Restore a backup, and find out who writes to the
              database.
            </p>
          ) : null}
          <Reach isPublic={ledger.isPublic} />
          <Section title="Logs" aside={<Link to="/ledger">Check them, change their keys</Link>}>
            <Table caption="Logs" columns={WHERE} rows={ledger.logs} rowKey={({ log }) => log} />
          </Section>
          <Section title="Witnesses">
            {ledger.witnesses.length === 0 ? (
              <p className="quiet">
                None is named, so that nobody outside vouches that everyone is shown the same log. They stand under{' '}
                <code>ledger.witnesses</code> in <code>tribune.yaml</code>, or in <code>--witness</code> at the start.
              </p>
            ) : (
              <Table
                caption="Witnesses"
                columns={WITNESSES}
                rows={ledger.witnesses}
                rowKey={({ log, name }) => `${log} ${name}`}
                isBad={({ alarm }) => alarm !== null}
              />
            )}
          </Section>
          <Section title="What may be changed, and by whom">
            <Changes of={ledger} />
          </Section>
        </>
      )}
    </Answer>
  );
}

/** Whether outsiders may read the ledger, and the way to change it for whoever may. */
function Reach({ isPublic }: { readonly isPublic: boolean }) {
  const [asks, setAsks] = useState(false);
  const mayChange = useMay()('settings.change');
  const change = useAct(
    async (wanted: boolean) => {
      await call('POST /v1/registry', { body: { ledger: { public: wanted } } });
      setAsks(false);
    },
    ['ledger-state'],
  );
  const button = isPublic ? 'Close the ledger to outsiders' : 'Open the ledger to everyone';
  return (
    <div className="stack">
      <p>
        <Badge look={isPublic ? 'good' : ''} glyph={isPublic ? '●' : '–'}>
          {isPublic ? 'open to everyone' : 'for callers with a role or key'}
        </Badge>{' '}
        {isPublic
          ? 'Anyone may read checkpoints and tiles, which hold commitments and no person. Checkpoints come at fixed times, so that nobody learns when decisions are made.'
          : 'Outsiders cannot check what they were told; receipts still hold by themselves.'}
      </p>
      {mayChange ? (
        <p className="acts no-print">
          <button type="button" className="button" onClick={() => setAsks(true)}>
            {button}
          </button>
        </p>
      ) : null}
      {asks ? (
        <Confirm
          title={`${button}?`}
          button={button}
          act={change}
          onConfirm={() => change.run(!isPublic)}
          onClose={() => setAsks(false)}
        >
          {isPublic
            ? 'Checkpoints and tiles are then read by callers with a role or key alone. What outsiders have read already they keep.'
            : 'Anyone who reaches this service may then read how many entries there are, and check that none was changed. They learn of no person and of no decision.'}{' '}
          The change is an entry of the log.
        </Confirm>
      ) : null}
      {change.proof}
    </div>
  );
}

function Changes({ of: { quorum, checkIntervalMs } }: { readonly of: wire.LedgerState }) {
  return (
    <dl className="facts">
      <dt>Who may read it</dt>
      <dd>administrators, here or by tribune admin apply</dd>
      <dt>Keys</dt>
      <dd>administrators, by a statement that the old and the new key sign: on the page Ledger</dd>
      <dt>Names</dt>
      <dd>nobody: they are fixed at the first start, as every receipt holds them</dd>
      <dt>Witnesses</dt>
      <dd>
        whoever starts the service; {quorum === null ? 'more than half of them' : formatCount(quorum)} must sign a
        checkpoint
      </dd>
      <dt>Checks</dt>
      <dd>
        whoever starts the service; every entry{' '}
        {checkIntervalMs === 0
          ? 'is checked only when somebody asks'
          : `is checked every ${duration(checkIntervalMs === null ? DAY_S : checkIntervalMs / SECOND_MS)}`}
      </dd>
    </dl>
  );
}

const DAY_S = 86_400;
