import { type FormEvent, useId, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';

type Scope = wire.ApiKey['scopes'][number];

interface FormProps {
  readonly scopes: wire.KeyList['scopes'];
  readonly onClose: () => void;
  readonly onIssued: (key: wire.IssuedKey) => void;
}

/** Days for which a key is made unless its maker says otherwise. */
const USUAL_DAYS = 365;

/** Makes a key with the scopes that the reader may give. */
export function KeyForm({ scopes, onClose, onIssued }: FormProps) {
  const id = useId();
  const [name, setName] = useState('');
  const [days, setDays] = useState(String(USUAL_DAYS));
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  const act = useAct(
    async (body: { name: string; scopes: readonly Scope[]; days: number }) =>
      onIssued(await call('POST /v1/keys', { body })),
    ['people', 'names'],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run({ name, scopes: chosen, days: Number(days) });
  };
  const toggle = (scope: Scope): void =>
    setChosen(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]);
  return (
    <Sheet title="Make a key" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <div className="row">
          <TextField
            label="What it is for, such as: scoring service"
            most={200}
            isRequired
            value={name}
            onChange={setName}
          />
          <div className="field">
            <label htmlFor={`${id}days`}>Days until it expires</label>
            <input
              id={`${id}days`}
              type="number"
              required
              min={1}
              max={3650}
              value={days}
              onChange={({ target }) => setDays(target.value)}
            />
          </div>
        </div>
        <fieldset className="choices">
          <legend className="label">What it may do</legend>
          {scopes
            .filter(({ mayGive }) => mayGive)
            .map(({ scope, means }) => (
              <label key={scope} className="choice">
                <input type="checkbox" checked={chosen.includes(scope)} onChange={() => toggle(scope)} />
                <span>
                  <strong>{scope}</strong> <span className="note small">{means}</span>
                </span>
              </label>
            ))}
        </fieldset>
        <Said error={act.error} />
        <SheetActs button="Make the key" isDisabled={act.isRunning || chosen.length === 0} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}
