import { useQuery } from '@tanstack/react-query';
import { type ChangeEvent, type FormEvent, useDeferredValue, useId, useState } from 'react';
import { call } from '../../api/call.js';
import { policyQuery, registeredOfQuery } from '../../api/queries.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { MOST_POLICY_BYTES, textOf } from '../../parts/files.js';
import { LAST_MINUTE } from '../../parts/moments.js';
import { NameField } from '../../parts/name-field.js';
import { deploymentOf } from '../../parts/registered.js';

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

/** Begins an audit of recorded decisions of a deployment: the service goes on with it, whatever becomes of the page. */
export function RunSheet({ deployment = '', onClose }: RunProps) {
  const id = useId();
  const [wanted, setWanted] = useState<Wanted>({ deployment, since: '', until: '', policy: null });
  const [unread, setUnread] = useState<Error | null>(null);
  const known = useIsRegistered(wanted.deployment);
  const watched = useQuery({ ...policyQuery(wanted.deployment), enabled: known }).data ?? null;
  const policy = wanted.policy ?? (watched?.isVerbatim === true ? watched.text : null);
  const act = useAct(
    async ({ deployment: of, since, until }: Wanted) => {
      const body = {
        ...{ deployment: of, policy: policy ?? '' },
        ...(since === '' ? {} : { since: new Date(since).toISOString() }),
        ...(until === '' ? {} : { until: new Date(until).toISOString() }),
      };
      await call('POST /v1/audit-runs', { body });
      onClose();
    },
    ['audit-runs'],
  );
  const set = (change: Partial<Wanted>): void => setWanted({ ...wanted, ...change });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(wanted);
  };
  const take = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = target.files?.[0];
    if (file === undefined) return;
    try {
      const policy = await textOf(file, MOST_POLICY_BYTES);
      setWanted((old) => ({ ...old, policy }));
      setUnread(null);
    } catch (cause) {
      setUnread(cause as Error);
    }
  };
  return (
    <Sheet title="Run an audit" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <NameField
          id={`${id}of`}
          label="Deployment"
          kind="deployment"
          value={wanted.deployment}
          onChange={(name) => set({ deployment: name })}
        />
        <div className="row">
          <div className="field grow">
            <label htmlFor={`${id}since`}>Decided from (the first, if empty)</label>
            <input
              id={`${id}since`}
              type="datetime-local"
              max={LAST_MINUTE}
              value={wanted.since}
              onChange={({ target }) => set({ since: target.value })}
            />
          </div>
          <div className="field grow">
            <label htmlFor={`${id}until`}>Until (now, if empty)</label>
            <input
              id={`${id}until`}
              type="datetime-local"
              max={LAST_MINUTE}
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
        <Said error={unread ?? act.error} />
        <SheetActs button="Run the audit" isDisabled={act.isRunning || policy === null} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}

/** Whether a deployment of this name is registered; of one that is still typed nothing is asked after every letter. */
function useIsRegistered(typed: string): boolean {
  const name = useDeferredValue(typed);
  const registry = useQuery({ ...registeredOfQuery({ deployment: name }), enabled: name !== '' }).data;
  return name === typed && deploymentOf(typed, registry) !== undefined;
}
