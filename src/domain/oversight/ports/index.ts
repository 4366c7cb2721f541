import type { CaseRecord, CaseStage, OutcomeValue, Queue, QueueState } from '../../../core/oversight/index.js';
import type { DecisionView } from '../../decisions/api/index.js';
import type { StoredCase } from '../model/index.js';

/** Which cases are listed: by their stage, newest first. */
export interface CaseQuery {
  /** `unconfirmed`: decided, changed something, and nobody has confirmed that it was changed where the decision came from. */
  readonly stage: CaseStage | 'open' | 'all' | 'unconfirmed';
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

/** Cases of a class that are not decided. */
export interface ClassLoad {
  readonly queue: Queue;
  readonly waiting: number;
  /** Somebody has them. */
  readonly read: number;
  /** Wait for the person, or for whoever leads the review. */
  readonly stuck: number;
  /** Opening of the oldest, ms; null where there is none. */
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
  /** The case that a request with this id opened. */
  ofRequest(request: string): Promise<StoredCase | null>;
  /** The same as `find`; nobody else changes it until the transaction ends. */
  lock(id: string): Promise<StoredCase | null>;
  /** Every case about a decision, the oldest first; nobody else changes any of them until the transaction ends. */
  lockAbout(decision: string): Promise<StoredCase[]>;
  /** Every case about a decision, the oldest first. */
  ofDecision(decision: string): Promise<StoredCase[]>;
  /** Cases of a list; none of `except`. */
  list(query: CaseQuery, except: readonly string[]): Promise<CaseRows>;
  /** Counts cases; `changed` is the oldest where its row is not ours. None of `except` is the oldest. */
  count(except: readonly string[]): Promise<CaseCounts & Pick<CaseRows, 'changed'>>;

  /** Cases that are not decided, by class; the columns that say so stand under the keyed hash of their row, which is not looked at here. */
  load(): Promise<ClassLoad[]>;
  /** Cases that are not decided, those that have to be begun soonest first. */
  undecided(limit: number): Promise<CaseRows>;
  /** Those of some deployments, the oldest first. Throws STORE_INVALID for a row among them that is not ours. */
  undecidedOf(deployments: readonly string[], limit: number): Promise<StoredCase[]>;
  /** Cases that are decided, or whose answer was known and is given, the newest first. */
  settled(limit: number): Promise<CaseRows>;
  /** Cases about some decisions that are not closed. */
  openAbout(decisions: readonly string[]): Promise<{ readonly id: string; readonly decision: string }[]>;
  /** Closed cases of a deployment that a panel decided, the newest first, without those that repeat others. */
  settledByPanel(deployment: string, limit: number): Promise<CaseRows>;
  /** Cases that were decided from a moment on, the newest first. */
  settledSince(sinceMs: number, limit: number): Promise<CaseRows>;
  /** How many cases were opened, and how many were decided, from a moment on. */
  decidedSince(sinceMs: number): Promise<{ readonly opened: number; readonly decided: number }>;

  /**
   * Claims of each class so far, and its first case that somebody may claim now; none of `except`. Claims of a class whose row is not ours are counted from
   * 0, and the class is named.
   */
  queues(
    nowMs: number,
    except: readonly string[],
  ): Promise<{ readonly states: QueueState[]; readonly changed: readonly Queue[] }>;
  /** The first case of a class that none of these names is excluded from, nor from another one about its decision, or its changed row. */
  first(queue: Queue, asked: FirstQuery): Promise<CaseRows>;
  /** Makes the names by which cases are looked for those that the case itself keeps from it; gives whether they were others. */
  exclude(record: CaseRecord): Promise<boolean>;
  /** What a claim looks at in its act; nobody else changes the cases about the decision until the transaction ends. */
  lockToClaim(decision: string, reader: string): Promise<ToClaim>;
  /** Saves a claimed case and counts the claim, of which its class had so many before. */
  take(stored: StoredCase, claims: number): Promise<void>;
  /** Cases that a reader has, also those whose lease ran out and that nobody took. */
  heldBy(reader: string): Promise<CaseRows>;
  /** Cases of which a clock ran out by now and is not entered, the longest ago first; none of `except`. */
  due(asked: { readonly nowMs: number; readonly limit: number; readonly except: readonly string[] }): Promise<CaseRows>;
  /** Ids of cases that nobody has and that none of these readers may read, in the order of their opening; those opened after the case `after`, none of `except`. */
  withoutReader(asked: ReaderlessQuery): Promise<string[]>;
}

/** What a claim looks at in its act. */
export interface ToClaim {
  /** Every case about the decision, the oldest first, each with the claims of its class so far: from 0 where the row of the class is not ours. */
  readonly about: readonly (StoredCase & { readonly claims: number })[];
  /** Cases that the reader has, as `heldBy` gives them. */
  readonly held: CaseRows;
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

/** A decision that a policy routes to people, before it is a case. */
export interface Draw {
  readonly decision: string;
  readonly deployment: string;
  /** Digest of the policy. */
  readonly policy: string;
  /** Ids of the routes that drew it. */
  readonly routes: readonly string[];
  readonly queue: Queue;
  readonly isHighImpact: boolean;
  /** How probable it was, before, that it would be drawn. */
  readonly inclusion: number;
  /** Days since 1970 at which it was received. */
  readonly day: number;
}

/** From how many decisions was drawn. */
export interface Frame {
  readonly deployment: string;
  readonly policy: string;
  /** Days since 1970 at which they were received. */
  readonly day: number;
  readonly decisions: number;
  readonly drawn: number;
}

/** How many draws wait to become cases, and of which none can be. */
export interface DrawCounts {
  readonly waiting: number;
  readonly without: number;
}

/** Draws of policies. Rows stand under a keyed hash: a chance that somebody changed would bias every estimate. */
export interface DrawStore {
  /** Adds draws, each decision once, and what was drawn from. */
  add(draws: readonly Draw[], frames: readonly Frame[]): Promise<void>;
  /** Draws that wait, the oldest first, and ids of decisions whose rows are not ours. */
  next(limit: number): Promise<{ readonly draws: readonly Draw[]; readonly changed: readonly string[] }>;
  /** Removes draws that became cases, or are about decisions that were erased. */
  done(decisions: readonly string[]): Promise<void>;
  /** Keeps a draw of which no case can be, with why. */
  setAside(decision: string, problem: string): Promise<void>;
  counts(): Promise<DrawCounts>;
  /** What was drawn from since a day. Throws STORE_INVALID for a row that is not ours. */
  frames(sinceDay: number): Promise<Frame[]>;
}

/** The last training of a reader on how people rely on machines, and on what the machine does. */
export interface Training {
  /** The reader as entries name them. */
  readonly reader: string;
  readonly atMs: number;
  /** Who entered it. */
  readonly by: string;
}

/** Trainings of readers. Rows stand under a keyed hash. */
export interface TrainingStore {
  /** Saves a training in place of the last one of its reader. */
  save(training: Training): Promise<void>;
  /** The last training of a reader; null for none. Throws STORE_INVALID for a row that is not ours. */
  of(reader: string): Promise<Training | null>;
  all(limit: number): Promise<Training[]>;
}
