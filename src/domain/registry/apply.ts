import { TribuneError } from '../../core/errors.js';
import type { PendingEvent } from '../decisions/publish/ports.js';
import type { RegistrySnapshot, RegistryStore, RegistryWrite } from './ports.js';
import type { DeploymentDocument, RegistryChange, RegistryDocument } from './types.js';

/** Also the form of names in records: words of letters, digits, dot, dash, underscore, joined by slashes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,127})?$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function demand(ok: boolean, what: string, remedy: string): asserts ok {
  if (!ok) throw new TribuneError('REGISTRY_INVALID', what, { remedy });
}

/**
 * Registers what a document names: new things are added, descriptions replaced, an activation added where a deployment gets
 * another version, cutoff or policy. Applying twice changes nothing. Throws `REGISTRY_INVALID` before anything is written.
 *
 * @param eventsOf events that tell of the changes; they are kept together with them, to become entries of the log.
 */
export async function applyRegistry(
  store: RegistryStore,
  document: RegistryDocument,
  nowMs: number,
  eventsOf: (changes: readonly RegistryChange[]) => readonly PendingEvent[] = () => [],
): Promise<RegistryChange[]> {
  const before = await store.load();
  const write: RegistryWrite = {
    systems: document.systems ?? [],
    models: document.models ?? [],
    versions: document.versions ?? [],
    deployments: (document.deployments ?? []).map(({ id, model, environment }) => ({ id, model, environment })),
    activations: (document.deployments ?? []).flatMap((deployment) => activationOf(before, deployment, nowMs)),
  };
  checkThings(before, write);
  const changes = changesOf(before, write);
  await store.write(write, eventsOf(changes));
  return changes;
}

function activationOf(before: RegistrySnapshot, deployment: DeploymentDocument, nowMs: number) {
  const { id, version, cutoff = null, policyDigest = null, activeFrom } = deployment;
  const known = before.deployments.find((other) => other.id === id);
  const last = known?.activations.at(-1);
  if (last?.version === version && last.cutoff === cutoff && last.policyDigest === policyDigest) return [];
  const fromMs = activeFrom === undefined ? (last === undefined ? 0 : nowMs) : Date.parse(activeFrom);
  demand(Number.isFinite(fromMs), `activeFrom of deployment ${id} is no time`, 'Give an RFC 3339 time.');
  const isLater = last === undefined || fromMs > last.fromMs;
  demand(
    isLater,
    `deployment ${id} has an activation at or after ${activeFrom}`,
    'Activations are only added at the end.',
  );
  return [{ deployment: id, fromMs, version, cutoff, policyDigest }];
}

function checkThings(before: RegistrySnapshot, write: RegistryWrite): void {
  const known = (things: readonly { id: string }[], added: readonly { id: string }[]): Set<string> =>
    new Set([...things, ...added].map(({ id }) => id));
  const systems = known(before.systems, write.systems);
  const models = known(before.models, write.models);
  for (const { id } of [...write.systems, ...write.models, ...write.deployments]) {
    demand(
      NAME.test(id),
      `the name ${JSON.stringify(id)} is not usable`,
      'Letters, digits, . _ - and at most one slash.',
    );
  }
  for (const { id, owner } of write.systems) {
    demand(owner.trim() !== '', `system ${id} has no owner`, 'Name exactly one accountable person.');
  }
  for (const { id, system } of write.models) {
    demand(
      systems.has(system),
      `model ${id} names the unknown system ${system}`,
      'Register the system first or beside it.',
    );
  }
  for (const { model, digest } of write.versions) {
    demand(models.has(model), `version ${digest} names the unknown model ${model}`, 'Register the model.');
    demand(
      DIGEST.test(digest),
      `the digest ${digest} is none`,
      'Give sha256: and 64 hexadecimal digits of the artifact.',
    );
  }
  checkDeployments(before, write, models);
}

function checkDeployments(before: RegistrySnapshot, write: RegistryWrite, models: ReadonlySet<string>): void {
  const versions = new Set([...before.versions, ...write.versions].map(({ model, digest }) => `${model} ${digest}`));
  for (const { id, model } of write.deployments) {
    demand(models.has(model), `deployment ${id} names the unknown model ${model}`, 'Register the model.');
    const other = before.deployments.find((deployment) => deployment.id === id);
    const sameModel = other === undefined || other.model === model;
    demand(
      sameModel,
      `deployment ${id} is one of model ${other?.model}`,
      'A deployment keeps its model: take another name.',
    );
  }
  for (const { deployment, version, cutoff } of write.activations) {
    const { model } = write.deployments.find(({ id }) => id === deployment)!;
    const isKnown = versions.has(`${model} ${version}`);
    demand(isKnown, `deployment ${deployment} names the unknown version ${version}`, `Register it for model ${model}.`);
    const usable = cutoff === null || Number.isFinite(cutoff);
    demand(usable, `the cutoff of deployment ${deployment} is no number`, 'Give a number or leave it out.');
  }
}

function changesOf(before: RegistrySnapshot, write: RegistryWrite): RegistryChange[] {
  const has = (things: readonly { id: string }[], id: string): boolean => things.some((thing) => thing.id === id);
  return [
    ...write.systems.flatMap((system): RegistryChange[] => {
      const old = before.systems.find(({ id }) => id === system.id);
      if (old === undefined) return [{ type: 'system.created', id: system.id }];
      return JSON.stringify(sorted(old)) === JSON.stringify(sorted(system))
        ? []
        : [{ type: 'system.changed', id: system.id }];
    }),
    ...write.models
      .filter(({ id }) => !has(before.models, id))
      .map(({ id }): RegistryChange => ({ type: 'model.created', id })),
    ...write.versions
      .filter(({ model, digest }) => !before.versions.some((old) => old.model === model && old.digest === digest))
      .map(({ digest }): RegistryChange => ({ type: 'version.registered', id: digest })),
    ...write.activations.map(({ deployment }): RegistryChange => ({ type: 'deployment.activated', id: deployment })),
  ];
}

const sorted = (thing: object): [string, unknown][] => Object.entries(thing).toSorted(([a], [b]) => (a < b ? -1 : 1));
