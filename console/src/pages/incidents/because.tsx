import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { alertsOfQuery } from '../../api/alerts.js';
import { Name } from '../../parts/words.js';

/** What a policy opened an incident for, with the way to the alerts of it; nothing of one that a person opened. */
export function Because({ of: { origin, scope } }: { readonly of: wire.Incident }) {
  const { kind, requirement } = origin;
  if (kind !== 'policy' || requirement === undefined || scope.kind !== 'deployment') return null;
  return (
    <>
      <dt>Because</dt>
      <dd>
        <Name>{requirement}</Name> fired <Alerts of={{ deployment: scope.deployment, requirement }} />
      </dd>
    </>
  );
}

function Alerts({ of }: { readonly of: { readonly deployment: string; readonly requirement: string } }) {
  const found = useQuery({ ...alertsOfQuery(of), retry: false }).data?.alerts ?? [];
  return found.map(({ id }, i) => (
    <span key={id}>
      {i === 0 ? '(' : ', '}
      <Link to="/alerts/$id" params={{ id: String(id) }}>
        alert {id}
      </Link>
      {i === found.length - 1 ? ')' : ''}
    </span>
  ));
}
