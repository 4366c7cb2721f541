import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '../../../src/adapters/store/open-store.js';

/** A data folder of its own, removed by `remove`. */
export function dataFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'tribune-data-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export const openTestStore = (dataDir: string, options: Partial<StoreOptions> = {}): Promise<Store> =>
  openStore({ dataDir, createPostgresUser: true, origin: 'ledger.test', ...options });
