import { createHash } from 'node:crypto';
import { isDigest } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { modelStore } from '../../../domain/model-store/index.js';
import type { ModelStore } from '../../../domain/model-store/ports.js';
import { digestOfVersion, type ModelVersion } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { Connection } from './connection.js';

export const artifactPath = (digest: string): string => `/v1/artifacts/${digest.slice(digest.indexOf(':') + 1)}`;

/**
 * The models that a service holds. Their bytes are hashed here too, so that nothing is explained by a model that a service, or whoever
 * stands in between, put in place of the registered one.
 */
export function heldModels({ bytes, name }: Pick<Connection, 'bytes' | 'name'>): Pick<ModelStore, 'get' | 'open'> {
  return modelStore({
    newSha256: () => createHash('sha256'),
    bytes: {
      place: name,
      draft: () => Promise.reject(new TribuneError('INTERNAL', 'bytes are put by their own route', {})),
      open: (digest) => bytes.get(artifactPath(digest)),
      has: async () => true,
      remove: () => Promise.reject(new TribuneError('INTERNAL', 'bytes are erased by their own route', {})),
    },
  });
}

/** The digest of a version, `MODEL@LABEL` or a digest. The registry is asked only for a label. */
export async function versionDigest(reference: string, { admin }: Pick<Connection, 'admin'>): Promise<string> {
  return isDigest(reference) ? reference : digestOfVersion(reference, await registered({ admin }));
}

/** Models and versions that are registered. */
export async function registered({
  admin,
}: Pick<Connection, 'admin'>): Promise<Pick<RegistrySnapshot, 'models' | 'versions'>> {
  return (await admin.get('/v1/registry')) as RegistrySnapshot;
}

/** Names of the versions with a digest, as people write them. */
export const namesOf = (digest: string, versions: readonly ModelVersion[]): string[] =>
  versions.filter((version) => version.digest === digest).map(({ model, label }) => `${model}@${label}`);
