import type { RegistrySnapshot } from '../registry/ports.js';
import type { Artifact } from './ports.js';

/** What of the registry says with what versions are explained, and when they served. */
type Registered = Pick<RegistrySnapshot, 'versions' | 'deployments'>;

/**
 * Whether bytes hold persons: they were stored as a background, or a version is explained by comparing with them, whatever they were stored
 * as.
 */
export const holdsPersons = (
  { digest, class: kind }: Pick<Artifact, 'digest' | 'class'>,
  { versions }: Pick<Registered, 'versions'>,
): boolean => kind === 'background' || versions.some(({ explain }) => explain?.background === digest);

/**
 * When the time of keeping of bytes that hold persons begins: when the last version that is explained with them ended to serve, or they were
 * stored if none ever did; null while one serves.
 */
export function unusedSince(
  { digest, storedAtMs }: Pick<Artifact, 'digest' | 'storedAtMs'>,
  { versions, deployments }: Registered,
): number | null {
  const users = new Set(versions.flatMap((one) => (one.explain?.background === digest ? [one.digest] : [])));
  let since = storedAtMs;
  for (const { activations } of deployments) {
    for (const [i, { version }] of activations.entries()) {
      if (!users.has(version)) continue;
      const next = activations[i + 1];
      if (next === undefined) return null;
      since = Math.max(since, next.fromMs);
    }
  }
  return since;
}
