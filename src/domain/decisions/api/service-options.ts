import type { EndSource } from '../../end-door/index.js';
import type { GateSource } from '../../gate-door/index.js';
import type { LogTuning } from '../../log/engine/index.js';
import type { EventType } from '../../log/events/index.js';
import type { LogName, LogSigner, Runtime } from '../../log/ports/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { RuleSource } from '../../rule-door/index.js';
import type { DecisionStores } from '../ports/index.js';

export interface ServiceOptions extends LogTuning {
  readonly stores: DecisionStores;
  readonly registry: RegistryStore;
  /** The gates of deployments; by default there are none. */
  readonly gates?: GateSource;
  /** The rules that deployments decide by; by default there are none. */
  readonly rules?: RuleSource;
  /** The ends of systems; by default there are none. */
  readonly ends?: EndSource;
  readonly signers: Readonly<Record<LogName, LogSigner>>;
  readonly runtime: Runtime;
  /** Types of events that may become entries; by default those of the log, of decisions and of the registry. */
  readonly events?: readonly EventType[];
  /** Time after receipt for which ids and idempotency keys are compared exactly. */
  readonly windowMs?: number;
  /** Number of records in one run of the index over all time; tests use other numbers. */
  readonly recordsPerRun?: number;
  /** Time between two turns of the key-encryption key; 0 leaves them to `turnEpoch`. */
  readonly epochMs?: number;
  /** Receives faults of background work; they never hold personal data. */
  readonly onProblem?: (cause: Error) => void;
}
