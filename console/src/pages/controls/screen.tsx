import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { screenQuery } from '../../api/controls.js';
import { Said, useAct } from '../../parts/act.js';
import { useMaySome } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { TextField } from '../../parts/text-field.js';
import { Badge, Name } from '../../parts/words.js';

type Of = wire.SystemScreen;
type Question = Of['open'][number];

const MOST_NOTE = 2_000;

/** Which classes of law a system falls in by the answers about it, and the questions that nobody has answered. */
export function Screen({ system }: { readonly system: string }) {
  const screen = useQuery(screenQuery({ system }));
  return (
    <Answer of={screen} what="what the system is">
      {(of) => (
        <>
          <Classes of={of} />
          <Section
            title={
              of.open.length === 0
                ? 'Every question is answered'
                : `Questions that nobody has answered: ${of.open.length}`
            }
          >
            {of.open.length === 0 ? null : <Questions system={system} of={of.open} />}
          </Section>
          <Answered answers={of.answers} />
          <p className="note small">
            Questions of {of.date}, from <Name whole>{of.origin}</Name>
          </p>
        </>
      )}
    </Answer>
  );
}

const Classes = ({ of }: { readonly of: Of }) => (
  <div className="stack">
    {of.route === null ? null : (
      <p className="verdict care" role="status">
        Conformity: <Name whole>{of.route.route}</Name> <span className="note small">{of.route.source}</span>
      </p>
    )}
    <ul className="tasks">
      {of.classes.map(({ id, name, inForce, from, because, source }) => (
        <li key={id} className={`task ${inForce ? 'care' : ''}`}>
          <span className="what">
            <Name>{name}</Name>
          </span>
          <span className="when">{inForce ? `in force since ${from}` : `from ${from}`}</span>
          <span className="why">
            {because.length === 0 ? '' : 'Because: '}
            <Name whole>{because.join('; ')}</Name> <span className="small">({source})</span>
          </span>
        </li>
      ))}
      {of.undecided.map(({ id, name, open }) => (
        <li key={id} className="task">
          <span className="what">
            <Badge look="care" glyph="◆">
              undecided
            </Badge>{' '}
            <Name>{name}</Name>
          </span>
          <span className="when" />
          <span className="why">
            {open.length === 1 ? 'One question decides it' : `${open.length} questions decide it`}:{' '}
            <Name whole>{open.map(({ asks }) => asks).join(' ')}</Name>
          </span>
        </li>
      ))}
    </ul>
    {of.classes.length + of.undecided.length === 0 ? (
      <p className="note">By the answers it falls in no class that the questions know.</p>
    ) : null}
  </div>
);

type Answers = Readonly<Record<string, boolean>>;

function Questions({ system, of }: { readonly system: string; readonly of: readonly Question[] }) {
  const may = useMaySome('control.record');
  const [answers, setAnswers] = useState<Answers>({});
  const [note, setNote] = useState('');
  const act = useAct(
    () =>
      call('POST /v1/controls/records', {
        body: { system, kind: 'profile', body: { answers, ...(note === '' ? {} : { note }) } },
      }),
    ['controls'],
    () => {
      setAnswers({});
      setNote('');
    },
  );
  const n = Object.keys(answers).length;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <ul className="questions">
        {of.map((one) => (
          <li key={one.id}>
            <fieldset className="choices">
              <legend>
                <Name whole>{one.asks}</Name>
                <span className="note small block">
                  {one.who} · {one.source}
                </span>
              </legend>
              {may ? (
                <span className="row">
                  {[true, false].map((value) => (
                    <label className="choice" key={String(value)}>
                      <input
                        type="radio"
                        name={one.id}
                        checked={answers[one.id] === value}
                        onChange={() => setAnswers({ ...answers, [one.id]: value })}
                      />
                      <span>{value ? 'yes' : 'no'}</span>
                    </label>
                  ))}
                </span>
              ) : null}
            </fieldset>
          </li>
        ))}
      </ul>
      {may ? (
        <>
          <TextField label="With whom it was answered" value={note} onChange={setNote} most={MOST_NOTE} />
          <Said error={act.error} />
          <p className="acts">
            <button type="submit" className="button main-act" disabled={n === 0 || act.isRunning}>
              {n === 1 ? 'Keep one answer' : `Keep ${n} answers`}
            </button>
          </p>
        </>
      ) : (
        <p className="note">The owner, or a developer, a validator or legal answers them.</p>
      )}
      {act.proof}
    </form>
  );
}

function Answered({ answers }: { readonly answers: Answers }) {
  const all = Object.entries(answers);
  if (all.length === 0) return null;
  return (
    <details className="section">
      <summary>What was answered: {all.length}</summary>
      <ul className="plain">
        {all.map(([id, value]) => (
          <li key={id}>
            <code>{id}</code>: {value ? 'yes' : 'no'}
          </li>
        ))}
      </ul>
    </details>
  );
}
