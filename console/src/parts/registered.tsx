import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
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

interface WayProps {
  readonly deployment: string;
  /** Its system, where that is known; without it the page of the deployment finds out. */
  readonly system?: string | undefined;
  readonly children: ReactNode;
}

/** The way to a deployment on the page of its system. */
export const DeploymentWay = ({ deployment, system, children }: WayProps) =>
  system === undefined ? (
    <Link to="/deployment" search={{ id: deployment }}>
      {children}
    </Link>
  ) : (
    <Link to="/systems/$system" params={{ system }} search={{ deployment }}>
      {children}
    </Link>
  );

/** The name of a deployment, which leads to it. */
export const DeploymentLink = ({ id, system }: { readonly id: string; readonly system?: string | undefined }) => (
  <DeploymentWay deployment={id} system={system}>
    <Name>{id}</Name>
  </DeploymentWay>
);
