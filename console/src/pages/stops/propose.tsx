import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { stopAuditsQuery } from '../../api/stops.js';
import { Said, useAct } from '../../parts/act.js';
import { DeploymentLink } from '../../parts/registered.js';
import { Answer, shownOf } from '../../parts/states.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { AuditLinks } from './audit-links.js';
import type { Stop } from './words.js';

interface ProposeProps {
  readonly of: Stop;
}

/** The first person of two says on which audits, or for which reason without them, a stop is to end. */
export function Propose({ of }: ProposeProps) {
  const [isWaived, setWaived] = useState(false);
  const [waiver, setWaiver] = useState('');
  const offered = useQuery(stopAuditsQuery(of.id));
  const fresh = freshOf(shownOf(offered));
  const act = useAct(
    (body: { audits: string[]; waiver?: string }) =>
      call('POST /v1/stops/{id}/resumptions', { path: { id: of.id }, body }),
    ['stops'],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(isWaived ? { audits: [], waiver } : { audits: fresh ?? [] });
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
      ) : (
        <Answer of={offered} what="the audits">
          {(read) => <Offered of={read} />}
        </Answer>
      )}
      <p className="acts">
        <button type="submit" className="button main-act" disabled={act.isRunning || (!isWaived && fresh === null)}>
          Propose to resume
        </button>
      </p>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}

type Offer = wire.StopAudits['deployments'][number];

/** The newest audit of a deployment that lets it be resumed. */
const fitting = ({ audits }: Offer) => audits.find(({ lack }) => lack === null);

/** Of each deployment concerned the newest audit that lets it be resumed; null before it is known, and where one has none. */
function freshOf(offered: wire.StopAudits | undefined): string[] | null {
  if (offered === undefined || offered.leftOut > 0 || offered.deployments.length === 0) return null;
  const ids = offered.deployments.flatMap((one) => fitting(one)?.id ?? []);
  return ids.length === offered.deployments.length ? ids : null;
}

function Offered({ of }: { readonly of: wire.StopAudits }) {
  const { deployments, leftOut } = of;
  if (deployments.length === 0)
    return <p className="note">It holds for no deployment that is registered, so no audit can be of it.</p>;
  return (
    <>
      <ul className="stack">
        {deployments.map((one) => (
          <li key={one.deployment}>
            <DeploymentLink id={one.deployment} /> <Ground of={one} />
          </li>
        ))}
      </ul>
      {leftOut === 0 ? null : (
        <p className="note">
          {formatCount(leftOut)} more deployments are stopped by it than are listed here: on audits it is resumed by the
          API, which takes them all.
        </p>
      )}
    </>
  );
}

/** Which decisions an audit counted, where it did not count all: the second person is to see it too. */
function Counted({ window }: { readonly window: Offer['audits'][number]['window'] }) {
  if (window === null) return null;
  const { since, until, knownBefore } = window;
  if (since === null && until === null && knownBefore === null) return <span className="note">, of all decisions</span>;
  return (
    <span className="note">
      , of decisions
      {since === null ? null : (
        <>
          {' '}
          since <Time at={since} />
        </>
      )}
      {until === null ? null : (
        <>
          {' '}
          until <Time at={until} />
        </>
      )}
      {knownBefore === null ? null : (
        <>
          {' '}
          by labels known before <Time at={knownBefore} />
        </>
      )}
    </span>
  );
}

/** On which audit a deployment can be resumed, or why there is none. */
function Ground({ of }: { readonly of: Offer }) {
  const { policy, audits, isMore } = of;
  const fit = fitting(of);
  if (fit !== undefined)
    return (
      <>
        passed <Time at={fit.madeAt} relative />: <AuditLinks ids={[fit.id]} />
        <Counted window={fit.window} />
      </>
    );
  if (policy === null)
    return <span className="note">can be resumed on no audit: the registry names no policy for it.</span>;
  const newest = audits[0];
  if (newest === undefined)
    return <span className="note">has no audit that is later than the stop. Run one, and it is offered here.</span>;
  return (
    <span className="note">
      cannot be resumed yet: <AuditLinks ids={[newest.id]} /> {newest.lack?.replace(`audit ${newest.id} `, '')}.
      {isMore
        ? ` Only the ${audits.length} newest are looked at here; it has older ones later than the stop, on which the command line and the API resume it.`
        : null}
    </span>
  );
}
