import { TribuneError } from '../../core/base/errors.js';
import type { Artifact, ArtifactStore } from '../artifacts/ports.js';
import type { ModelStore } from '../model-store/ports.js';
import { isPin, MARK_BYTES, MOST_PIN_BYTES, readPin } from './pins/index.js';

/** A version whose bytes are a pin. */
export interface PinnedVersion {
  readonly version: string;
  /** Digest of its canaries. */
  readonly canaries: string;
}

/** Digests that are looked up at once. */
const AT_ONCE = 500;

/** What is told of a version whose bytes cannot be read as a pin, although they begin as one, or cannot be read at all. */
export type Unreadable = (version: string, cause: TribuneError) => void;

export interface PinnedDeps {
  readonly models: Pick<ModelStore, 'get' | 'head'>;
  readonly artifacts: Pick<ArtifactStore, 'artifactsAmong'>;
  /** Told of each version that cannot be read, after which the others are looked at; absent: the error is thrown. */
  readonly unreadable?: Unreadable | undefined;
}

/**
 * Those of some versions whose bytes are held and are a pin. Throws MODEL_INVALID for a pin that cannot be read or is larger than any: whoever
 * pads one must not have it taken for a model, which nobody asks for canaries. Throws the errors of the model store as well.
 */
export async function pinnedVersions(
  versions: readonly string[],
  { models, artifacts, unreadable }: PinnedDeps,
): Promise<PinnedVersion[]> {
  const found: PinnedVersion[] = [];
  const wanted = [...new Set(versions)];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const held = await artifacts.artifactsAmong(wanted.slice(from, from + AT_ONCE));
    for (const artifact of held) {
      try {
        const pinned = await pinOf(artifact, models);
        if (pinned !== null) found.push(pinned);
      } catch (cause) {
        if (unreadable === undefined || !(cause instanceof TribuneError)) throw cause;
        unreadable(artifact.digest, cause);
      }
    }
  }
  return found;
}

/** The artifact as a pin; null for one that does not begin as a pin does. */
async function pinOf({ digest, size }: Artifact, models: PinnedDeps['models']): Promise<PinnedVersion | null> {
  // Of what is too large to be a pin the beginning is read alone: models have up to hundreds of megabytes.
  if (size > MOST_PIN_BYTES) {
    if (isPin(await models.head(digest, MARK_BYTES))) throw tooLarge(digest, size);
    return null;
  }
  const bytes = await models.get(digest);
  return isPin(bytes) ? { version: digest, canaries: readPin(bytes, digest).canaries } : null;
}

const tooLarge = (version: string, size: number): TribuneError =>
  new TribuneError(
    'MODEL_INVALID',
    `version ${version} begins as a pinned endpoint and has ${size} bytes, more than ${MOST_PIN_BYTES}`,
    { remedy: 'Pin the endpoint again: tribune model pin. The version that it makes is another one.' },
  );
