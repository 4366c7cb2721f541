import { type FormEvent, useId, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';

type Role = wire.Account['roles'][number];

interface FormProps {
  /** The account that is changed; null for a new one. */
  readonly of: wire.Account | null;
  readonly roles: wire.AccountList['roles'];
  readonly onClose: () => void;
}

interface Wanted {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
}

/** Makes an account, or changes its roles and sets a new password. Roles that the reader may not give are shown where the account has them. */
export function PersonForm({ of, roles, onClose }: FormProps) {
  const id = useId();
  const [wanted, setWanted] = useState<Wanted>({ name: of?.name ?? '', password: '', roles: of?.roles ?? [] });
  const offered = roles.filter(
    ({ role, mayGive }) => role !== 'subject' && (mayGive || of?.roles.includes(role) === true),
  );
  const act = useAct(
    async ({ name, password, roles: list }: Wanted) => {
      if (of === null)
        return call('POST /v1/accounts', { body: { name, password: password === '' ? null : password, roles: list } });
      return call('PATCH /v1/accounts/{id}', {
        path: { id: of.id },
        body: { roles: list, ...(password === '' ? {} : { password }) },
      });
    },
    ['people', 'names'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(wanted);
  };
  const toggle = (role: Role): void =>
    setWanted({
      ...wanted,
      roles: wanted.roles.includes(role) ? wanted.roles.filter((one) => one !== role) : [...wanted.roles, role],
    });
  return (
    <Sheet title={of === null ? 'Make an account' : `Change ${of.name}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {of === null ? (
          <div className="field">
            <label htmlFor={`${id}name`}>Name, or e-mail address for a sign-in with your organisation</label>
            <input
              id={`${id}name`}
              required
              maxLength={200}
              autoComplete="off"
              value={wanted.name}
              onChange={({ target }) => setWanted({ ...wanted, name: target.value })}
            />
          </div>
        ) : null}
        <div className="field">
          <label htmlFor={`${id}password`}>
            {of === null
              ? 'First password, at least 12 characters; empty: your organisation lets the person in'
              : 'New password, if this one was lost'}
          </label>
          <input
            id={`${id}password`}
            type="password"
            minLength={12}
            autoComplete="new-password"
            value={wanted.password}
            onChange={({ target }) => setWanted({ ...wanted, password: target.value })}
          />
        </div>
        <fieldset className="choices">
          <legend className="label">Roles</legend>
          {offered.map(({ role, means }) => (
            <label key={role} className="choice">
              <input type="checkbox" checked={wanted.roles.includes(role)} onChange={() => toggle(role)} />
              <span>
                <strong>{role}</strong> <span className="note small">{means}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p className="note small">
          Whoever is changed is signed out everywhere. Roles that see persons are given by those who have them, or
          beside the data folder.
        </p>
        <Said error={act.error} />
        <SheetActs
          button={of === null ? 'Make the account' : `Save ${of.name}`}
          isDisabled={act.isRunning}
          onClose={onClose}
        />
      </form>
      {act.proof}
    </Sheet>
  );
}
