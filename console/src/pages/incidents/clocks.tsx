import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { dutiesQuery } from '../../api/incidents.js';
import { Said } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { Facts, withFact } from './facts.js';
import { useAddition, useChange } from './use-change.js';
import { type Clock, ClockBadge } from './words.js';

type Fact = wire.Incident['facts'][number];

/** The clocks of duties that run, what began none, and the facts that begin them. */
export function Clocks({ of }: { readonly of: wire.Incident }) {
  const mayChange = of.may.includes('change') && of.state !== 'closed';
  return (
    <div className="stack">
      {of.clocks.length === 0 ? (
        <p className="quiet">No clock runs. Facts begin them, where a duty holds for the system.</p>
      ) : (
        <ul className="tasks">
          {of.clocks.map((clock) => (
            <Running key={clock.duty} clock={clock} of={of} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {of.dutiesNotBegun.length === 0 ? null : (
        <ul className="note small">
          {of.dutiesNotBegun.map(({ duty, why }) => (
            <li key={duty}>
              <code>{duty}</code> has no clock: {why}. <DutyText of={duty} />
            </li>
          ))}
        </ul>
      )}
      <p className="note small">Evidence for what was done and when. Whether a duty holds is for lawyers to say.</p>
      {mayChange ? <ChangeFacts of={of} /> : null}
    </div>
  );
}

/** What a duty asks for, where dated data have it: duties of an institution stand in its plan. */
function DutyText({ of }: { readonly of: string }) {
  const duty = useQuery(dutiesQuery).data?.duties.find(({ id }) => id === of);
  return duty?.what ?? null;
}

function Running({ clock, of, mayChange }: { clock: Clock; of: wire.Incident; mayChange: boolean }) {
  const { duty, what, to, source, dated, dueAt, status, filed, waived } = clock;
  return (
    <li className="task">
      <span className="what">
        {duty} <ClockBadge of={status} />
      </span>
      <span className="when">{dueAt === null ? 'at once' : <Time at={dueAt} relative />}</span>
      <span className="why">
        {what} To {to}.{' '}
        <span className="small">
          {source}
          {dated === null ? '' : `, as known on ${dated}`}.
        </span>
        {filed === null ? null : (
          <>
            {' '}
            Filed <Time at={filed.at} /> by <Actor id={filed.by} />: <Name whole>{filed.reference}</Name>.
          </>
        )}
        {waived === null ? null : (
          <>
            {' '}
            Waived by <Actor id={waived.by} />: <Name whole>{waived.reason}</Name>.
          </>
        )}
        {mayChange && filed === null && waived === null ? <EndClock duty={duty} of={of} /> : null}
      </span>
    </li>
  );
}

/** Says that the report was filed, or why none is. */
function EndClock({ duty, of }: { readonly duty: string; readonly of: wire.Incident }) {
  const [text, setText] = useState('');
  const act = useAddition(of);
  const file = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'filed', duty, at: new Date(Date.now() - 1000).toISOString(), reference: text });
  };
  return (
    <form className="row no-print" onSubmit={file}>
      <TextField
        label="What shows that it was filed, or why it is not"
        most={1000}
        isRequired
        value={text}
        onChange={setText}
      />
      <button type="submit" className="button" disabled={act.isRunning}>
        It was filed now
      </button>
      <button
        type="button"
        className="button"
        disabled={act.isRunning || text === ''}
        onClick={() => act.run({ kind: 'waived', duty, reason: text })}
      >
        Waive it
      </button>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

function ChangeFacts({ of }: { readonly of: wire.Incident }) {
  const words = useQuery(dutiesQuery).data;
  // What the reader chose stands beside what others changed meanwhile, and does not take their facts back.
  const [chosen, setChosen] = useState<ReadonlyMap<Fact, boolean>>(new Map());
  const facts = [...chosen].reduce((all, [fact, isOn]) => withFact(all, fact, isOn), of.facts as readonly Fact[]);
  const [began, setBegan] = useState('');
  const act = useChange(of, () => {
    setChosen(new Map());
    setBegan('');
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ kind: 'facts', facts, ...(began === '' ? {} : { occurredAt: new Date(began).toISOString() }) });
  };
  return (
    <details className="no-print">
      <summary>Facts of it</summary>
      <form className="stack" onSubmit={submit}>
        <Facts
          words={words?.facts}
          chosen={facts}
          onChoose={(fact, isOn) => setChosen(new Map(chosen).set(fact, isOn))}
        />
        <div className="field">
          <label htmlFor="began">When it began, where that is known by now</label>
          <input id="began" type="datetime-local" value={began} onChange={({ target }) => setBegan(target.value)} />
        </div>
        <p className="acts">
          <button type="submit" className="button" disabled={act.isRunning}>
            Save the facts
          </button>
        </p>
        <Said error={act.error} />
        {act.proof}
      </form>
    </details>
  );
}
