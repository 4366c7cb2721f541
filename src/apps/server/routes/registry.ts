import type { FastifyInstance, FastifyRequest } from 'fastify';
import { demandOwner } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_SMALL_BODY } from '../base/limits.js';
import { applyDocument, splitDocument } from '../documents/apply-document.js';
import { parseRegistryDocument } from '../documents/registry-document.js';
import { readJson } from '../http/body.js';
import { actor, type Guard } from '../http/guard.js';

/** Systems, models, versions, deployments. */
export function registryRoutes(app: FastifyInstance, deps: ServerDeps, guard: Guard): void {
  app.get('/v1/registry', { config: { action: 'registry.read' } }, async () =>
    printSnapshot(await deps.registry.snapshot()),
  );

  // The document is read once, for the guard's question and for the work.
  const documents = new WeakMap<FastifyRequest, Promise<unknown>>();
  const documentOf = (request: FastifyRequest): Promise<unknown> => {
    const read = documents.get(request) ?? readJson(request);
    documents.set(request, read);
    return read;
  };

  /** `own-system` when everything in the document belongs to systems whose owner is the caller, now and after. */
  const relation = async (request: FastifyRequest): Promise<'own-system'[]> => {
    const { registry } = splitDocument(await documentOf(request), deps.settings);
    if (request.caller.kind !== 'account') return [];
    demandOwner(await deps.registry.snapshot(), parseRegistryDocument(registry), request.caller.name);
    return ['own-system'];
  };

  app.post(
    '/v1/registry',
    { bodyLimit: MAX_SMALL_BODY, config: { action: 'registry.apply', relation } },
    async (request, reply) => {
      const document = await documentOf(request);
      const { wanted } = splitDocument(document, deps.settings);
      if (wanted.length > 0) await guard.demand(request, 'settings.change');
      const { caller } = request;
      const everything = await guard.may(request, 'registry.apply');
      // Asked again where it is written: what the guard saw may have changed owner since.
      const ownedBy = everything || caller.kind !== 'account' ? undefined : caller.name;
      return reply.send({ changes: await applyDocument(document, actor(request), deps, ownedBy) });
    },
  );
}

function printSnapshot({ systems, models, versions, deployments }: RegistrySnapshot): Record<string, unknown> {
  const shown = deployments.map(({ activations, ...rest }) => ({
    ...rest,
    activations: activations.map(({ fromMs, ...a }) => ({ from: new Date(fromMs).toISOString(), ...a })),
  }));
  return { systems, models, versions, deployments: shown };
}
