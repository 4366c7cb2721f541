import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { IncidentScope } from '../model/index.js';

/** @throws TribuneError NOT_FOUND for a scope that is not registered */
export function demandScope(scope: IncidentScope, { systems, deployments }: RegistrySnapshot): void {
  const [id, known] = scope.kind === 'system' ? [scope.system, systems] : ([scope.deployment, deployments] as const);
  const ids = known.map((one) => one.id);
  if (ids.includes(id)) return;
  const near = suggest(id, ids);
  throw new TribuneError('NOT_FOUND', `there is no ${scope.kind} ${JSON.stringify(id)}`, {
    remedy: near === null ? `GET /v1/registry lists every ${scope.kind}.` : `Did you mean ${JSON.stringify(near)}?`,
  });
}

/** The system that a scope belongs to; null where it is not registered. */
export function systemOf(
  scope: IncidentScope,
  { models, deployments }: Pick<RegistrySnapshot, 'models' | 'deployments'>,
): string | null {
  if (scope.kind === 'system') return scope.system;
  const model = deployments.find(({ id }) => id === scope.deployment)?.model;
  return models.find(({ id }) => id === model)?.system ?? null;
}

/**
 * The scopes whose incidents concern one: a system with its deployments, a deployment with its system.
 *
 * @throws TribuneError NOT_FOUND for a scope that is not registered
 */
export function concerning(scope: IncidentScope, registry: RegistrySnapshot): IncidentScope[] {
  demandScope(scope, registry);
  if (scope.kind === 'system')
    return [
      scope,
      ...deploymentsIn(scope, registry).map(({ id }) => ({ kind: 'deployment', deployment: id }) as const),
    ];
  const system = systemOf(scope, registry);
  return system === null ? [scope] : [scope, { kind: 'system', system }];
}

/** The deployments of a scope. */
export function deploymentsIn(
  scope: IncidentScope,
  { models, deployments }: Pick<RegistrySnapshot, 'models' | 'deployments'>,
): RegistrySnapshot['deployments'] {
  if (scope.kind === 'deployment') return deployments.filter(({ id }) => id === scope.deployment);
  const own = new Set(models.filter(({ system }) => system === scope.system).map(({ id }) => id));
  return deployments.filter(({ model }) => own.has(model));
}

/** Where the system of a scope is used. */
export function jurisdictionsOf(scope: IncidentScope, registry: RegistrySnapshot): readonly string[] {
  const system = systemOf(scope, registry);
  return registry.systems.find(({ id }) => id === system)?.jurisdictions ?? [];
}
