import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import type { AppliedChange } from '../../../domain/administration/index.js';
import { GATE_LIMITS, type WantedGate } from '../../../domain/gates/model/index.js';
import { wantedGate } from '../../../domain/gates/wanted/index.js';
import { INCIDENT_LIMITS, type WantedPlan } from '../../../domain/incidents/index.js';
import { mappings } from '../../../domain/intake/index.js';
import type { RegistryDocument } from '../../../domain/registry/index.js';
import { type Settings, settingsOf, type WantedSetting } from '../../../domain/settings/index.js';
import type { RegistryService } from '../base/deps.js';
import { brokenTextIn } from '../http/whole-text.js';
import { planRequest } from '../incidents/plan-schemas.js';
import { parseForm, parseRegistryDocument } from './registry-document.js';

export interface ApplyDeps {
  readonly registry: RegistryService;
  readonly settings: Settings;
}

interface DocumentParts {
  readonly registry: Readonly<Record<string, unknown>>;
  readonly wanted: readonly WantedSetting[];
  readonly incidentPlans: readonly WantedPlan[];
  readonly gates: readonly WantedGate[];
  /** The registry by its form; undefined where the document has none. Throws `REGISTRY_INVALID`. */
  readonly parsed: () => RegistryDocument | undefined;
}

/** Documents that were split before: a request is asked for its relation, for what it touches and to be applied, and is read once. */
const split = new WeakMap<object, DocumentParts>();

const plansPart = z.strictObject({ incidentPlans: z.array(planRequest).max(INCIDENT_LIMITS.plans).default([]) });

const gatesPart = z.strictObject({ gates: z.array(wantedGate).max(GATE_LIMITS.gates).default([]) });

/** Splits a document of `admin apply` into registry, settings, incident plans and gates. Throws `REGISTRY_INVALID`. */
export function splitDocument(document: unknown, { declared }: Pick<Settings, 'declared'>): DocumentParts {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new TribuneError('REGISTRY_INVALID', 'the document is no mapping', {
      remedy: 'Start with `systems:`, `models:`, `versions:` or `deployments:`; see docs/guides/decision-service.md.',
    });
  }
  const known = split.get(document);
  if (known !== undefined) return known;
  const broken = brokenTextIn(document);
  if (broken !== null) {
    throw new TribuneError('REGISTRY_INVALID', `${broken.path === '' ? 'document' : broken.path}: ${broken.what}`, {
      remedy: 'Give whole Unicode text without NUL.',
    });
  }
  const { wanted, rest } = settingsOf(document as Record<string, unknown>, declared);
  const { incidentPlans: plans, gates: doors, ...registry } = rest;
  const { incidentPlans } = parseForm(plansPart, { incidentPlans: plans }, 'docs/guides/incidents.md');
  const { gates } = parseForm(gatesPart, { gates: doors }, 'docs/guides/gates.md');
  const isEmpty = Object.keys(registry).length === 0;
  const parts = {
    registry,
    wanted,
    incidentPlans,
    gates,
    parsed: once(() => (isEmpty ? undefined : parseRegistryDocument(registry))),
  };
  split.set(document, parts);
  return parts;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Applies registry, settings, incident plans and gates, either all or nothing; every change becomes an entry of the ledger.
 *
 * @param ownedBy name of a person who may touch only what belongs to the own systems
 */
export async function applyDocument(
  document: unknown,
  by: string,
  deps: ApplyDeps,
  ownedBy?: string,
): Promise<readonly AppliedChange[]> {
  const { registry, wanted: settings, incidentPlans, gates, parsed } = splitDocument(document, deps.settings);
  for (const one of settings) if (one.setting === mappings) await demandDeployments(one.document, registry, deps);
  const named = parsed();
  const change = { ...(named === undefined ? {} : { registry: named }), settings, incidentPlans, gates };
  return deps.registry.apply(change, by, ownedBy);
}

/**
 * Demands that mappings name known deployments. Otherwise every inference of an unknown one would be refused later, far from the mistake.
 */
async function demandDeployments(
  document: unknown,
  registry: Readonly<Record<string, unknown>>,
  deps: ApplyDeps,
): Promise<void> {
  const { deployments } = await deps.registry.snapshot();
  const beside = Array.isArray(registry.deployments) ? (registry.deployments as unknown[]) : [];
  const known = new Set([...deployments, ...beside].map((one) => (one as { id?: unknown } | null)?.id));
  const lost = mappings.parse(document).find(({ deployment }) => !known.has(deployment));
  if (lost === undefined) return;
  throw new TribuneError('REGISTRY_INVALID', `a mapping names the unknown deployment ${lost.deployment}`, {
    remedy: 'Register the deployment first or beside it.',
  });
}
