/** Ids of erased decisions about which something may be held elsewhere. A row that somebody adds ends nothing: each decision is looked at itself. */
export interface ErasedDecisionStore {
  /** The oldest ids that wait. */
  waiting(limit: number): Promise<string[]>;
  /** Removes ids about which nothing is left. */
  done(ids: readonly string[]): Promise<void>;
}
