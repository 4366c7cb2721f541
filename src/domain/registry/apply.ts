import { canonicalJson } from '../../core/base/canonical-json.js';
import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import type { DeclaredOutcome } from '../../core/policy/sections/index.js';
import { changesOf } from './changes.js';
import { demandOwner } from './ownership.js';
import type { RegistrySnapshot, RegistryStore, RegistryWrite } from './ports.js';
import type { Deployment, DeploymentDocument, ModelVersion, RegistryChange, RegistryDocument } from './types.js';

/** Form of names, also in records: words of letters, digits, dot, dash and underscore, joined by slashes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,127})?$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function demand(ok: boolean, what: string, remedy: string): asserts ok {
  if (!ok) throw new TribuneError('REGISTRY_INVALID', what, { remedy });
}

export interface ApplyOptions {
  /** Name of a person who may change only things of the person's own systems; absent for no such limit. */
  readonly ownedBy?: string;
  /** Who applies the document, as entries name them: whoever registers a version does not check it later. */
  readonly by?: string;
}

/**
 * Registers what a document names: new things are added, descriptions replaced, an activation added where a deployment gets
 * another version, cutoff or policy. Applying twice changes nothing. Throws `REGISTRY_INVALID` and, where the document touches more
 * than `ownedBy` owns, `FORBIDDEN`, before anything is written.
 */
export async function applyRegistry(
  store: RegistryStore,
  document: RegistryDocument,
  nowMs: number,
  { ownedBy, by }: ApplyOptions = {},
): Promise<RegistryChange[]> {
  const before = await store.load();
  const deployed = new Map(before.deployments.map((deployment) => [deployment.id, deployment]));
  demandOnce(document);
  if (ownedBy !== undefined) demandOwner(before, document, ownedBy);
  const write: RegistryWrite = {
    systems: document.systems ?? [],
    models: document.models ?? [],
    versions: (document.versions ?? []).map((version) => ({ ...version, ...registrar(before, version, by) })),
    deployments: (document.deployments ?? []).map(({ id, model, environment, outcome }) => ({
      id,
      model,
      environment,
      // What decides 0 or 1 is stored without a declaration, as every deployment was before there were others.
      ...(isSame(outcome) ? {} : defined({ outcome })),
    })),
    activations: (document.deployments ?? []).flatMap((deployment) => activationOf(deployed, deployment, nowMs)),
  };
  checkThings(before, write, deployed);
  checkOutcomes(deployed, document);
  const changes = changesOf(before, write);
  await store.write(write);
  return changes;
}

/** Who registers a version that is new; one that is known stays registered by whoever it was. */
const registrar = (before: RegistrySnapshot, { model, digest }: ModelVersion, by: string | undefined) =>
  before.versions.some((one) => one.model === model && one.digest === digest) ? {} : defined({ registeredBy: by });

/** Deployments before the change, by id. */
type Deployed = ReadonlyMap<string, Deployment>;

function activationOf(deployed: Deployed, deployment: DeploymentDocument, nowMs: number) {
  const { id, version, cutoff = null, policyDigest = null, activeFrom } = deployment;
  const last = deployed.get(id)?.activations.at(-1);
  if (last?.version === version && last.cutoff === cutoff && last.policyDigest === policyDigest) return [];
  const fromMs = activeFrom === undefined ? (last === undefined ? 0 : nowMs) : Date.parse(activeFrom);
  demand(Number.isFinite(fromMs), `activeFrom of deployment ${id} is no time`, 'Give an RFC 3339 time.');
  const isLater = last === undefined || fromMs > last.fromMs;
  demand(
    isLater,
    `deployment ${id} has an activation at or after ${activeFrom ?? new Date(fromMs).toISOString()}`,
    'Activations are only added at the end.',
  );
  return [{ deployment: id, fromMs, version, cutoff, policyDigest }];
}

/** Refuses two descriptions of the same thing, because nobody knows which one counts. */
function demandOnce({ systems = [], models = [], versions = [], deployments = [] }: RegistryDocument): void {
  const names = [
    ...systems.map(({ id }) => `system ${id}`),
    ...models.map(({ id }) => `model ${id}`),
    ...versions.map(({ model, digest }) => `version ${digest} of model ${model}`),
    ...deployments.map(({ id }) => `deployment ${id}`),
  ];
  const seen = new Set<string>();
  for (const name of names) {
    demand(!seen.has(name), `the document names ${name} twice`, 'Say each thing once.');
    seen.add(name);
  }
}

