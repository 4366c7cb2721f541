import type { LogTuning } from '../../log/engine/index.js';
import type { EventType } from '../../log/events/index.js';
import type { LogName, LogSigner, Runtime } from '../../log/ports/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { DecisionStores } from '../ports/index.js';

export interface ServiceOptions extends LogTuning {
  readonly stores: DecisionStores;
  readonly registry: RegistryStore;
  readonly signers: Readonly<Record<LogName, LogSigner>>;
  readonly runtime: Runtime;
  /** Every type of event that may become an entry; by default those of the log, of decisions and of the registry. */
  readonly events?: readonly EventType[];
  /** How long ids and idempotency keys are exact, by receipt. */
  readonly windowMs?: number;
  /** Records in one run of the index over all time; another number is for tests. */
  readonly recordsPerRun?: number;
  /** How often the key-encryption key turns; 0 leaves it to `turnEpoch`. */
  readonly epochMs?: number;
  /** Told of faults of background work; never holds personal data. */
  readonly onProblem?: (cause: Error) => void;
}
