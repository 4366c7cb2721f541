import type { RegistryStore } from '../registry/ports.js';
import type { PipelineLimits } from './commit/work.js';
import type { DecisionStores, LogName, Machine } from './ports.js';
import type { LedgerOptions } from './publish/ledger-options.js';
import type { LogSigner } from './publish/ports.js';
import type { Sealer } from './seal/seal-job.js';

export interface ServiceOptions {
  readonly stores: DecisionStores;
  readonly registry: RegistryStore;
  readonly signers: Readonly<Record<LogName, LogSigner>>;
  readonly machine: Machine;
  /** Seals batches; in this thread when absent. */
  readonly sealer?: Sealer;
  readonly limits?: Partial<PipelineLimits>;
  /** How long ids and idempotency keys are exact, by receipt. */
  readonly windowMs?: number;
  /** Longest time between commit and checkpoint. */
  readonly publishIntervalMs?: number;
  /** Records in one run of the index over all time; another number is for tests. */
  readonly recordsPerRun?: number;
  /** How often the key-encryption key turns; 0 leaves it to `turnEpoch`. */
  readonly epochMs?: number;
  /** How heads are shown, witnessed and checked. */
  readonly ledger?: LedgerOptions;
  /** Told of faults of background work; never holds personal data. */
  readonly onProblem?: (cause: Error) => void;
}
