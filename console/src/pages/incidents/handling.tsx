import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { dutiesQuery } from '../../api/incidents.js';
import { Said } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { useChange } from './use-change.js';

/** Roles, cause, containment and post-mortem, with the forms that change them. */
export function Handling({ of }: { readonly of: wire.Incident }) {
  const words = useQuery(dutiesQuery).data;
  const mayChange = of.may.includes('change') && of.state !== 'closed';
  return (
    <div className="stack">
      <dl className="facts">
        {Object.entries(words?.roles ?? {}).map(([role, does]) => (
          <Role key={role} role={role} does={does} who={of.roles[role]} />
        ))}
        <dt>Cause</dt>
        <dd>
          {of.cause}
          {words === undefined ? '' : `: ${words.causes[of.cause]}`}
        </dd>
        <dt>Contained</dt>
        <dd>{of.containment === null ? 'not yet' : <Signed of={of.containment} />}</dd>
        <dt>Affected</dt>
        <dd>
          {of.affected === null ? (
            'not said'
          ) : (
            <>
              <Name>{of.affected.who}</Name>,{' '}
              {of.affected.number === null ? 'how many is not known' : `about ${of.affected.number}`} (
              {of.affected.method})
            </>
          )}
        </dd>
        <dt>Post-mortem</dt>
        <dd>{of.postMortem === null ? 'none yet' : <Signed of={of.postMortem} />}</dd>
      </dl>
      {mayChange ? (
        <details className="no-print">
          <summary>Change it</summary>
          <div className="stack">
            <RoleForm of={of} roles={Object.keys(words?.roles ?? {})} />
            <StateForm of={of} />
            <CauseForm of={of} causes={words?.causes ?? {}} />
            <TextForm of={of} kind="containment" label="How it is contained" button="Say that it is contained" />
            <TextForm
              of={of}
              kind="post-mortem"
              label="Post-mortem: what happened, why, and what changes"
              button="Save the post-mortem"
            />
          </div>
        </details>
      ) : null}
    </div>
  );
}

const Role = ({ role, does, who }: { role: string; does: string; who: string | undefined }) => (
  <>
    <dt>{role}</dt>
    <dd>{who === undefined ? <span className="note">nobody yet: {does}</span> : <Name>{who}</Name>}</dd>
  </>
);

const Signed = ({ of: { text, by, at } }: { readonly of: { text: string; by: string; at: string } }) => (
  <>
    <bdi className="lines">{text}</bdi>{' '}
    <span className="note small">
      <Actor id={by} />, <Time at={at} />
    </span>
  </>
);

interface FormProps {
  readonly of: wire.Incident;
}

function RoleForm({ of, roles }: FormProps & { readonly roles: readonly string[] }) {
  const [role, setRole] = useState('commander');
  const [who, setWho] = useState('');
  const act = useChange(
    of,
    () => setWho(''),
    (done) =>
      done.kind !== 'role'
        ? null
        : {
            what: done.who === null ? `Nobody is ${done.role}` : `${done.who} is ${done.role}`,
            change: { ...done, who: of.roles[done.role] ?? null },
          },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'role', role: role as 'commander', who: who === '' ? null : who });
  };
  return (
    <form className="row" onSubmit={submit}>
      <div className="field">
        <label htmlFor="role">Role</label>
        <select id="role" value={role} onChange={({ target }) => setRole(target.value)}>
          {roles.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <TextField label="Who, by the name of the account" most={200} value={who} onChange={setWho} />
      <button type="submit" className="button" disabled={act.isRunning}>
        Give the role
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

function StateForm({ of }: FormProps) {
  const next = of.nextStates.filter((one) => one !== 'contained' || of.containment !== null);
  const [to, setTo] = useState('');
  const act = useChange(of, () => setTo(''));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'state', to: to as wire.Incident['state'] });
  };
  return (
    <form className="row" onSubmit={submit}>
      <div className="field grow">
        <label htmlFor="state">Next state</label>
        <select id="state" required value={to} onChange={({ target }) => setTo(target.value)}>
          <option value="">choose</option>
          {next.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <button type="submit" className="button" disabled={act.isRunning}>
        Move it
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

function CauseForm({ of, causes }: FormProps & { readonly causes: Readonly<Record<string, string>> }) {
  // Until the reader chooses one it is that of the incident, also where somebody else names it meanwhile.
  const [chosen, setChosen] = useState<string | null>(null);
  const cause = chosen ?? of.cause;
  const [text, setText] = useState('');
  const act = useChange(
    of,
    () => {
      setText('');
      setChosen(null);
    },
    (done) =>
      done.kind !== 'cause'
        ? null
        : { what: `The cause is ${done.cause}`, change: { kind: 'cause', cause: of.cause, text: 'taken back' } },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'cause', cause: cause as wire.Incident['cause'], text });
  };
  return (
    <form className="row" onSubmit={submit}>
      <div className="field">
        <label htmlFor="cause">Cause</label>
        <select id="cause" value={cause} onChange={({ target }) => setChosen(target.value)}>
          {Object.entries(causes).map(([one, says]) => (
            <option key={one} value={one}>
              {one}: {says}
            </option>
          ))}
        </select>
      </div>
      <TextField label="What shows it" most={10_000} value={text} onChange={setText} />
      <button type="submit" className="button" disabled={act.isRunning}>
        Name the cause
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

interface TextFormProps extends FormProps {
  readonly kind: 'containment' | 'post-mortem';
  readonly label: string;
  readonly button: string;
}

function TextForm({ of, kind, label, button }: TextFormProps) {
  const [text, setText] = useState('');
  const act = useChange(of, () => setText(''));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind, text });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField label={label} rows={3} most={10_000} isRequired value={text} onChange={setText} />
      <p className="acts">
        <button type="submit" className="button" disabled={act.isRunning}>
          {button}
        </button>
      </p>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