function checkThings(before: RegistrySnapshot, write: RegistryWrite, deployed: Deployed): void {
  const known = (things: readonly { id: string }[], added: readonly { id: string }[]): Set<string> =>
    new Set([...things, ...added].map(({ id }) => id));
  const systems = known(before.systems, write.systems);
  const models = known(before.models, write.models);
  for (const { id } of [...write.systems, ...write.models, ...write.deployments]) {
    demand(
      NAME.test(id),
      `the name ${JSON.stringify(id)} is not usable`,
      'Letters, digits, . _ - and at most one slash; at most 128 of them on each side of it, a letter or digit first.',
    );
  }
  for (const { id, owner } of write.systems) {
    demand(owner.trim() !== '', `system ${id} has no owner`, 'Name exactly one accountable person.');
  }
  for (const { id, system } of write.models) {
    demand(
      systems.has(system),
      `model ${id} names the unknown system ${system}`,
      'Register the system first or beside it.',
    );
  }
  for (const { model, digest } of write.versions) {
    demand(models.has(model), `version ${digest} names the unknown model ${model}`, 'Register the model.');
    demand(
      DIGEST.test(digest),
      `the digest ${digest} is none`,
      'Give sha256: and 64 hexadecimal digits of the artifact.',
    );
  }
  for (const { digest, explain } of write.versions) {
    if (explain === undefined) continue;
    for (const [what, file] of Object.entries(explain).filter(([name]) => !NO_FILES.has(name))) {
      const of = `the ${what} of version ${digest}`;
      demand(DIGEST.test(String(file)), `${of} is no digest`, 'Give sha256: and 64 hexadecimal digits of the file.');
    }
    demand(
      explain.constraints === undefined || explain.reasons !== undefined,
      `version ${digest} has constraints and no reasons`,
      'Register the reasons file as well: it names the inputs that nobody is told to change.',
    );
  }
  checkDeployments(before, write, { models, deployed });
}

/** Members of `explain` that name no file. */
const NO_FILES: ReadonlySet<string> = new Set(['output', 'adverse']);

const BINARY: DeclaredOutcome = { type: 'binary', none: false };

const isSame = (a: DeclaredOutcome = BINARY, b: DeclaredOutcome = BINARY): boolean =>
  canonicalJson(a) === canonicalJson(b);

const printOutcome = (outcome: DeclaredOutcome = BINARY): string => JSON.stringify(outcome);

/** What a deployment decides is the same for all its versions, because its records and audits are read by it. */
function checkOutcomes(deployed: Deployed, { deployments = [] }: RegistryDocument): void {
  for (const { id, outcome } of deployments) {
    const other = deployed.get(id);
    if (other === undefined || outcome === undefined) continue;
    demand(
      isSame(outcome, other.outcome),
      `deployment ${id} decides ${printOutcome(other.outcome)}, and the document says ${printOutcome(outcome)}`,
      'A deployment keeps what it decides, whatever its version: leave `outcome` out, or take another name.',
    );
  }
}

function checkDeployments(
  before: RegistrySnapshot,
  write: RegistryWrite,
  { models, deployed }: { readonly models: ReadonlySet<string>; readonly deployed: Deployed },
): void {
  const versions = new Set([...before.versions, ...write.versions].map(({ model, digest }) => `${model} ${digest}`));
  for (const { id, model, environment } of write.deployments) {
    demand(models.has(model), `deployment ${id} names the unknown model ${model}`, 'Register the model.');
    const other = deployed.get(id);
    const keeps = (what: string): string => `A deployment keeps its ${what}: take another name.`;
    demand(
      other === undefined || other.model === model,
      `deployment ${id} is one of model ${other?.model}`,
      keeps('model'),
    );
    const sameEnvironment = other === undefined || other.environment === environment;
    demand(sameEnvironment, `deployment ${id} is in the environment ${other?.environment}`, keeps('environment'));
  }
  const modelOf = new Map(write.deployments.map(({ id, model }) => [id, model]));
  for (const { deployment, version, cutoff } of write.activations) {
    const model = modelOf.get(deployment)!;
    const isKnown = versions.has(`${model} ${version}`);
    demand(isKnown, `deployment ${deployment} names the unknown version ${version}`, `Register it for model ${model}.`);
    const usable = cutoff === null || Number.isFinite(cutoff);
    demand(usable, `the cutoff of deployment ${deployment} is no number`, 'Give a number or leave it out.');
  }
}
