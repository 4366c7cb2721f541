import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { Said } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { LAST_DAY } from '../../parts/moments.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { useAddition } from './use-change.js';

type Action = wire.Incident['actions'][number];

/** What is to be done, by whom and by when. */
export function Actions({ of }: { readonly of: wire.Incident }) {
  const mayChange = of.may.includes('change') && of.state !== 'closed';
  return (
    <div className="stack">
      {of.actions.length === 0 ? (
        <p className="quiet">No action yet.</p>
      ) : (
        <ul className="tasks">
          {of.actions.map((one) => (
            <One key={one.id} action={one} of={of} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {mayChange ? <Add of={of} /> : null}
    </div>
  );
}

function One({ action, of, mayChange }: { action: Action; of: wire.Incident; mayChange: boolean }) {
  const { id, text, owner, dueAt, isOverdue, done } = action;
  return (
    <li className="task">
      <span className="what">
        {id}. <Name>{owner}</Name>{' '}
        {done !== null ? (
          <Badge look="good" glyph="●">
            done
          </Badge>
        ) : isOverdue ? (
          <Badge look="bad" glyph="■">
            overdue
          </Badge>
        ) : null}
      </span>
      <span className="when">
        <Time at={done?.at ?? dueAt} relative />
      </span>
      <span className="why">
        <bdi className="lines">{text}</bdi>
        {done === null ? null : (
          <>
            {' '}
            Done by <Actor id={done.by} />: <Name>{done.evidence}</Name>
          </>
        )}
        {done === null && mayChange ? <Done id={id} of={of} /> : null}
      </span>
    </li>
  );
}

function Done({ id, of }: { readonly id: number; readonly of: wire.Incident }) {
  const [evidence, setEvidence] = useState('');
  const act = useAddition(of);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'action-done', action: id, evidence });
  };
  return (
    <form className="row no-print" onSubmit={submit}>
      <TextField label="What shows that it is done" most={1000} isRequired value={evidence} onChange={setEvidence} />
      <button type="submit" className="button" disabled={act.isRunning}>
        Done
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

function Add({ of }: { readonly of: wire.Incident }) {
  const [text, setText] = useState('');
  const [owner, setOwner] = useState('');
  const [day, setDay] = useState('');
  const act = useAddition(of, () => setText(''));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // The end of the day in the zone of the reader.
    act.run({ kind: 'action', text, owner, dueAt: new Date(`${day}T23:59:59`).toISOString() });
  };
  return (
    <form className="row no-print" onSubmit={submit}>
      <TextField label="What is to be done" most={1000} isRequired value={text} onChange={setText} />
      <TextField label="By whom" most={200} isRequired value={owner} onChange={setOwner} />
      <div className="field">
        <label htmlFor="action-day">By when</label>
        <input
          id="action-day"
          type="date"
          required
          max={LAST_DAY}
          value={day}
          onChange={({ target }) => setDay(target.value)}
        />
      </div>
      <button type="submit" className="button" disabled={act.isRunning}>
        Add
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
