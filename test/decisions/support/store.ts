import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '../../../src/adapters/postgres/open-store.js';
import { nodeRuntime } from '../../../src/adapters/runtime/node-runtime.js';
import type { Keyring, WrappedPage } from '../../../src/domain/log/ports/index.js';
import { layCluster } from '../../support/laid-cluster.js';

/** A data folder of its own, removed by `remove`. */
export function dataFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'tribune-data-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function openTestStore(dataDir: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  if (options.databaseUrl === undefined) await layCluster(dataDir);
  return openStore({ dataDir, createPostgresUser: true, origin: 'ledger.test', ...options });
}

/** A page of keys as the service makes it, under the key of its epoch. */
export function sealedPage(keyring: Keyring, place: Omit<WrappedPage, 'bytes'>): WrappedPage {
  const label = new TextEncoder().encode(`tribune.page/v1 ${place.part} ${place.page} ${place.epoch}`);
  return { ...place, bytes: nodeRuntime.seal(keyring.key(place.epoch), label, new Uint8Array(32)) };
}
