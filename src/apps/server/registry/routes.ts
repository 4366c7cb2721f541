import type { FastifyRequest } from 'fastify';
import type { AppliedChange } from '../../../domain/administration/index.js';
import type { ArtifactStore } from '../../../domain/artifacts/ports.js';
import type { WantedPlan } from '../../../domain/incidents/index.js';
import {
  foundNames,
  partOf,
  type RegistryDocument,
  relationsToDeployments,
  relationsToDocument,
} from '../../../domain/registry/index.js';
import type { RemoteModels } from '../../../domain/remote-models/index.js';
import type { ServerDeps } from '../base/deps.js';
import { applyDocument, splitDocument } from '../documents/apply-document.js';
import { readJson } from '../http/body.js';
import { isKnown, notModified, tagHeader } from '../http/entity-tag.js';
import type { BodySpec } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { anything } from '../http/schemas.js';
import { ownsScope } from '../incidents/relations.js';
import { printRegistry } from './print.js';
import { findQuery, foundAnswer, registryAnswer, registryQuery } from './schemas.js';

export interface RegistryDeps extends Pick<ServerDeps, 'registry' | 'settings' | 'log'> {
  /** Which artifacts are held. */
  readonly artifacts: Pick<ArtifactStore, 'artifactsAmong'>;
  /** Models behind a network, which are asked for their canaries before they serve. */
  readonly remoteModels: Pick<RemoteModels, 'demandSame' | 'pinned'>;
}

const route = routesOver<RegistryDeps>();

/** Most bytes of a document as it is sent: beside the registry it may hold many incident plans. */
const MOST_DOCUMENT_BYTES: number = 4 * 1024 * 1024;

/** A document for `admin apply`. It is read as any JSON object, because its parts report their own mistakes. */
const documentBody: BodySpec<unknown> = {
  schema: anything,
  limit: MOST_DOCUMENT_BYTES,
  read: (request: FastifyRequest) => readJson(request),
};

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
    method: 'GET',
    path: '/v1/registry/names',
    action: 'registry.read',
    summary: 'Systems, deployments and versions by what stands in their names, the nearest first',
    query: findQuery,
    answer: foundAnswer,
    noStore: true,
    errors: ['BODY_INVALID'],
    handle: async ({ query }, { registry }) => foundNames(await registry.snapshot(), query),
  }),
  route({
    method: 'POST',
    path: '/v1/registry',
    action: 'registry.apply',
    within: ['settings.change', 'incident.plan', 'gates.set'],
    summary: 'Apply systems, models, versions, deployments, settings, incident plans and gates: all of it or nothing',
    body: documentBody,
    errors: [
      'REGISTRY_INVALID',
      'INVALID',
      'NOT_FOUND',
      'CONFLICT',
      'MODEL_INVALID',
      'MODEL_UNREACHABLE',
      'MODEL_ANSWER_INVALID',
    ],
    async relation({ body, caller }, deps) {
      const { parsed } = splitDocument(body, deps.settings);
      const owner = caller.kind === 'account' ? caller.name : null;
      return relationsToDocument(owner, parsed() ?? {}, () => deps.registry.snapshot());
    },
    async handle(call, deps) {
      const { body, caller } = call;
      const { wanted, incidentPlans, gates, parsed } = splitDocument(body, deps.settings);
      if (wanted.length > 0) await call.demand('settings.change');
      await demandPlans(call, incidentPlans, deps);
      await demandGates(call, gates, deps);
      await demandSame(parsed(), call.actor, deps);
      const everything = await call.may('registry.apply');
      // Ownership is checked again when the document is written, because an owner may have changed since the guard looked.
      const ownedBy = everything || caller.kind !== 'account' ? undefined : caller.name;
      const changes = await applyDocument(body, call.actor, deps, ownedBy);
      return { changes, artifactsNotHeld: await notHeld(changes, deps) };
    },
  }),
];

/** Demands that the caller may save each of these plans: for any system, or for the system that it is about. */
async function demandPlans(
  call: Call<unknown, unknown>,
  plans: readonly Pick<WantedPlan, 'scope'>[],
  { registry }: RegistryDeps,
): Promise<void> {
  if (plans.length === 0 || (await call.may('incident.plan'))) return;
  for (const { scope } of plans) await call.demand('incident.plan', await ownsScope(call.caller, scope, registry));
}

/** Demands that the caller may give each of these deployments its gate: any of them, or those of own systems. */
async function demandGates(
  call: Call<unknown, unknown>,
  gates: readonly { readonly deployment: string }[],
  { registry }: RegistryDeps,
): Promise<void> {
  if (gates.length === 0 || (await call.may('gates.set'))) return;
  const owner = call.caller.kind === 'account' ? call.caller.name : null;
  const ids = gates.map(({ deployment }) => deployment);
  await call.demand('gates.set', await relationsToDeployments(owner, ids, () => registry.snapshot()));
}

/**
 * Demands that versions behind a network which are activated answer as when they were pinned, also where only the cutoff or the policy is
 * another one: their bytes may have been put after they began to serve. A pin that cannot be read is not registered either.
 */
async function demandSame(
  document: RegistryDocument | undefined,
  actor: string,
  { registry, remoteModels }: RegistryDeps,
): Promise<void> {
  const { versions = [], deployments = [] } = document ?? {};
  if (versions.length + deployments.length === 0) return;
  const snapshot = await registry.snapshot();
  const registered = new Set(snapshot.versions.map(({ digest }) => digest));
  await remoteModels.pinned(versions.flatMap(({ digest }) => (registered.has(digest) ? [] : [digest])));
  const known = new Map(snapshot.deployments.map((one) => [one.id, one.activations.at(-1)]));
  const toServe = deployments.flatMap(({ id, version, cutoff = null, policyDigest = null }) => {
    const last = known.get(id);
    return last?.version === version && last.cutoff === cutoff && last.policyDigest === policyDigest ? [] : [version];
  });
  await remoteModels.demandSame(toServe, { actor, purpose: 'before it serves' });
}

/** Digests of versions that were registered now, and whose bytes nobody put yet. They may come later, or never. */
async function notHeld(changes: readonly AppliedChange[], { artifacts }: RegistryDeps): Promise<string[]> {
  const digests = changes.filter(({ type }) => type === 'version.registered').map(({ id }) => id);
  if (digests.length === 0) return [];
  const held = new Set((await artifacts.artifactsAmong(digests)).map(({ digest }) => digest));
  return [...new Set(digests.filter((digest) => !held.has(digest)))];
}
