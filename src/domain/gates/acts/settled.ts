import type { GateSubject } from '../../../core/gates/index.js';
import type { GateChange } from '../judging/index.js';
import type { StoredGate } from '../model/index.js';

/** What serves on a deployment, and how its gate stands. */
interface Serving {
  readonly subject: GateSubject;
  /** Why the gate is not open; null where it is. */
  readonly closedBecause: string | null;
}

/** What becomes of the gate of a deployment. */
export interface Settled {
  readonly gate: StoredGate;
  readonly changes: readonly GateChange[];
  /** Null where nothing serves. Of what does not serve nobody is woken. */
  readonly serving: Serving | null;
}
