import type { FastifyRequest } from 'fastify';
import type { AppliedChange } from '../../../domain/administration/index.js';
import type { ArtifactStore } from '../../../domain/artifacts/ports.js';
import { partOf, relationsToDocument } from '../../../domain/registry/index.js';
import type { ServerDeps } from '../base/deps.js';
import { applyDocument, splitDocument } from '../documents/apply-document.js';
import { parseRegistryDocument } from '../documents/registry-document.js';
import { readJson } from '../http/body.js';
import { isKnown, notModified, tagHeader } from '../http/entity-tag.js';
import type { BodySpec } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { anything } from '../http/schemas.js';
import { printRegistry } from './print.js';
import { registryAnswer, registryQuery } from './schemas.js';

export interface RegistryDeps extends Pick<ServerDeps, 'registry' | 'settings' | 'log'> {
  /** Which artifacts are held. */
  readonly artifacts: Pick<ArtifactStore, 'artifactsAmong'>;
}

const route = routesOver<RegistryDeps>();

/** A document for `admin apply`. It is read as any JSON object, because registry and settings report their own mistakes. */
const documentBody: BodySpec<unknown> = { schema: anything, read: (request: FastifyRequest) => readJson(request) };

/** Routes that show and apply the registry: systems, models, versions, deployments. */
export const registryRoutes: readonly Route<RegistryDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/registry',
    action: 'registry.read',
    summary: 'Everything registered, or what belongs to one system, with an ETag; 304 while it is what the caller has',
    query: registryQuery,
    headers: [tagHeader],
    answer: registryAnswer,
    also: [notModified],
    errors: ['BODY_INVALID'],
    async handle({ request, reply, query }, { registry, artifacts }) {
      const snapshot = partOf(await registry.snapshot(), query);
      const held = await artifacts.artifactsAmong(snapshot.versions.map(({ digest }) => digest));
      const { json, tag } = printRegistry(snapshot, held);
      reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
      if (isKnown({ request }, tag)) return reply.code(304).send();
      reply.type('application/json; charset=utf-8');
      return json;
    },
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
      const changes = await applyDocument(body, call.actor, deps, ownedBy);
      return { changes, artifactsNotHeld: await notHeld(changes, deps) };
    },
  }),
];

/** Digests of versions that were registered now, and whose bytes nobody put yet. They may come later, or never. */
async function notHeld(changes: readonly AppliedChange[], { artifacts }: RegistryDeps): Promise<string[]> {
  const digests = changes.filter(({ type }) => type === 'version.registered').map(({ id }) => id);
  if (digests.length === 0) return [];
  const held = new Set((await artifacts.artifactsAmong(digests)).map(({ digest }) => digest));
  return [...new Set(digests.filter((digest) => !held.has(digest)))];
}
