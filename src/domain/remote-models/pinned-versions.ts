import { TribuneError } from '../../core/base/errors.js';
import type { ArtifactStore } from '../artifacts/ports.js';
import type { ModelStore } from '../model-store/ports.js';
import { isPin, MOST_PIN_BYTES, readPin } from './pins/index.js';

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
  readonly models: Pick<ModelStore, 'get'>;
  readonly artifacts: Pick<ArtifactStore, 'artifactsAmong'>;
  /** Told of each version that cannot be read, after which the others are looked at; absent: the error is thrown. */
  readonly unreadable?: Unreadable | undefined;
}

/** Those of some versions whose bytes are held and are a pin. Throws MODEL_INVALID for a pin that cannot be read, and the errors of the model store. */
export async function pinnedVersions(
  versions: readonly string[],
  { models, artifacts, unreadable }: PinnedDeps,
): Promise<PinnedVersion[]> {
  const found: PinnedVersion[] = [];
  const wanted = [...new Set(versions)];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const held = await artifacts.artifactsAmong(wanted.slice(from, from + AT_ONCE));
    for (const { digest, size } of held) {
      if (size > MOST_PIN_BYTES) continue;
      try {
        const bytes = await models.get(digest);
        if (isPin(bytes)) found.push({ version: digest, canaries: readPin(bytes, digest).canaries });
      } catch (cause) {
        if (unreadable === undefined || !(cause instanceof TribuneError)) throw cause;
        unreadable(digest, cause);
      }
    }
  }
  return found;
}
