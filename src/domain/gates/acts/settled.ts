import type { GateChange } from '../judging/index.js';
import type { StoredGate } from '../model/index.js';

/** What becomes of the gate of a deployment. */
export interface Settled {
  readonly gate: StoredGate;
  readonly changes: readonly GateChange[];
  /** The version that serves now; null where none does. Of others nobody is woken. */
  readonly serving: string | null;
}
