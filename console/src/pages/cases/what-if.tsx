import { type FormEvent, useState } from 'react';
import { formatNumber } from 'tribune/charts';
import { call } from '../../api/call.js';
import type { CaseReading } from '../../api/cases.js';
import { Said, useAct } from '../../parts/act.js';
import { Section } from '../../parts/page.js';
import { inputText, outcomeText } from './words.js';

type Revealed = Exclude<CaseReading, { readonly stage: 'blind' | 'ended' }>;

interface Told {
  readonly score: number;
  readonly outcome: 0 | 1;
  readonly left: number;
}

/** What the version that decided says where one input is another. Each question is counted. */
export function WhatIf({ of: { id, inputs, scale } }: { readonly of: Revealed }) {
  const names = Object.keys(inputs as object);
  const [name, setName] = useState(names[0] ?? '');
  const [value, setValue] = useState('');
  const [told, setTold] = useState<Told | null>(null);
  const before = (inputs as Record<string, unknown>)[name];
  const act = useAct(async () => {
    const changes = { [name]: typeof before === 'number' ? Number(value) : value };
    setTold(await call('POST /v1/cases/{id}/what-if', { path: { id }, body: { changes } }));
  }, []);
  if (names.length === 0) return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!act.isRunning) act.run(undefined);
  };
  return (
    <Section title="What the model says of other inputs">
      <form className="stack" onSubmit={submit}>
        <p>
          <label>
            Where{' '}
            <select value={name} onChange={({ target }) => setName(target.value)}>
              {names.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>{' '}
          <label>
            is not {inputText(before)} but{' '}
            <input required value={value} onChange={({ target }) => setValue(target.value)} />
          </label>{' '}
          <button type="submit" className="button" disabled={act.isRunning}>
            Ask the model
          </button>
        </p>
        {told === null ? null : (
          <p role="status">
            It gives {formatNumber(told.score)}, and so would decide <strong>{outcomeText(scale, told.outcome)}</strong>
            . You may ask {told.left} times more about this case.
          </p>
        )}
        <Said error={act.error} />
      </form>
    </Section>
  );
}
