import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import { incidentsOfQuery } from '../../api/incidents.js';
import { IncidentTask } from './incident-task.js';

/** The incidents that are open about a system or a deployment, on the page of something that concerns it; nothing where there are none. */
export function IncidentsOf({ of }: { readonly of: { readonly system: string } | { readonly deployment: string } }) {
  const found = useQuery({ ...incidentsOfQuery(of), retry: false }).data;
  if (found === undefined || found === null || found.incidents.length === 0) return null;
  return (
    <div className="section">
      <ul className="tasks" aria-label="Incidents that are open">
        {found.incidents.map((one) => (
          <IncidentTask key={one.id} of={one} />
        ))}
      </ul>
      {found.next === null ? null : (
        <p className="note small">
          The newest {formatCount(found.incidents.length)} of them; <Link to="/incidents">all that are open</Link>.
        </p>
      )}
    </div>
  );
}
