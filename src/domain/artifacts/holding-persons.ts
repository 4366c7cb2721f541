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

/** A version whose model is behind a network, and the rows by which it is known again. */
export interface KnownByCanaries {
  readonly version: string;
  /** Digest of those rows. */
  readonly canaries: string;
}

/** A version that was tried out on a share of decisions, and until when; null while it is. */
export interface TriedOut {
  readonly version: string;
  readonly untilMs: number | null;
}

/**
 * When the time of keeping of bytes that hold persons begins: when the last version that is explained with them, or known again by them, ended
 * to serve or to be tried out, or they were stored if none ever was; null while one is.
 */
export function unusedSince(
  { digest, storedAtMs }: Pick<Artifact, 'digest' | 'storedAtMs'>,
  {
    versions,
    deployments,
    triedOut,
    pinned = [],
  }: Registered & { readonly triedOut: readonly TriedOut[]; readonly pinned?: readonly KnownByCanaries[] },
): number | null {
  const users = new Set([
    ...versions.flatMap((one) => (one.explain?.background === digest ? [one.digest] : [])),
    ...pinned.flatMap(({ version, canaries }) => (canaries === digest ? [version] : [])),
  ]);
  const served = deployments.flatMap(({ activations }) =>
    activations.map(({ version }, i) => ({ version, untilMs: activations[i + 1]?.fromMs ?? null })),
  );
  let since = storedAtMs;
  for (const { version, untilMs } of [...served, ...triedOut]) {
    if (!users.has(version)) continue;
    if (untilMs === null) return null;
    since = Math.max(since, untilMs);
  }
  return since;
}
