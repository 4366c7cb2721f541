import { Link } from '@tanstack/react-router';
import { Name } from '../../parts/words.js';
import { Due, type Listed, SeverityBadge } from './words.js';

/** An incident among what somebody has to look at. */
export function IncidentTask({ of }: { readonly of: Listed }) {
  const { id, title, severity, state, commander, nextDueAt, isOverdue } = of;
  return (
    <li className={`task ${severity === 'critical' || isOverdue ? 'bad' : 'care'}`}>
      <span className="what">
        <SeverityBadge of={severity} />{' '}
        <Link to="/incidents/$id" params={{ id }}>
          <Name>{title}</Name>
        </Link>
      </span>
      <span className="when">
        {nextDueAt === null ? null : (
          <>
            due <Due at={nextDueAt} isOverdue={isOverdue} />
          </>
        )}
      </span>
      <span className="why">
        An incident, {state};{' '}
        {commander === null ? (
          'nobody leads it yet'
        ) : (
          <>
            led by <Name>{commander}</Name>
          </>
        )}
        .
      </span>
    </li>
  );
}
