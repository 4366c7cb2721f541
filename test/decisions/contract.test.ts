import { afterAll, describe, it } from 'vitest';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { type ContractStores, decisionStoresContract, memoryStores } from '../../src/apps/testing/index.js';
import { dataFolder, openTestStore } from './support/store.js';

const folder = dataFolder();
let postgres: Store | undefined;

afterAll(async () => {
  await postgres?.close();
  folder.remove();
});

const openers: Record<string, () => Promise<ContractStores>> = {
  memory: async () => memoryStores(),
  PostgreSQL: async () => {
    postgres = await openTestStore(folder.path);
    return postgres;
  },
};

describe.each(Object.keys(openers))('stores of the decision service: %s', (name) => {
  for (const { name: promise, run } of decisionStoresContract(openers[name]!)) it(promise, run);
});
