import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { keysQuery } from '../../api/people.js';
import { Said, useAct } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { Confirm } from '../../parts/confirm.js';
import { useMay } from '../../parts/may.js';
import { Answer, Command } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { KeyForm } from './key-form.js';

const route = getRouteApi('/settings');

type Key = wire.ApiKey;

const isAlive = ({ revokedAt, expiresAt }: Key): boolean =>
  revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now());

/** API keys: what each may do, who made it, when it was last used; making, replacing and ending them. */
export function Keys() {
  const keys = useQuery(keysQuery);
  return (
    <Answer of={keys} what="the keys">
      {(list) => <List list={list} />}
    </Answer>
  );
}

function List({ list }: { readonly list: wire.KeyList }) {
  const { q, sort, page, tab } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const mayMake = may('key.create') && list.scopes.some(({ mayGive }) => mayGive);
  const [isMaking, setMaking] = useState(false);
  const [asked, setAsked] = useState<Key | null>(null);
  const [issued, setIssued] = useState<wire.IssuedKey | null>(null);
  const rotate = useAct(
    async ({ id }: Key) => setIssued(await call('POST /v1/keys/{id}/rotate', { path: { id } })),
    ['people', 'names'],
  );
  const revoke = useAct(
    ({ id }: Key) => call('DELETE /v1/keys/{id}', { path: { id } }),
    ['people'],
    () => setAsked(null),
  );
  const succeeded = new Set(list.keys.map(({ replaces }) => replaces));
  const acts: Column<Key> = {
    id: 'acts',
    head: '',
    cell: (one) =>
      isAlive(one) ? (
        <span className="row no-print">
          {succeeded.has(one.id) || !may('key.rotate') ? null : (
            <button type="button" className="button small" disabled={rotate.isRunning} onClick={() => rotate.run(one)}>
              Rotate <bdi className="unseen">{one.name}</bdi>
            </button>
          )}
          <button type="button" className="button small" onClick={() => setAsked(one)}>
            Revoke <bdi className="unseen">{one.name}</bdi>
          </button>
        </span>
      ) : null,
  };
  return (
    <div className="stack">
      {mayMake ? (
        <p className="acts no-print">
          <button type="button" className="button main-act" onClick={() => setMaking(true)}>
            Make a key
          </button>
        </p>
      ) : null}
      {issued === null ? null : <Issued of={issued} />}
      <Said error={rotate.error} />
      {list.keys.length === 0 ? (
        <p className="quiet">No key was made yet: programs that send decisions need one.</p>
      ) : (
        <Table
          caption="API keys"
          columns={may('key.revoke') ? [...COLUMNS, acts] : COLUMNS}
          rows={list.keys}
          rowKey={({ id }) => id}
          state={{ q, sort, page }}
          onState={(state) => void navigate({ search: { ...state, tab }, replace: true })}
          file="keys.csv"
        />
      )}
      {isMaking ? (
        <KeyForm
          scopes={list.scopes}
          onClose={() => setMaking(false)}
          onIssued={(key) => {
            setIssued(key);
            setMaking(false);
          }}
        />
      ) : null}
      {asked === null ? null : (
        <Confirm
          title={`Revoke the key ${asked.name}?`}
          button={`Revoke ${asked.name}`}
          isDanger
          act={revoke}
          onConfirm={() => revoke.run(asked)}
          onClose={() => setAsked(null)}
        >
          Programs that use it stop working at once. It cannot be undone; a new key can be made.
        </Confirm>
      )}
      {rotate.proof}
      {revoke.proof}
    </div>
  );
}

const Issued = ({ of }: { readonly of: wire.IssuedKey }) => (
  <div className="state" role="status">
    <h2>The key {of.name}, shown this once</h2>
    <p className="note">The service does not store it: take it to where it is used now.</p>
    <Command text={of.key} />
  </div>
);

const COLUMNS: readonly Column<Key>[] = [
  {
    id: 'name',
    head: 'Key',
    value: ({ name, id }) => `${name} trb_${id}`,
    cell: ({ name, id }) => (
      <>
        <Name>{name}</Name> <code className="small one-line">trb_{id}…</code>
      </>
    ),
  },
  {
    id: 'state',
    head: 'State',
    value: (one) => (isAlive(one) ? 'works' : 'ended'),
    cell: (one) => (
      <Badge look={isAlive(one) ? 'good' : ''} glyph={isAlive(one) ? '●' : '–'}>
        {isAlive(one) ? 'works' : 'ended'}
      </Badge>
    ),
  },
  { id: 'scopes', head: 'May', value: ({ scopes }) => scopes.join(' '), cell: ({ scopes }) => scopes.join(', ') },
  { id: 'by', head: 'Made by', value: ({ createdBy }) => createdBy, cell: ({ createdBy }) => <Actor id={createdBy} /> },
  {
    id: 'used',
    head: 'Last used',
    value: ({ lastUsedAt }) => lastUsedAt,
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <Time at={lastUsedAt} relative />),
  },
  {
    id: 'ends',
    head: 'Ends',
    value: ({ revokedAt, expiresAt }) => revokedAt ?? expiresAt,
    cell: ({ revokedAt, expiresAt }) => {
      const at = revokedAt ?? expiresAt;
      return at === null ? 'never' : <Time at={at} relative />;
    },
  },
];
