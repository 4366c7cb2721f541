import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';

/** Longest text, as the service takes it. */
const MOST_STANDARD = 20_000;

interface Props {
  readonly system: string;
  readonly calibration: string;
  /** The version before; empty for none. */
  readonly before: string;
}

/** The form that writes what readers go by anew. */
export function WriteStandard({ system, calibration, before }: Props) {
  const [text, setText] = useState(before);
  const act = useAct(
    () => call('POST /v1/standards/{system}', { path: { system }, body: { text, calibration } }),
    ['calibrations'],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label="What readers go by from now on, at every case of this system"
        most={MOST_STANDARD}
        rows={8}
        isRequired
        value={text}
        onChange={setText}
      />
      <p className="note small">
        It names no person. Each text is a new version, and readers see the newest at the case.
      </p>
      <p className="acts">
        <button type="submit" className="button" disabled={act.isRunning || text.trim() === '' || text === before}>
          Write it down
        </button>
      </p>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
