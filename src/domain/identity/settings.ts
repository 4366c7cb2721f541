import { TribuneError } from '../../core/base/errors.js';
import type { IdentityStore } from './ports.js';

/** What an administrator may switch. */
export interface Settings {
  /** Whether anyone may read checkpoints and tiles. */
  readonly ledgerPublic: boolean;
}

const LEDGER_PUBLIC = 'ledger.public';

export async function readSettings(store: IdentityStore): Promise<Settings> {
  return { ledgerPublic: (await store.setting(LEDGER_PUBLIC)) === true };
}

/** The part of a document for `admin apply` that is settings: `ledger: { public: true }`. Throws `REGISTRY_INVALID`. */
export function settingsOfDocument(ledger: unknown): Partial<Settings> {
  if (ledger === undefined) return {};
  const fields = typeof ledger === 'object' && ledger !== null ? Object.entries(ledger) : [];
  const [entry, ...others] = fields;
  if (entry?.[0] === 'public' && typeof entry[1] === 'boolean' && others.length === 0)
    return { ledgerPublic: entry[1] };
  throw new TribuneError('REGISTRY_INVALID', '`ledger` has something else than `public: true` or `public: false`', {
    remedy: 'Write `ledger: { public: true }` to let anyone read the ledger.',
  });
}

export async function writeSettings(store: IdentityStore, change: Partial<Settings>): Promise<void> {
  if (change.ledgerPublic !== undefined) await store.writeSetting(LEDGER_PUBLIC, change.ledgerPublic);
}
