import type { RegistrySnapshot } from './ports.js';

/** Of which system, or of the system of which deployment or model, what is registered is asked for; all absent: of all. */
export interface RegistryPart {
  readonly system?: string | undefined;
  readonly deployment?: string | undefined;
  readonly model?: string | undefined;
}

/** What belongs to one system; the snapshot itself where none is named, and nothing where no such one is registered. */
export function partOf(snapshot: RegistrySnapshot, { system, deployment, model }: RegistryPart): RegistrySnapshot {
  if (system === undefined && deployment === undefined && model === undefined) return snapshot;
  const served = model ?? snapshot.deployments.find(({ id }) => id === deployment)?.model;
  const named = system ?? snapshot.models.find(({ id }) => id === served)?.system;
  const models = snapshot.models.filter((one) => one.system === named);
  const ids = new Set(models.map(({ id }) => id));
  return {
    systems: snapshot.systems.filter(({ id }) => id === named),
    models,
    versions: snapshot.versions.filter((one) => ids.has(one.model)),
    deployments: snapshot.deployments.filter((one) => ids.has(one.model)),
  };
}
