import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import {
  activeAt,
  type Deployment,
  digestOfVersion,
  isVersionReference,
  type Model,
  type ModelVersion,
  type System,
} from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';

/** What a document is about, as far as it is registered. */
export interface RegisteredSubject {
  readonly system: System | null;
  readonly model: Model | null;
  readonly version: ModelVersion | null;
  /** The deployments that the document looks at. */
  readonly deployments: readonly Deployment[];
}

/**
 * Finds what a person means: a deployment (`credit/prod`, and what it serves now), a version (`credit@2.1`, `credit/2.1` or its digest), a
 * system, or a model with its newest version.
 *
 * @throws TribuneError NOT_FOUND with the name that is near
 */
export function registeredSubject(text: string, snapshot: RegistrySnapshot, nowMs: number): RegisteredSubject {
  const deployment = snapshot.deployments.find(({ id }) => id === text);
  if (deployment !== undefined) {
    const active = activeAt(deployment, nowMs);
    const version = snapshot.versions.find((one) => one.model === deployment.model && one.digest === active?.version);
    return { ...modelWithSystem(deployment.model, snapshot), version: version ?? null, deployments: [deployment] };
  }
  const system = snapshot.systems.find(({ id }) => id === text);
  if (system !== undefined) return ofSystem(system, snapshot, nowMs);
  const model = snapshot.models.find(({ id }) => id === text);
  if (model !== undefined) {
    const newest = snapshot.versions.findLast((one) => one.model === text);
    return newest === undefined
      ? { ...modelWithSystem(text, snapshot), version: null, deployments: deploymentsOf([text], snapshot) }
      : ofVersion(newest, snapshot);
  }
  return ofVersion(versionNamed(text, snapshot), snapshot);
}

function versionNamed(text: string, snapshot: RegistrySnapshot): ModelVersion {
  const slash = text.lastIndexOf('/');
  const [model, label] = [text.slice(0, slash), text.slice(slash + 1)];
  const byLabel = snapshot.versions.findLast((one) => slash > 0 && one.model === model && one.label === label);
  if (byLabel !== undefined) return byLabel;
  if (!isVersionReference(text)) throw unknownSubject(text, snapshot);
  const digest = digestOfVersion(text, snapshot);
  const wanted = text.includes('@') ? text.slice(0, text.indexOf('@')) : null;
  const found = snapshot.versions.find((one) => one.digest === digest && (wanted === null || one.model === wanted));
  if (found === undefined) throw unknownSubject(text, snapshot);
  return found;
}

const ofVersion = (version: ModelVersion, snapshot: RegistrySnapshot): RegisteredSubject => ({
  ...modelWithSystem(version.model, snapshot),
  version,
  deployments: deploymentsOf([version.model], snapshot).filter(({ activations }) =>
    activations.some((one) => one.version === version.digest),
  ),
});

/** A system with its one model and the one version that it serves; where there are several, the document is about none of them alone. */
function ofSystem(system: System, snapshot: RegistrySnapshot, nowMs: number): RegisteredSubject {
  const models = snapshot.models.filter((one) => one.system === system.id);
  const deployments = deploymentsOf(
    models.map(({ id }) => id),
    snapshot,
  );
  const model = models.length === 1 ? models[0]! : null;
  const serving = new Set(deployments.flatMap((one) => activeAt(one, nowMs)?.version ?? []));
  const [digest] = serving;
  const version =
    model !== null && serving.size === 1
      ? snapshot.versions.find((one) => one.model === model.id && one.digest === digest)
      : undefined;
  return { system, model, version: version ?? null, deployments };
}

function modelWithSystem(
  id: string,
  { models, systems }: RegistrySnapshot,
): Pick<RegisteredSubject, 'system' | 'model'> {
  const model = models.find((one) => one.id === id) ?? null;
  return { model, system: systems.find((one) => one.id === model?.system) ?? null };
}

const deploymentsOf = (models: readonly string[], { deployments }: RegistrySnapshot): Deployment[] =>
  deployments.filter(({ model }) => models.includes(model));

function unknownSubject(text: string, { deployments, systems, models, versions }: RegistrySnapshot): TribuneError {
  const names = [
    ...deployments.map(({ id }) => id),
    ...systems.map(({ id }) => id),
    ...models.map(({ id }) => id),
    ...versions.map(({ model, label }) => `${model}@${label}`),
  ];
  const near = suggest(text, names);
  return new TribuneError('NOT_FOUND', `nothing registered is called ${JSON.stringify(text.slice(0, 80))}`, {
    remedy:
      near === null
        ? 'Give a deployment (credit/prod), a version (credit@2.1), a system or a model.'
        : `Did you mean "${near}"?`,
  });
}
