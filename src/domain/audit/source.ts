import type { Tally } from '../../core/fairness/types.js';
import type { Policy } from '../../core/policy/types.js';

/** What was read: shown in the audit so that anybody can check that they hold the same bytes. */
export interface SourceRecord {
  /** Path, `sql`, or address without credentials. */
  readonly path: string;
  /** Hex SHA-256 of the bytes; null where there are no bytes (a query). */
  readonly sha256: string | null;
  readonly rows: number | null;
}

export interface TallyPlan {
  readonly policy: Policy;
  readonly policyDigest: string;
  /** False: rates only; the engine need not group by score. */
  readonly scores: boolean;
}

export interface SourcedTally {
  readonly tally: Tally;
  readonly sources: readonly SourceRecord[];
}

/** The port through which an audit gets its tally: files, a database, a stored tally, a service. */
export interface TallySource {
  tally(plan: TallyPlan, progress?: (message: string) => void): Promise<SourcedTally>;
}
