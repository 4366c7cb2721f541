import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { wire } from 'tribune/client';
import { auditsQuery } from '../../api/audits.js';
import { call } from '../../api/call.js';
import type { Registry } from '../../api/queries.js';
import { Said, useAct } from '../../parts/act.js';
import { useMay } from '../../parts/may.js';
import { activationOf, deploymentOf } from '../../parts/registered.js';
import { Answer } from '../../parts/states.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import type { Stop } from './words.js';

interface ProposeProps {
  readonly of: Stop;
  readonly registry: Registry | undefined;
}

/** The first person of two says on which audits, or for which reason without them, a stop is to end. */
export function Propose({ of, registry }: ProposeProps) {
  const mayRead = useMay()('audit.read');
  const [isWaived, setWaived] = useState(false);
  const [waiver, setWaiver] = useState('');
  const [typed, setTyped] = useState('');
  // Of one deployment all audits are asked for, so that those of others push none out of the list.
  const only = of.deployments === 'all' || of.deployments.length !== 1 ? undefined : of.deployments[0];
  const audits = useQuery({ ...auditsQuery(only), enabled: mayRead });
  const fresh = freshOf(of, audits.data?.audits ?? [], registry);
  const act = useAct(
    (body: { audits: string[]; waiver?: string }) =>
      call('POST /v1/stops/{id}/resumptions', { path: { id: of.id }, body }),
    ['stops'],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const ids = mayRead ? fresh.map(({ id }) => id) : typed.split(/[\s,]+/).filter(Boolean);
    act.run(isWaived ? { audits: [], waiver } : { audits: ids });
  };
  return (
    <form className="stack card no-print" onSubmit={submit}>
      <fieldset className="choices">
        <legend className="label">Resume it</legend>
        <label className="choice">
          <input type="radio" name="ground" checked={!isWaived} onChange={() => setWaived(false)} />
          <span>
            <strong>On fresh audits</strong>
          </span>
        </label>
        <label className="choice">
          <input type="radio" name="ground" checked={isWaived} onChange={() => setWaived(true)} />
          <span>
            <strong>Without an audit</strong> <span className="note small">for a reason that the log keeps</span>
          </span>
        </label>
      </fieldset>
      {isWaived ? (
        <TextField label="Why there is none" rows={2} most={1000} isRequired value={waiver} onChange={setWaiver} />
      ) : mayRead ? (
        <Answer of={audits} what="the audits">
          {({ next }) => <Fresh only={only} audits={fresh} next={next} />}
        </Answer>
      ) : (
        <div className="field">
          <label htmlFor="audits">Ids of the audits, which a validator or an auditor can tell you</label>
          <input id="audits" required value={typed} onChange={({ target }) => setTyped(target.value)} />
        </div>
      )}
      <p className="acts">
        <button
          type="submit"
          className="button main-act"
          disabled={act.isRunning || (!isWaived && mayRead && fresh.length === 0)}
        >
          Propose to resume
        </button>
      </p>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

/** Of each deployment concerned the newest audit that could let it be resumed. */
function freshOf(
  of: Stop,
  audits: readonly wire.StoredAudit[],
  registry: Registry | undefined,
): readonly wire.StoredAudit[] {
  const ids = of.deployments === 'all' ? (registry?.deployments ?? []).map(({ id }) => id) : of.deployments;
  return ids.flatMap((id) => {
    const inForce = activationOf(deploymentOf(id, registry));
    const fits = ({ deployment, madeAt, verdict, policyDigest }: wire.StoredAudit): boolean =>
      deployment === id &&
      verdict === 'pass' &&
      Date.parse(madeAt) > Date.parse(of.since) &&
      policyDigest === inForce?.policyDigest;
    return audits.filter(fits).slice(0, 1);
  });
}

interface FreshProps {
  /** The deployment, where it is one. */
  readonly only: string | undefined;
  readonly audits: readonly wire.StoredAudit[];
  readonly next: wire.AuditList['next'];
}

function Fresh({ only, audits, next }: FreshProps) {
  if (audits.length === 0)
    return (
      <p className="note">
        There is none yet: no audit that passed, was made after the stop and was judged by the policy that the registry
        names
        {only === undefined ? null : (
          <>
            {' '}
            for <Name>{only}</Name>
          </>
        )}
        {next === null ? '' : ', among the newest that are listed'}.
      </p>
    );
  return (
    <ul>
      {audits.map(({ id, deployment, madeAt }) => (
        <li key={id}>
          <Name>{deployment}</Name> passed, <Time at={madeAt} relative /> <code>{id}</code>
        </li>
      ))}
    </ul>
  );
}
