import { type FormEvent, useId, useState } from 'react';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { Explained, type Told } from '../../parts/explained.js';

const VIEWS = { subject: 'the person', reviewer: 'whoever reviews it' } as const;
type View = keyof typeof VIEWS;
const isView = (text: string): text is View => Object.hasOwn(VIEWS, text);

/** Time after which an explanation that is being made is asked for again, and how often, ms: the first of a version opens its files. */
const AGAIN_MS = 1000;
const TIMES = 30;

/** Why a decision came out as it did, as the person or a reviewer is told it. */
export function Explanation({ id }: { readonly id: string }) {
  const field = useId();
  const [view, setView] = useState<View>('reviewer');
  const [done, setDone] = useState<Told | 'pending' | null>(null);
  const act = useAct(async () => {
    setDone(null);
    setDone(await made(id, view));
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <div className="stack">
      <p className="note">
        By the files that are registered with the version that decided. That you were given it is written into the log,
        and counts against your explanations of the day.
      </p>
      <form className="row no-print" onSubmit={submit}>
        <div className="field">
          <label htmlFor={field}>As it is told to</label>
          <select id={field} value={view} onChange={({ target }) => isView(target.value) && setView(target.value)}>
            {Object.entries(VIEWS).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" className="button" disabled={act.isRunning}>
          {act.isRunning ? 'Explaining …' : 'Explain it'}
        </button>
      </form>
      <Said error={act.error} />
      {done === 'pending' ? (
        <p className="note" role="status">
          It is still being made. Ask again in a while: it is made once and kept.
        </p>
      ) : null}
      {done === null || done === 'pending' ? null : <Explained of={done} />}
      {act.proof}
    </div>
  );
}

async function made(id: string, view: View): Promise<Told | 'pending'> {
  for (let asked = 0; asked < TIMES; asked++) {
    const answer = await call('GET /v1/decisions/{id}/explanation', { path: { id }, query: { view } });
    if (!('status' in answer)) return answer as Told;
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
  return 'pending';
}
