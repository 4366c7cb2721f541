import { afterAll, beforeAll } from 'vitest';
import type { Store, StoreOptions } from '../../../src/adapters/postgres/open-store.js';
import type { DecisionServices, ServiceOptions } from '../../../src/domain/decisions/service.js';
import { openTestService } from './service.js';
import { dataFolder, openTestStore } from './store.js';

/** A store in a folder of its own. A test that opens it anew puts the new one in its place. */
export interface RunningStore {
  readonly path: string;
  store: Store;
}

/** A service over such a store. */
export interface RunningService extends RunningStore {
  service: DecisionServices;
  /** Closes the service and opens another over the same stores, as the first one unless told otherwise. */
  restart(more?: Partial<ServiceOptions>): Promise<void>;
}

/** An embedded PostgreSQL for the tests of a file: opened before the first, closed and removed after the last. */
export function runningStore(options: Partial<StoreOptions> = {}): RunningStore {
  const folder = dataFolder();
  const running = { path: folder.path } as RunningStore;
  beforeAll(async () => {
    running.store = await openTestStore(folder.path, options);
  });
  afterAll(async () => {
    await running.store?.close();
    folder.remove();
  });
  return running;
}

/** The same with a service on it, where the registry of `registryDocument` is applied. */
export function runningService(options: Partial<ServiceOptions> = {}): RunningService {
  const running = runningStore() as RunningService;
  const open = async (more: Partial<ServiceOptions> = {}): Promise<void> => {
    running.service = await openTestService(running.store, { ...options, ...more });
  };
  running.restart = async (more) => {
    await running.service.close();
    await open(more);
  };
  beforeAll(() => open());
  // Runs before the store is closed: hooks of the end go in the reverse order.
  afterAll(() => running.service?.close());
  return running;
}
