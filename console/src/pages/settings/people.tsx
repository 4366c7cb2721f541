import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { accountsQuery } from '../../api/people.js';
import { sessionQuery } from '../../api/queries.js';
import { useAct } from '../../parts/act.js';
import { Confirm } from '../../parts/confirm.js';
import { useMay } from '../../parts/may.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Badge, Name } from '../../parts/words.js';
import { PersonForm } from './person-form.js';

const route = getRouteApi('/settings');

type Account = wire.Account;

/** Accounts with their roles; for whoever makes accounts also the ways to make and change them. */
export function People() {
  const accounts = useQuery(accountsQuery);
  return (
    <Answer of={accounts} what="the accounts">
      {(list) => <List list={list} />}
    </Answer>
  );
}

function List({ list }: { readonly list: wire.AccountList }) {
  const { q, sort, page, tab } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const may = useMay();
  const [mayMake, mayChange] = [may('account.create'), may('account.change')];
  const [form, setForm] = useState<Account | 'new' | null>(null);
  const [asked, setAsked] = useState<Account | null>(null);
  const toggle = useAct(
    ({ id, disabled }: Account) => call('PATCH /v1/accounts/{id}', { path: { id }, body: { disabled: !disabled } }),
    ['people', 'names'],
    () => setAsked(null),
  );
  const acts: Column<Account> = {
    id: 'acts',
    head: '',
    cell: (one) => (
      <span className="row no-print">
        <button type="button" className="button small" onClick={() => setForm(one)}>
          Change<span className="unseen"> {one.name}</span>
        </button>
        {one.id === session?.id ? null : (
          <button type="button" className="button small" onClick={() => setAsked(one)}>
            {one.disabled ? 'Enable' : 'Disable'}
            <span className="unseen"> {one.name}</span>
          </button>
        )}
      </span>
    ),
  };
  return (
    <div className="stack">
      {mayMake ? (
        <p className="acts no-print">
          <button type="button" className="button main-act" onClick={() => setForm('new')}>
            Make an account
          </button>
        </p>
      ) : null}
      <Table
        caption="Accounts"
        columns={mayChange ? [...COLUMNS, acts] : COLUMNS}
        rows={list.accounts}
        rowKey={({ id }) => id}
        state={{ q, sort, page }}
        onState={(state) => void navigate({ search: { ...state, tab }, replace: true })}
        file="accounts.csv"
      />
      <Roles list={list} />
      {form === null ? null : (
        <PersonForm of={form === 'new' ? null : form} roles={list.roles} onClose={() => setForm(null)} />
      )}
      {asked === null ? null : (
        <Confirm
          title={`${asked.disabled ? 'Enable' : 'Disable'} ${asked.name}?`}
          button={`${asked.disabled ? 'Enable' : 'Disable'} ${asked.name}`}
          isDanger
          act={toggle}
          onConfirm={() => toggle.run(asked)}
          onClose={() => setAsked(null)}
        >
          {asked.disabled
            ? 'The account may sign in again, with the roles that it has.'
            : 'The account is signed out everywhere and may not sign in. What it did stays in the log.'}
        </Confirm>
      )}
      {toggle.proof}
    </div>
  );
}

const COLUMNS: readonly Column<Account>[] = [
  { id: 'name', head: 'Name', value: ({ name }) => name, cell: ({ name }) => <Name>{name}</Name> },
  {
    id: 'roles',
    head: 'Roles',
    value: ({ roles }) => roles.join(' '),
    cell: ({ roles }) => roles.join(', ') || <span className="note">none</span>,
  },
  {
    id: 'state',
    head: 'State',
    value: ({ disabled }) => (disabled ? 'disabled' : 'may sign in'),
    cell: ({ disabled }) => (
      <Badge look={disabled ? '' : 'good'} glyph={disabled ? '–' : '●'}>
        {disabled ? 'disabled' : 'may sign in'}
      </Badge>
    ),
  },
];

const Roles = ({ list: { roles } }: { readonly list: wire.AccountList }) => (
  <details>
    <summary>What each role is for</summary>
    <dl className="facts">
      {roles.map(({ role, means }) => (
        <div key={role} className="fact">
          <dt>{role}</dt>
          <dd>{means}</dd>
        </div>
      ))}
    </dl>
  </details>
);
