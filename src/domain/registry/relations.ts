import { demandOwner } from './ownership.js';
import type { RegistrySnapshot } from './ports.js';
import type { RegistryDocument } from './types.js';

/** Relations to the objects of the registry, each with its meaning. */
export const registryRelations = {
  'own-system': 'every object touched belongs to a system whose owner is the caller',
} as const;

/**
 * How a caller stands to what a document touches: `own-system` when everything in it belongs to systems of theirs, now and after. Throws
 * `FORBIDDEN` that names what is not.
 *
 * @param owner name of the account, as systems name their owner; null for a key, which owns nothing
 */
export async function relationsToDocument(
  owner: string | null,
  document: RegistryDocument,
  snapshot: () => Promise<RegistrySnapshot>,
): Promise<readonly (keyof typeof registryRelations)[]> {
  if (owner === null) return [];
  demandOwner(await snapshot(), document, owner);
  return ['own-system'];
}

/**
 * How a caller stands to a deployment: `own-system` when its system is theirs.
 *
 * @param owner name of the account, as systems name their owner; null for a key, which owns nothing
 */
export async function relationsToDeployment(
  owner: string | null,
  deployment: string,
  snapshot: () => Promise<RegistrySnapshot>,
): Promise<readonly (keyof typeof registryRelations)[]> {
  return relationsToDeployments(owner, [deployment], snapshot);
}

/** The same of several: what holds of each of them. A registry is gone through once, however many they are. */
export async function relationsToDeployments(
  owner: string | null,
  deployments: readonly string[],
  snapshot: () => Promise<RegistrySnapshot>,
): Promise<readonly (keyof typeof registryRelations)[]> {
  if (owner === null) return [];
  const { deployments: registered, ...known } = await snapshot();
  const asked = new Set(deployments);
  const found = registered.filter(({ id }) => asked.has(id));
  const models = [...new Set(found.map(({ model }) => model))];
  return asked.size > 0 && found.length === asked.size && models.every((model) => ownsModel(owner, model, known))
    ? ['own-system']
    : [];
}

/**
 * How a caller stands to a model: `own-system` when its system is theirs.
 *
 * @param owner name of the account, as systems name their owner; null for a key, which owns nothing
 */
export async function relationsToModel(
  owner: string | null,
  model: string,
  snapshot: () => Promise<RegistrySnapshot>,
): Promise<readonly (keyof typeof registryRelations)[]> {
  return owner !== null && ownsModel(owner, model, await snapshot()) ? ['own-system'] : [];
}

function ownsModel(owner: string, model: string, { systems, models }: Pick<RegistrySnapshot, 'systems' | 'models'>) {
  const system = models.find(({ id }) => id === model)?.system;
  return systems.some(({ id, owner: of }) => id === system && of === owner);
}

/**
 * How a caller stands to the bytes of a version: `own-system` when every version of this digest belongs to systems of theirs. If one were
 * enough, an owner could fetch the model of somebody else by registering its digest in a system of their own.
 *
 * @param owner name of the account, as systems name their owner; null for a key, which owns nothing
 */
export async function relationsToDigest(
  owner: string | null,
  digest: string,
  snapshot: () => Promise<RegistrySnapshot>,
): Promise<readonly (keyof typeof registryRelations)[]> {
  if (owner === null) return [];
  const { systems, models, versions } = await snapshot();
  const ownSystems = new Set(systems.filter((system) => system.owner === owner).map(({ id }) => id));
  const ownModels = new Set(models.filter(({ system }) => ownSystems.has(system)).map(({ id }) => id));
  const ofDigest = versions.filter((version) => version.digest === digest);
  return ofDigest.length > 0 && ofDigest.every(({ model }) => ownModels.has(model)) ? ['own-system'] : [];
}
