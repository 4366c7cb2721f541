import type { CaseRecord, CaseStage, OutcomeValue, Queue, QueueState } from '../../../core/oversight/index.js';
import type { DecisionView } from '../../decisions/api/index.js';
import type { StoredCase } from '../model/index.js';

/** Which cases are listed: by their stage, newest first. */
export interface CaseQuery {
  readonly stage: CaseStage | 'open' | 'all';
  readonly deployment: string | null;
  readonly decision: string | null;
  /** Those opened before the one of this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** How many cases there are, for people who look after the queue. */
export interface CaseCounts {
  readonly open: Readonly<Record<Queue, number>>;
  readonly escalated: number;
  readonly awaitingSubject: number;
  /** Decided, and nobody was told yet. */
  readonly untold: number;
  readonly closed: number;
  /** Opening of the oldest case that is not closed, ms; null where none is. */
  readonly oldestMs: number | null;
}

/** Cases as they were asked for, and ids of rows among them that the service did not write: no case is read from those. */
export interface CaseRows {
  readonly cases: readonly StoredCase[];
  readonly changed: readonly string[];
}

/** Cases of a service. Rows stand under a keyed hash, and what persons said in them is sealed. */
export interface CaseStore {
  insert(stored: StoredCase): Promise<void>;
  save(stored: StoredCase): Promise<void>;
  find(id: string): Promise<StoredCase | null>;
  /** The same; nobody else changes it until the transaction ends. */
  lock(id: string): Promise<StoredCase | null>;
  /** Every case about a decision, the oldest first. */
  ofDecision(decision: string): Promise<StoredCase[]>;
  /** Cases of a list; none of `except`. */
  list(query: CaseQuery, except: readonly string[]): Promise<CaseRows>;
  /** Counts cases; `changed` is the oldest where its row is not ours. None of `except` is the oldest. */
  count(except: readonly string[]): Promise<CaseCounts & Pick<CaseRows, 'changed'>>;

  /** Claims of each class so far, and its first case that somebody may claim now; none of `except`. */
  queues(nowMs: number, except: readonly string[]): Promise<QueueState[]>;
  /** The first case of a class that none of these names is excluded from, nor from another one about its decision, or its changed row; nobody else changes or takes it until the transaction ends. */
  first(queue: Queue, asked: FirstQuery): Promise<CaseRows>;
  /** Makes the names by which cases are looked for those that the case itself keeps from it; gives whether they were others. */
  exclude(record: CaseRecord): Promise<boolean>;
  /** Counts a claim of a class. */
  taken(queue: Queue): Promise<void>;
  /** Cases that a reader has, also those whose lease ran out and that nobody took. */
  heldBy(reader: string): Promise<CaseRows>;
  /** Cases of which a clock ran out by now and is not entered, the longest ago first; none of `except`. */
  due(asked: { readonly nowMs: number; readonly limit: number; readonly except: readonly string[] }): Promise<CaseRows>;
  /** Ids of cases that nobody has and that none of these readers may read, in the order of their opening; those opened after the case `after`, none of `except`. */
  withoutReader(asked: ReaderlessQuery): Promise<string[]>;
}

/** Which case of a class is the first for a reader. */
export interface FirstQuery {
  /** The reader as entries name them, and the name of their account. */
  readonly who: readonly string[];
  readonly nowMs: number;
  readonly except: readonly string[];
}

/** Which cases nobody is left to read. */
export interface ReaderlessQuery {
  readonly readers: readonly { readonly id: string; readonly name: string }[];
  readonly nowMs: number;
  readonly after: string | null;
  readonly limit: number;
  readonly except: readonly string[];
}

/** A decision with a key that its erasure destroys; null then. */
export interface CaseMaterial {
  readonly view: DecisionView;
  readonly key: Uint8Array | null;
}

/** What a check without a person looks at: the version that decided, over these inputs. */
export interface RecheckQuestion {
  readonly decision: string;
  readonly version: string;
  readonly cutoff: number;
  /** Inputs as exact JSON. */
  readonly inputs: string;
}

/** Runs the version that decided over corrected inputs; null where that is not possible, such as where its bytes are not held. */
export type Recheck = (question: RecheckQuestion) => Promise<OutcomeValue | null>;
