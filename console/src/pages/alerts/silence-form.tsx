import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';
import { offerUndo } from '../../parts/undo.js';

const HOURS = [1, 8, 24, 72, 168] as const;
const HOUR_MS = 3_600_000;
/** Labels by which alerts of one thing are alike. */
const ALIKE = ['deployment', 'requirement'];

interface Wanted {
  readonly hours: number;
  readonly why: string;
}

/** Has alerts like this one told to nobody for a while; it says for what, for how long and why. */
export function SilenceForm({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  const matchers = ALIKE.flatMap((label) =>
    labels[label] === undefined ? [] : [{ label, is: '=' as const, value: labels[label] }],
  );
  const [wanted, setWanted] = useState<Wanted>({ hours: 8, why: '' });
  const act = useAct(
    async ({ hours, why }: Wanted) => {
      const to = new Date(Date.now() + hours * HOUR_MS).toISOString();
      const { id } = await call('POST /v1/alerts/silences', { body: { matchers, why, to } });
      offerUndo({
        what: `Silenced for ${hours < 48 ? `${hours} h` : `${hours / 24} days`}`,
        undo: () => call('DELETE /v1/alerts/silences/{id}', { path: { id } }),
        touches: ['alerts'],
      });
    },
    ['alerts'],
    () => setWanted({ hours: 8, why: '' }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(wanted);
  };
  if (matchers.length === 0) return <p className="note">It has no label by which others like it are known.</p>;
  return (
    <form className="stack no-print" onSubmit={submit}>
      <p className="note">
        Nobody is told of alerts with {matchers.map(({ label, value }) => `${label} ${value}`).join(' and ')}. The
        monitor goes on, and so does the harm: a silence is for what is being mended.
      </p>
      <div className="row">
        <div className="field">
          <label htmlFor="silence-hours">For</label>
          <select
            id="silence-hours"
            value={wanted.hours}
            onChange={({ target }) => setWanted({ ...wanted, hours: Number(target.value) })}
          >
            {HOURS.map((hours) => (
              <option key={hours} value={hours}>
                {hours < 48 ? `${hours} h` : `${hours / 24} days`}
              </option>
            ))}
          </select>
        </div>
        <TextField
          label="Why"
          most={1000}
          isRequired
          value={wanted.why}
          onChange={(text) => setWanted({ ...wanted, why: text })}
        />
        <button type="submit" className="button" disabled={act.isRunning}>
          Silence
        </button>
      </div>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
