import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from 'tribune/charts';
import { printVerifierKey, readKeyRotation } from 'tribune/ledger';
import { call } from '../../api/call.js';
import { nullWhere } from '../../api/queries.js';
import { useAct } from '../../parts/act.js';
import { Confirm } from '../../parts/confirm.js';
import { useMay } from '../../parts/may.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';

type LogName = 'main' | 'reads';
type Rotation = ReturnType<typeof readKeyRotation>;

const rotationsQuery = (log: LogName) => ({
  queryKey: ['ledger', log, 'rotations'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call('GET /ledger/{log}/rotations', { path: { log }, signal }).catch(nullWhere(404)),
});

/** Statements stand one after the other, each with its signatures. */
const rotationsOf = (text: string): Rotation[] =>
  text
    .split(/^(?=tribune-key-rotation@v1$)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => readKeyRotation(part.replace(/\n+$/, '\n')));

/** The statements by which a log changed its key, and the way to change it for whoever may. */
export function Keys({ log }: { readonly log: LogName }) {
  const [isOpen, setOpen] = useState(false);
  const mayRotate = useMay()('ledger.rotate');
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>How its key changed</summary>
      {isOpen ? (
        <div className="stack">
          <Rotations log={log} />
          {mayRotate ? <Rotate log={log} /> : null}
        </div>
      ) : null}
    </details>
  );
}

/** Asked for when they are looked at: most logs never changed their key, and have no such file. */
function Rotations({ log }: { readonly log: LogName }) {
  const text = useQuery(rotationsQuery(log));
  return (
    <Answer of={text} what="the statements">
      {(statements) =>
        statements === null ? (
          <p className="note">This log has had one key only.</p>
        ) : (
          <Table
            caption="How the key changed"
            columns={COLUMNS}
            rows={rotationsOf(statements)}
            rowKey={({ newKey }) => printVerifierKey(newKey)}
          />
        )
      }
    </Answer>
  );
}

const COLUMNS: readonly Column<Rotation>[] = [
  { id: 'from', head: 'From size', isNumber: true, cell: ({ fromSize }) => formatCount(fromSize) },
  { id: 'old', head: 'Old key', cell: ({ oldKey }) => <code>{printVerifierKey(oldKey)}</code> },
  { id: 'new', head: 'New key', cell: ({ newKey }) => <code>{printVerifierKey(newKey)}</code> },
];

function Rotate({ log }: { readonly log: LogName }) {
  const [isAsking, setAsking] = useState(false);
  const act = useAct(
    () => call('POST /v1/ledger/keys', { body: { log } }),
    ['ledger'],
    () => setAsking(false),
  );
  return (
    <p className="acts no-print">
      <button type="button" className="button" onClick={() => setAsking(true)}>
        Change the key
      </button>
      {isAsking ? (
        <Confirm
          title={`Change the key of the log ${log}?`}
          button={`Change the key of the log ${log}`}
          act={act}
          onConfirm={() => act.run(undefined)}
          onClose={() => setAsking(false)}
        >
          A new key is made, and the old one vouches for it. Both sign for a while; then the old one signs no more.
          Whoever checks this log by the old key follows the statement, or gets the new key from you.
        </Confirm>
      ) : null}
      {act.proof}
    </p>
  );
}
