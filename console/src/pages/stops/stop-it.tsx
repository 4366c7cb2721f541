import { useQuery } from '@tanstack/react-query';
import { registeredOfQuery } from '../../api/queries.js';
import { useMayStop } from './may-stop.js';
import { StopLinks } from './stop-links.js';

/** The way from what is wrong to the stop of the deployment, or of the version that decides there, for whoever may stop it. */
export function StopIt({ deployment }: { readonly deployment: string }) {
  const { data: registry } = useQuery({ ...registeredOfQuery({ deployment }), enabled: deployment !== '' });
  const mayStop = useMayStop(registry);
  if (!mayStop({ kind: 'deployment', deployment })) return null;
  return (
    <p className="acts no-print">
      <StopLinks deployment={deployment} registry={registry} />
    </p>
  );
}
