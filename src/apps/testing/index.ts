/**
 * The stores of the service in memory and a clock that stands: for tests of programs that build on Tribune. Every one of them holds
 * to the contract suites that PostgreSQL holds to (test/decisions/contract*.test.ts, test/server/identity-store.test.ts). They forget
 * everything and must not be used for anything else.
 */

export type { IdSpill, SpilledBytes } from '../../domain/decisions/commit/id-spill.js';
export type {
  Commit,
  DecisionLog,
  DecisionStores,
  Keyring,
  KeyStore,
  LedgerStore,
  Machine,
  SealedBatch,
  TagIndexStore,
  VaultStore,
} from '../../domain/decisions/ports.js';
export type { ProducerState, ProducerStore, SeenNumber } from '../../domain/decisions/producers/ports.js';
export type { RepeatStore, SegmentStore } from '../../domain/decisions/segments/ports.js';
export type { IdentityStore } from '../../domain/identity/ports.js';
export type { HalfStore } from '../../domain/intake/ports.js';
export type { RegistryStore } from '../../domain/registry/ports.js';
export { type ClockedMachine, clockedMachine } from './clock.js';
export { memoryHalfStore } from './memory-half-store.js';
export { memoryIdentityStore } from './memory-identity-store.js';
export { memoryStores } from './stores/memory-stores.js';
