import type { RegistrySnapshot } from './ports.js';
import type { Activation, Deployment, System } from './types.js';
import { activeAt } from './view.js';

/** A deployment in a list, with what it serves now. */
export interface DeploymentRow extends Pick<Deployment, 'id' | 'model' | 'environment'> {
  /** The system of its model. */
  readonly system: string;
  /** What it serves now; null before its first activation begins. */
  readonly active: Activation | null;
  /** Name of that version; null where it has none. */
  readonly label: string | null;
}

/** A system in a list, with the ids of its deployments. */
export interface SystemRow extends System {
  readonly deployments: readonly string[];
}

/** Every deployment with what it serves at a moment, by id. */
export function deploymentRows({ models, versions, deployments }: RegistrySnapshot, nowMs: number): DeploymentRow[] {
  const systems = new Map(models.map(({ id, system }) => [id, system]));
  const labels = new Map(versions.map(({ model, digest, label }) => [`${model}\n${digest}`, label]));
  return deployments.map((one) => {
    const active = activeAt(one, nowMs) ?? null;
    return {
      ...{ id: one.id, model: one.model, environment: one.environment, system: systems.get(one.model) ?? '' },
      ...{ active, label: active === null ? null : (labels.get(`${one.model}\n${active.version}`) ?? null) },
    };
  });
}

/** Every system with its deployments, by id. */
export function systemRows({ systems, models, deployments }: RegistrySnapshot): SystemRow[] {
  const systemOf = new Map(models.map(({ id, system }) => [id, system]));
  const bySystem = new Map<string, string[]>(systems.map(({ id }) => [id, []]));
  for (const { id, model } of deployments) bySystem.get(systemOf.get(model) ?? '')?.push(id);
  return systems.map((one) => ({ ...one, deployments: bySystem.get(one.id)! }));
}

/** Names of versions by their digests, whichever models they are of; what is not registered has none. */
export function labelsOf(
  { versions }: Pick<RegistrySnapshot, 'versions'>,
  digests: Iterable<string>,
): Record<string, string> {
  const wanted = new Set(digests);
  if (wanted.size === 0) return {};
  return Object.fromEntries(
    versions.filter(({ digest }) => wanted.has(digest)).map(({ digest, label }) => [digest, label] as const),
  );
}
