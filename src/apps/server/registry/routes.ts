import type { FastifyRequest } from 'fastify';
import { relationsToDocument } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { applyDocument, splitDocument } from '../documents/apply-document.js';
import { parseRegistryDocument } from '../documents/registry-document.js';
import { readJson } from '../http/body.js';
import type { BodySpec } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { anything } from '../http/schemas.js';

type RegistryDeps = Pick<ServerDeps, 'registry' | 'settings' | 'log'>;
const route = routesOver<RegistryDeps>();

/** A document for `admin apply`. It is read as any JSON object, because registry and settings report their own mistakes. */
const documentBody: BodySpec<unknown> = { schema: anything, read: (request: FastifyRequest) => readJson(request) };

/** Routes that show and apply the registry: systems, models, versions, deployments. */
export const registryRoutes: readonly Route<RegistryDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/registry',
    action: 'registry.read',
    summary: 'Everything registered',
    handle: async (_call, { registry }) => printSnapshot(await registry.snapshot()),
  }),
  route({
    method: 'POST',
    path: '/v1/registry',
    action: 'registry.apply',
    within: ['settings.change'],
    summary: 'Apply systems, models, versions, deployments and settings',
    body: documentBody,
    errors: ['REGISTRY_INVALID'],
    async relation({ body, caller }, deps) {
      const { registry } = splitDocument(body, deps.settings);
      const owner = caller.kind === 'account' ? caller.name : null;
      return relationsToDocument(owner, parseRegistryDocument(registry), () => deps.registry.snapshot());
    },
    async handle(call, deps) {
      const { body, caller } = call;
      const { wanted } = splitDocument(body, deps.settings);
      if (wanted.length > 0) await call.demand('settings.change');
      const everything = await call.may('registry.apply');
      // Ownership is checked again when the document is written, because an owner may have changed since the guard looked.
      const ownedBy = everything || caller.kind !== 'account' ? undefined : caller.name;
      return { changes: await applyDocument(body, call.actor, deps, ownedBy) };
    },
  }),
];

function printSnapshot({ systems, models, versions, deployments }: RegistrySnapshot): Record<string, unknown> {
  const shown = deployments.map(({ activations, ...rest }) => ({
    ...rest,
    activations: activations.map(({ fromMs, ...a }) => ({ from: new Date(fromMs).toISOString(), ...a })),
  }));
  return { systems, models, versions, deployments: shown };
}
