import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { offerUndo } from '../../parts/undo.js';
import { Name } from '../../parts/words.js';

const KINDS = ['audit', 'alert', 'stop', 'document'] as const;
type Kind = (typeof KINDS)[number];

/** On what an incident was closed; or what is still needed, and the form that closes it. */
export function Closing({ of }: { readonly of: wire.Incident }) {
  if (of.closing !== null) return <Closed of={of} closing={of.closing} />;
  const may = of.may.includes('close');
  return (
    <div className="stack">
      {of.closingNeeds.length === 0 ? (
        <p className="quiet">Nothing is open. It can be closed on evidence.</p>
      ) : (
        <>
          <p>Before it can be closed:</p>
          <ul>
            {of.closingNeeds.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        </>
      )}
      {may && of.closingNeeds.length === 0 ? <CloseForm of={of} /> : null}
      {may ? null : <p className="note">An incident lead or the owner of the system closes it.</p>}
    </div>
  );
}

function Closed({ of, closing }: { of: wire.Incident; closing: NonNullable<wire.Incident['closing']> }) {
  const [text, setText] = useState('');
  const { id, revision } = of;
  const act = useAct(
    () => call('POST /v1/incidents/{id}/reopen', { path: { id }, body: { revision, text } }),
    ['incidents'],
    () => setText(''),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <div className="stack">
      <p>
        <Time at={closing.at} /> by <Actor id={closing.by} />, answered by <Name>{closing.answeredBy}</Name>:{' '}
        <bdi className="lines">{closing.text}</bdi>
      </p>
      <ul>
        {closing.evidence.map(({ kind, id: what }) => (
          <li key={`${kind} ${what}`}>
            {kind} <Name>{what}</Name>
          </li>
        ))}
      </ul>
      {of.may.includes('change') ? (
        <form className="row no-print" onSubmit={submit}>
          <TextField label="Why it is open again" most={10_000} isRequired value={text} onChange={setText} />
          <button type="submit" className="button" disabled={act.isRunning}>
            Reopen it
          </button>
          <Said error={act.error} />
          {act.proof}
        </form>
      ) : null}
    </div>
  );
}

/** The state to which a closed incident is opened again, whatever it was in before. */
const REOPENED = 'investigating';

function CloseForm({ of: { id, revision, state } }: { readonly of: wire.Incident }) {
  const [text, setText] = useState('');
  const [kind, setKind] = useState<Kind>('audit');
  const [what, setWhat] = useState('');
  const act = useAct(async () => {
    const body = { revision, text, evidence: [{ kind, id: what }] };
    const closed = await call('POST /v1/incidents/{id}/close', { path: { id }, body });
    const again = { revision: closed.revision, text: 'Closed by mistake: taken back.' };
    offerUndo({
      what: 'The incident is closed',
      ...(state === REOPENED ? {} : { differs: `Taken back, its state is ${REOPENED}, and no longer ${state}.` }),
      undo: () => call('POST /v1/incidents/{id}/reopen', { path: { id }, body: again }),
      touches: ['incidents'],
    });
  }, ['incidents']);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="stack no-print" onSubmit={submit}>
      <TextField label="Why it is over" rows={2} most={10_000} isRequired value={text} onChange={setText} />
      <div className="row">
        <div className="field">
          <label htmlFor="closing-kind">Shown by</label>
          <select id="closing-kind" value={kind} onChange={({ target }) => setKind(target.value as Kind)}>
            {KINDS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <TextField
          label={kind === 'document' ? 'What it is, and where' : 'Its id'}
          most={500}
          isRequired
          value={what}
          onChange={setWhat}
        />
        <button type="submit" className="button main-act" disabled={act.isRunning}>
          Close the incident
        </button>
      </div>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
