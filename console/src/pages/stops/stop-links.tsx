import { Link } from '@tanstack/react-router';
import type { Registry } from '../../api/queries.js';
import { activationOf, deploymentOf } from '../../parts/registered.js';
import { versionName } from './words.js';

/** Ways to the form that stops a deployment, or the version that decides there now. */
export function StopLinks({
  deployment,
  registry,
}: {
  readonly deployment: string;
  readonly registry: Registry | undefined;
}) {
  const known = deploymentOf(deployment, registry);
  const version = activationOf(known)?.version;
  return (
    <>
      <Link className="button danger" to="/stops" search={{ scope: 'deployment', of: deployment }}>
        <bdi className="clip">{`Stop ${deployment}`}</bdi>
      </Link>
      {version === undefined || known === undefined ? null : (
        <Link className="button" to="/stops" search={{ scope: 'version', of: version, model: known.model }}>
          <bdi className="clip">{`Stop version ${versionName(version, registry)}`}</bdi>
        </Link>
      )}
    </>
  );
}
