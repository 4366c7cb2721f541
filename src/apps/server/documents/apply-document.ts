import { canonicalJson } from '../../../core/base/canonical-json.js';
import { TribuneError } from '../../../core/base/errors.js';
import { readSettings, settingChanged, settingsOfDocument, writeSettings } from '../../../domain/identity/index.js';
import type { IdentityStore } from '../../../domain/identity/ports.js';
import type { Log } from '../../../domain/log/api/index.js';
import type { FieldChange } from '../../../domain/registry/index.js';
import type { RegistryService } from '../base/deps.js';
import { brokenTextIn } from '../http/whole-text.js';
import { keepMappings, keptMappings, parseMappings } from '../intake/mappings.js';
import { keepRetention, keptRetentionText, parseRetention } from './retention-document.js';

export interface ApplyDeps {
  readonly log: Pick<Log, 'record' | 'setPublic'>;
  readonly registry: RegistryService;
  readonly identity: { readonly store: IdentityStore };
}

/** What applying a document changed. */
export interface AppliedChange {
  readonly type: string;
  readonly id: string;
  readonly model?: string;
  /** Of a registered thing: each field that is another than before. */
  readonly fields?: readonly FieldChange[];
}

interface DocumentParts {
  readonly registry: Record<string, unknown>;
  readonly ledger: unknown;
  readonly mappings: unknown;
  readonly retention: unknown;
}

/** A document for `admin apply` in its parts: registry and settings. Throws `REGISTRY_INVALID`. */
export function splitDocument(document: unknown): DocumentParts {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new TribuneError('REGISTRY_INVALID', 'the document is no mapping', {
      remedy: 'Start with `systems:`, `models:`, `versions:` or `deployments:`; see docs/guides/decision-service.md.',
    });
  }
  const broken = brokenTextIn(document);
  if (broken !== null) {
    throw new TribuneError('REGISTRY_INVALID', `${broken.path === '' ? 'document' : broken.path}: ${broken.what}`, {
      remedy: 'Give whole Unicode text without NUL.',
    });
  }
  const { ledger, mappings, retention, ...registry } = document as Record<string, unknown>;
  return { registry, ledger, mappings, retention };
}

/**
 * Applies registry and settings; every change becomes an entry of the ledger.
 *
 * @param ownedBy name of a person who may touch only what belongs to the own systems
 */
export async function applyDocument(
  document: unknown,
  by: string,
  deps: ApplyDeps,
  ownedBy?: string,
): Promise<AppliedChange[]> {
  const { registry, ledger, mappings, retention } = splitDocument(document);
  const settings = settingsOfDocument(ledger);
  if (retention !== undefined) parseRetention(retention);
  if (mappings !== undefined) await demandDeployments(mappings, registry, deps);
  const changes: AppliedChange[] =
    Object.keys(registry).length === 0 ? [] : [...(await deps.registry.apply(registry, by, ownedBy))];
  const { ledgerPublic } = await readSettings(deps.identity.store);
  if (settings.ledgerPublic !== undefined && settings.ledgerPublic !== ledgerPublic) {
    await deps.log.record(settingChanged({ name: 'ledger.public', value: settings.ledgerPublic, by }));
    await writeSettings(deps.identity.store, settings);
    deps.log.setPublic(settings.ledgerPublic);
    changes.push({ type: settingChanged.type, id: `ledger.public=${settings.ledgerPublic}` });
  }
  if (mappings !== undefined) changes.push(...(await applySetting({ ...MAPPINGS, value: mappings }, by, deps)));
  if (retention !== undefined) changes.push(...(await applySetting({ ...RETENTION, value: retention }, by, deps)));
  return changes;
}

/** A mapping for a deployment that nobody knows would refuse every inference later, far from the mistake. */
async function demandDeployments(
  mappings: unknown,
  registry: Readonly<Record<string, unknown>>,
  deps: ApplyDeps,
): Promise<void> {
  const wanted = parseMappings(mappings);
  const { deployments } = await deps.registry.snapshot();
  const beside = Array.isArray(registry.deployments) ? (registry.deployments as unknown[]) : [];
  const known = new Set([...deployments, ...beside].map((one) => (one as { id?: unknown } | null)?.id));
  const lost = wanted.find(({ deployment }) => !known.has(deployment));
  if (lost === undefined) return;
  throw new TribuneError('REGISTRY_INVALID', `a mapping names the unknown deployment ${lost.deployment}`, {
    remedy: 'Register the deployment first or beside it.',
  });
}

interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly kept: (store: IdentityStore) => Promise<unknown>;
  readonly keep: (store: IdentityStore, value: unknown) => Promise<void>;
}

const MAPPINGS = { name: 'mappings', kept: keptMappings, keep: keepMappings };
const RETENTION = { name: 'retention', kept: keptRetentionText, keep: keepRetention };

/** Takes the place of the one before as a whole. */
async function applySetting(
  { name, value, kept, keep }: Setting,
  by: string,
  deps: ApplyDeps,
): Promise<AppliedChange[]> {
  const { store } = deps.identity;
  if (canonicalJson(value) === canonicalJson(await kept(store))) return [];
  await deps.log.record(settingChanged({ name, value, by }));
  await keep(store, value);
  return [{ type: settingChanged.type, id: name }];
}
