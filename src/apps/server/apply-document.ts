import { TribuneError } from '../../core/errors.js';
import type { DecisionService } from '../../domain/decisions/service-api.js';
import type { IdentityStore } from '../../domain/identity/ports.js';
import { readSettings, settingsOfDocument, writeSettings } from '../../domain/identity/settings.js';
import type { RegistryService } from './deps.js';

export interface ApplyDeps {
  readonly service: DecisionService;
  readonly registry: RegistryService;
  readonly identity: { readonly store: IdentityStore };
}

/** What applying a document changed. */
export interface AppliedChange {
  readonly type: string;
  readonly id: string;
}

/** A document for `admin apply` in its two halves: registry and settings. Throws `REGISTRY_INVALID`. */
export function splitDocument(document: unknown): { registry: Record<string, unknown>; ledger: unknown } {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new TribuneError('REGISTRY_INVALID', 'the document is no mapping', {
      remedy: 'Start with `systems:`, `models:`, `versions:` or `deployments:`; see docs/guides/decision-service.md.',
    });
  }
  const { ledger, ...registry } = document as Record<string, unknown>;
  return { registry, ledger };
}

/** Applies registry and settings; every change becomes an entry of the ledger. */
export async function applyDocument(document: unknown, by: string, deps: ApplyDeps): Promise<AppliedChange[]> {
  const { registry, ledger } = splitDocument(document);
  const settings = settingsOfDocument(ledger);
  const changes: AppliedChange[] =
    Object.keys(registry).length === 0 ? [] : [...(await deps.registry.apply(registry, by))];
  const { ledgerPublic } = await readSettings(deps.identity.store);
  if (settings.ledgerPublic !== undefined && settings.ledgerPublic !== ledgerPublic) {
    await deps.service.record({
      type: 'setting.changed',
      payload: { name: 'ledger.public', value: settings.ledgerPublic, by },
    });
    await writeSettings(deps.identity.store, settings);
    changes.push({ type: 'setting.changed', id: `ledger.public=${settings.ledgerPublic}` });
  }
  return changes;
}
