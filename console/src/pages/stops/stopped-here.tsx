import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Registry } from '../../api/queries.js';
import { stopsQuery } from '../../api/stops.js';
import { Actor } from '../../parts/actor.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { useMayStop } from './may-stop.js';
import { StopBadge } from './stop-badge.js';
import { StopLinks } from './stop-links.js';
import { type Stop, scopeName, whereText } from './words.js';

interface HereProps {
  readonly deployment: string;
  readonly registry: Registry;
}

/** Which stops hold for a deployment, and the way to stop it for whoever may. */
export function StoppedHere({ deployment, registry }: HereProps) {
  const list = useQuery(stopsQuery).data;
  const mayStop = useMayStop(registry)({ kind: 'deployment', deployment });
  const here = (list?.stops ?? []).filter(
    ({ deployments }) => deployments === 'all' || deployments.includes(deployment),
  );
  if (here.length === 0 && !mayStop) return null;
  return (
    <div className="stack">
      {here.length === 0 ? null : (
        <ul className="tasks">
          {here.map((one) => (
            <Held key={one.id} of={one} registry={registry} />
          ))}
        </ul>
      )}
      {mayStop ? (
        <p className="acts no-print">
          <StopLinks deployment={deployment} registry={registry} />
        </p>
      ) : null}
    </div>
  );
}

function Held({ of, registry }: { readonly of: Stop; readonly registry: Registry }) {
  const only = whereText(of.where);
  return (
    <li className={`task ${of.drill ? '' : of.mode === 'stop' ? 'bad' : 'care'}`}>
      <span className="what">
        <StopBadge of={of} />{' '}
        <Link to="/stops/$id" params={{ id: of.id }}>
          <Name>{`${scopeName(of.scope, registry)}${only === '' ? '' : `, only ${only}`}`}</Name>
        </Link>
      </span>
      <span className="when">
        <Time at={of.since} relative />
      </span>
      <span className="why">
        <Actor id={of.by} />: {of.reason}
      </span>
    </li>
  );
}
