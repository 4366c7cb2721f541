import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import type { Gate } from '../../api/gates.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';

const MOST_REASON = 2_000;
const DAY_MS = 86_400_000;

interface WaiveProps {
  readonly of: Gate;
  readonly requirement: string;
  readonly onClose: () => void;
}

/** Proposes, for the first of two persons, that a requirement goes unmet until a time. */
export function WaiveSheet({ of, requirement, onClose }: WaiveProps) {
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('7');
  const most = of.gate.waivers?.mostDays ?? 30;
  const act = useAct(
    () =>
      call('POST /v1/gate-waivers', {
        body: {
          ...{ deployment: of.deployment, requirement, reason },
          until: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
          ...(of.version === null ? {} : { version: of.version }),
        },
      }),
    ['gates'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Sheet title={`Propose to waive ${requirement}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>
          Another person confirms it, and one of you two is above the owner: {of.gate.waivers?.above.join(', ')}. The
          gate is signed anew with it, and its reason stands wherever the gate does.
        </p>
        <TextField label="Why" value={reason} onChange={setReason} most={MOST_REASON} rows={3} isRequired />
        <div className="field">
          <label htmlFor="waive-days">For how many days, at most {most}</label>
          <input
            id="waive-days"
            type="number"
            min={1}
            max={most}
            required
            value={days}
            onChange={({ target }) => setDays(target.value)}
          />
        </div>
        <Said error={act.error} />
        <SheetActs button="Propose it" isDisabled={act.isRunning} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}
