import type { Incident, IncidentScope } from '../../../domain/incidents/index.js';
import { relationsToDeployment } from '../../../domain/registry/index.js';
import type { ServerDeps } from '../base/index.js';
import type { Call } from '../http/route.js';

type Registry = Pick<ServerDeps['registry'], 'snapshot'>;

const nameOf = (caller: Call['caller']): string | null => (caller.kind === 'account' ? caller.name : null);

/** Whether the caller owns the system of a scope. */
export async function ownsScope(
  caller: Call['caller'],
  scope: IncidentScope,
  registry: Registry,
): Promise<readonly 'own-system'[]> {
  const owner = nameOf(caller);
  if (scope.kind === 'deployment') return relationsToDeployment(owner, scope.deployment, () => registry.snapshot());
  if (owner === null) return [];
  const { systems } = await registry.snapshot();
  return systems.some(({ id, owner: of }) => id === scope.system && of === owner) ? ['own-system'] : [];
}

/** How a caller stands to an incident: as owner of its system, and by a role in it, which is given by name. */
export async function relationsToIncident(
  caller: Call['caller'],
  { scope, roles }: Incident,
  registry: Registry,
): Promise<readonly ('own-system' | 'incident-role')[]> {
  const name = nameOf(caller);
  const hasRole = name !== null && Object.values(roles).includes(name);
  return [...(await ownsScope(caller, scope, registry)), ...(hasRole ? (['incident-role'] as const) : [])];
}
