import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ChangeEvent, type FormEvent, useEffect, useId, useState } from 'react';
import { call } from '../../api/call.js';
import { policyQuery, registryQuery } from '../../api/queries.js';
import { Said, Sheet, useAct } from '../../parts/act.js';
import { duration } from '../../parts/time.js';

interface RunProps {
  readonly deployment: string | undefined;
  readonly onClose: () => void;
}

interface Wanted {
  readonly deployment: string;
  readonly since: string;
  readonly until: string;
  /** The text of a policy other than the one by which the deployment is watched. */
  readonly policy: string | null;
}

/** Audits recorded decisions of a deployment. The service goes on with it where the page is left. */
export function RunSheet({ deployment = '', onClose }: RunProps) {
  const id = useId();
  const registry = useQuery(registryQuery).data;
  const navigate = useNavigate();
  const [wanted, setWanted] = useState<Wanted>({ deployment, since: '', until: '', policy: null });
  const known = registry?.deployments.some((one) => one.id === wanted.deployment) === true;
  const watched = useQuery({ ...policyQuery(wanted.deployment), enabled: known }).data ?? null;
  const policy = wanted.policy ?? (watched?.isVerbatim === true ? watched.text : null);
  const act = useAct(
    async ({ deployment: of, since, until }: Wanted) => {
      const body = {
        ...{ deployment: of, policy: policy ?? '' },
        ...(since === '' ? {} : { since: new Date(since).toISOString() }),
        ...(until === '' ? {} : { until: new Date(until).toISOString() }),
      };
      const { audit, unjudged } = await call('POST /v1/audits', { body });
      if (audit === null) throw new Error(unjudged?.message ?? 'The decisions could not be judged by this policy.');
      void navigate({ to: '/audits/$id', params: { id: audit.id } });
    },
    ['audits'],
  );
  const set = (change: Partial<Wanted>): void => setWanted({ ...wanted, ...change });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(wanted);
  };
  const take = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const text = await target.files?.[0]?.text();
    if (text !== undefined) set({ policy: text });
  };
  return (
    <Sheet title="Run an audit" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <div className="field">
          <label htmlFor={`${id}of`}>Deployment</label>
          <input
            id={`${id}of`}
            list={`${id}list`}
            required
            value={wanted.deployment}
            onChange={({ target }) => set({ deployment: target.value })}
          />
          <datalist id={`${id}list`}>
            {(registry?.deployments ?? []).map((one) => (
              <option key={one.id} value={one.id} />
            ))}
          </datalist>
        </div>
        <div className="row">
          <div className="field grow">
            <label htmlFor={`${id}since`}>Decided from (the first, if empty)</label>
            <input
              id={`${id}since`}
              type="datetime-local"
              value={wanted.since}
              onChange={({ target }) => set({ since: target.value })}
            />
          </div>
          <div className="field grow">
            <label htmlFor={`${id}until`}>Until (now, if empty)</label>
            <input
              id={`${id}until`}
              type="datetime-local"
              value={wanted.until}
              onChange={({ target }) => set({ until: target.value })}
            />
          </div>
        </div>
        <div className="field">
          <label htmlFor={`${id}policy`}>Policy file</label>
          <input id={`${id}policy`} type="file" accept=".yaml,.yml,text/yaml" onChange={(event) => void take(event)} />
          <span className="note small">
            {wanted.policy !== null
              ? 'The file that you chose.'
              : policy !== null
                ? `Without a file: the policy by which it is watched, ${watched?.name} ${watched?.version}.`
                : 'Choose one: the deployment is not watched, or its policy is not shown to you verbatim.'}
          </span>
        </div>
        <Said error={act.error} />
        {act.isRunning ? <Running /> : null}
        <p className="acts">
          <button type="submit" className="button main-act" disabled={act.isRunning || policy === null}>
            Run the audit
          </button>
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </p>
      </form>
      {act.proof}
    </Sheet>
  );
}

const SECOND_MS = 1_000;

/** For how long it has run. */
function Running() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((old) => old + 1), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="note" role="status">
      Counting and judging{seconds === 0 ? '' : `, for ${duration(seconds)}`} … Its result stands in the list also where
      you leave the page.
    </p>
  );
}
