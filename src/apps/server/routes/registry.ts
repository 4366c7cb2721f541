import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import { applyDocument, splitDocument } from '../apply-document.js';
import type { ServerDeps } from '../deps.js';
import { readJson } from '../http/body.js';
import { actor, type Guard } from '../http/guard.js';
import { MAX_SMALL_BODY } from '../limits.js';

/** Systems, models, versions, deployments. */
export function registryRoutes(app: FastifyInstance, deps: ServerDeps, guard: Guard): void {
  app.get('/v1/registry', { config: { action: 'registry.read' } }, async () =>
    printSnapshot(await deps.registry.snapshot()),
  );

  app.post(
    '/v1/registry',
    { bodyLimit: MAX_SMALL_BODY, config: { action: 'registry.apply' } },
    async (request, reply) => {
      const document = await readJson(request);
      const { registry, ledger, mappings, retention } = splitDocument(document);
      await guard.demand(request, 'registry.apply', await relationTo(request, registry, deps));
      const isSetting = [ledger, mappings, retention].some((part) => part !== undefined);
      if (isSetting) await guard.demand(request, 'settings.change');
      const changes = await applyDocument(document, actor(request), deps);
      guard.settingsChanged();
      return reply.send({ changes });
    },
  );
}

/** `own-system` when everything in the document belongs to systems whose owner is the caller, now and after. */
async function relationTo(
  request: FastifyRequest,
  registry: Readonly<Record<string, unknown>>,
  { registry: service }: ServerDeps,
): Promise<'own-system'[]> {
  const { caller } = request;
  if (caller.kind !== 'account' || !caller.roles.includes('owner')) return [];
  const { systems, models } = await service.snapshot();
  const listed = (name: string): Record<string, unknown>[] => {
    const value = registry[name];
    return Array.isArray(value) ? value.filter((v) => typeof v === 'object' && v !== null) : [];
  };
  const ownerOf = new Map(systems.map(({ id, owner }) => [id, owner]));
  const systemOf = new Map(models.map(({ id, system }) => [id, system]));
  for (const model of listed('models')) systemOf.set(String(model.id), String(model.system));
  const touched = new Set([
    ...listed('systems').map(({ id }) => String(id)),
    ...listed('models').flatMap(({ id, system }) => [String(system), systemOf.get(String(id)) ?? '']),
    ...[...listed('versions'), ...listed('deployments')].map(({ model }) => systemOf.get(String(model)) ?? ''),
  ]);
  // A system that is new belongs to nobody yet: its owner is named by someone else.
  const own = [...touched].every((id) => ownerOf.get(id) === caller.name);
  const keepsOwner = listed('systems').every(({ owner }) => owner === caller.name);
  return own && keepsOwner ? ['own-system'] : [];
}

function printSnapshot({ systems, models, versions, deployments }: RegistrySnapshot): Record<string, unknown> {
  const shown = deployments.map(({ activations, ...rest }) => ({
    ...rest,
    activations: activations.map(({ fromMs, ...a }) => ({ from: new Date(fromMs).toISOString(), ...a })),
  }));
  return { systems, models, versions, deployments: shown };
}
