import { Link } from '@tanstack/react-router';
import type { Registry } from '../../api/queries.js';
import { versionName } from './words.js';

/** Ways to the form that stops a deployment, or the version that decides there now. */
export function StopLinks({
  deployment,
  registry,
}: {
  readonly deployment: string;
  readonly registry: Registry | undefined;
}) {
  const known = registry?.deployments.find(({ id }) => id === deployment);
  const now = Date.now();
  const version = known?.activations.findLast(({ from }) => Date.parse(from) <= now)?.version;
  return (
    <>
      <Link className="button danger" to="/stops" search={{ scope: 'deployment', of: deployment }}>
        Stop {deployment}
      </Link>
      {version === undefined || known === undefined ? null : (
        <Link className="button" to="/stops" search={{ scope: 'version', of: version, model: known.model }}>
          Stop version {versionName(version, registry)}
        </Link>
      )}
    </>
  );
}
