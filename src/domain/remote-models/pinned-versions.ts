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

/** Those of some versions whose bytes are held and are a pin. Throws MODEL_INVALID for a pin that cannot be read, and the errors of the model store. */
export async function pinnedVersions(
  versions: readonly string[],
  {
    models,
    artifacts,
  }: { readonly models: Pick<ModelStore, 'get'>; readonly artifacts: Pick<ArtifactStore, 'artifactsAmong'> },
): Promise<PinnedVersion[]> {
  const found: PinnedVersion[] = [];
  const wanted = [...new Set(versions)];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const held = await artifacts.artifactsAmong(wanted.slice(from, from + AT_ONCE));
    for (const { digest, size } of held) {
      if (size > MOST_PIN_BYTES) continue;
      const bytes = await models.get(digest);
      if (isPin(bytes)) found.push({ version: digest, canaries: readPin(bytes, digest).canaries });
    }
  }
  return found;
}
