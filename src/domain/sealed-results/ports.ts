import type { KeySlot } from '../log/ports/index.js';

/** Decisions of one deployment that were erased. */
export interface ErasedExtent {
  readonly deployment: string;
  /** Entry of the first of them: what read fewer entries than up to it cannot hold any. */
  readonly firstIndex: number;
}

/** Decisions of one deployment whose time is over: all of them up to an entry. */
export interface ExpiredExtent {
  readonly deployment: string;
  /** First entry that is not past its time: what read no more entries than those before it holds nothing else of this deployment. */
  readonly endIndex: number;
}

/** What a stored result was made of. */
export interface ResultSource {
  readonly deployment: string;
  /** Number of entries of the log that were read. */
  readonly size: number;
}

/** A stored result that may show persons, with the place of the key that seals it. */
export interface StoredResult extends KeySlot {
  readonly id: string;
}

/** Store of the results that were made of decisions and may show persons, as far as an erasure needs it. */
export interface ResultStore {
  /** Lists the sealed results that were made of such decisions, and those whose row was changed, because what it says is not known. */
  resultsOf(isMeant: (source: ResultSource) => boolean): Promise<StoredResult[]>;
  /** Removes sealed results whose keys are destroyed; what else is stored of them stays, and names the erasure. */
  forgetResults(ids: readonly string[], erasure: string): Promise<void>;
  /** Number of results that an erasure destroyed. */
  forgottenBy(erasure: string): Promise<number>;
}
