import { Link } from '@tanstack/react-router';
import type { Registry } from '../api/queries.js';
import { Name } from './words.js';

type Deployment = Registry['deployments'][number];

export const deploymentOf = (deployment: string, registry: Registry | undefined): Deployment | undefined =>
  registry?.deployments.find(({ id }) => id === deployment);

/** The system of a deployment; undefined while the registry is not there, and for what is not registered. */
export const systemOf = (deployment: string, registry: Registry | undefined): string | undefined =>
  systemOfModel(deploymentOf(deployment, registry)?.model, registry);

export const systemOfModel = (model: string | undefined, registry: Registry | undefined): string | undefined =>
  registry?.models.find(({ id }) => id === model)?.system;

export const ownerOf = (system: string | undefined, registry: Registry | undefined): string | undefined =>
  registry?.systems.find(({ id }) => id === system)?.owner;

/** What a deployment runs now: the newest of its activations that has begun. */
export function activationOf(deployment: Deployment | undefined): Deployment['activations'][number] | undefined {
  const now = Date.now();
  return deployment?.activations.findLast(({ from }) => Date.parse(from) <= now);
}

/** The way to a deployment on the page of its system; its name alone where that is not known. */
export function DeploymentLink({ id, registry }: { readonly id: string; readonly registry: Registry | undefined }) {
  const system = systemOf(id, registry);
  if (system === undefined) return <Name>{id}</Name>;
  return (
    <Link to="/systems/$system" params={{ system }} search={{ deployment: id }}>
      <Name>{id}</Name>
    </Link>
  );
}
