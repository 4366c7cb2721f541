import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import type { Control } from '../../api/controls.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';
import { Name } from '../../parts/words.js';
import { dayOf } from './words.js';

const MOST_SAID = 4_000;
const MOST_REFERENCE = 300;
const DAY_MS = 86_400_000;
/** As far ahead as a statement may hold. */
const MOST_DAYS = 3 * 365;

interface StateProps {
  readonly system: string;
  readonly of: Control;
  readonly onClose: () => void;
}

/** Says to a control what records do not decide, until a day. */
export function StateSheet({ system, of, onClose }: StateProps) {
  const [says, setSays] = useState('');
  const [reference, setReference] = useState('');
  const [until, setUntil] = useState(dayOf(Date.now() + 365 * DAY_MS));
  const act = useAct(
    () =>
      call('POST /v1/controls/records', {
        body: {
          ...{ system, kind: 'statement' },
          body: { control: of.id, says, until, ...(reference === '' ? {} : { reference }) },
        },
      }),
    ['controls'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Sheet title={`What you say to ${of.id}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <ul className="plain">
          {of.asks.map(({ what, who }) => (
            <li key={what}>
              <Name whole>{what}</Name> <span className="note">({who})</span>
            </li>
          ))}
        </ul>
        <TextField label="Your answer" value={says} onChange={setSays} most={MOST_SAID} rows={4} isRequired />
        <TextField
          label="Where it stands, such as a file"
          value={reference}
          onChange={setReference}
          most={MOST_REFERENCE}
        />
        <div className="field">
          <label htmlFor="state-until">Until which day it holds</label>
          <input
            id="state-until"
            type="date"
            required
            min={dayOf(Date.now() + DAY_MS)}
            max={dayOf(Date.now() + MOST_DAYS * DAY_MS)}
            value={until}
            onChange={({ target }) => setUntil(target.value)}
          />
        </div>
        <p className="note small">
          The control is “stated” then, not “met”: a person says it, and nobody checked it. It stands under your name.
        </p>
        <Said error={act.error} />
        <SheetActs button="Say it" isDisabled={act.isRunning} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}
