import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import { type DecisionServices, openDecisionService, type ServiceOptions } from '../../src/domain/decisions/service.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import type { RegistryDocument } from '../../src/domain/registry/types.js';
import { registryDocument } from '../decisions/support/service.js';
import { testSigner } from './ledger-log.js';

/** Active from the first year on, so that no time of a generator lies before. */
const document = {
  ...registryDocument,
  deployments: registryDocument.deployments!.map((deployment) => ({
    ...deployment,
    activeFrom: '0000-01-01T00:00:00Z',
  })),
};

/** The service over stores in memory: quick enough to open one for each run of a property. */
export async function memoryService(
  options: Partial<ServiceOptions> = {},
  registered: RegistryDocument = document,
): Promise<DecisionServices> {
  const stores = memoryStores();
  await applyRegistry(stores.registry, registered, 0);
  return openDecisionService({
    stores,
    registry: stores.registry,
    signers: { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') },
    runtime: nodeRuntime,
    ...options,
  });
}
