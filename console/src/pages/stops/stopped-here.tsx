import { useQuery } from '@tanstack/react-query';
import type { Registry } from '../../api/queries.js';
import { stopsQuery } from '../../api/stops.js';
import { DecidedAgainst } from './decided.js';
import { useMayStop } from './may-stop.js';
import { StopLinks } from './stop-links.js';
import { StopTask } from './stop-task.js';

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
  return (
    <div className="stack">
      {here.length === 0 ? null : (
        <ul className="tasks">
          {here.map((one) => (
            <StopTask key={one.id} of={one} />
          ))}
        </ul>
      )}
      <DecidedAgainst deployment={deployment} />
      {mayStop ? (
        <p className="acts no-print">
          <StopLinks deployment={deployment} registry={registry} />
        </p>
      ) : null}
    </div>
  );
}
