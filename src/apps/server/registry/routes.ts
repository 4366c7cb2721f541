import type { FastifyRequest } from 'fastify';
import type { AppliedChange } from '../../../domain/administration/index.js';
import type { Artifact, ArtifactStore } from '../../../domain/artifacts/ports.js';
import { relationsToDocument } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { applyDocument, splitDocument } from '../documents/apply-document.js';
import { parseRegistryDocument } from '../documents/registry-document.js';
import { readJson } from '../http/body.js';
import type { BodySpec } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { anything } from '../http/schemas.js';
import { registryAnswer } from './schemas.js';

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
    summary: 'Everything registered',
    answer: registryAnswer,
    async handle(_call, { registry, artifacts }) {
      const snapshot = await registry.snapshot();
      const held = await artifacts.artifactsAmong(snapshot.versions.map(({ digest }) => digest));
      return printSnapshot(snapshot, held);
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

function printSnapshot(
  { systems, models, versions, deployments }: RegistrySnapshot,
  held: readonly Artifact[],
): Record<string, unknown> {
  const sizes = new Map(held.map(({ digest, size }) => [digest, size]));
  const shown = deployments.map(({ activations, ...rest }) => ({
    ...rest,
    activations: activations.map(({ fromMs, ...a }) => ({ from: new Date(fromMs).toISOString(), ...a })),
  }));
  const withArtifact = versions.map((version) => ({
    ...version,
    artifact: sizes.has(version.digest) ? { held: true, size: sizes.get(version.digest)! } : { held: false },
  }));
  return { systems, models, versions: withArtifact, deployments: shown };
}
