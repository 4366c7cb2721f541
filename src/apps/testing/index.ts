/**
 * The stores of the service in memory, a clock that stands still and one that fires its timers when it is moved, for tests of programs that
 * build on Tribune. Each store passes the contract suites that PostgreSQL passes (test/decisions/contract*.test.ts,
 * test/server/identity-store.test.ts). They forget everything and must not be used for anything else.
 */

export type {
  DecisionStores,
  ErasureStore,
  ProducerState,
  ProducerStore,
  RepeatStore,
  SegmentStore,
  TagIndexStore,
} from '../../domain/decisions/ports/index.js';
export type { IdentityStore } from '../../domain/identity/ports.js';
export type { PendingInferenceStore } from '../../domain/intake/ports.js';
export type { JobRecord, JobStore } from '../../domain/jobs/ports.js';
export type { ModelBytes, ModelStore } from '../../domain/model-store/ports.js';
export type { RegistryStore } from '../../domain/registry/ports.js';
export type { SettingStore, SettingWatcher } from '../../domain/settings/ports.js';
export { type ClockedRuntime, clockedRuntime } from './clock.js';
export {
  type ContractCase,
  type ContractStores,
  decisionLogContract,
  decisionStoresContract,
} from './contracts/index.js';
export { type FakeClock, fakeClock } from './fake-clock.js';
export { memoryIdentityStore } from './memory-identity-store.js';
export { memoryJobStore } from './memory-job-store.js';
export { memoryPendingInferenceStore } from './memory-pending-inference-store.js';
export { memorySettingStore } from './memory-setting-store.js';
export { type RunningClock, runningClock } from './running-clock.js';
export { memoryModelBytes } from './stores/memory-model-bytes.js';
export { memoryStores } from './stores/memory-stores.js';
export { startTestService, type TestRegistry, type TestService, type TestServiceOptions } from './test-service.js';
