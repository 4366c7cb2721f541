/**
 * What became of the decisions of one deployment that were read, by name; every one is in one of these numbers. `counted`: in the pane of
 * its block; `late`: came after its block was complete, counted in a correction that decides nothing; `ahead`: further ahead of the clock of
 * the service than the stated skew; `erased`: before it was read; and what panes do not count (`repeated`, `beyond`, `excluded: ...`,
 * `unreadable: ...`).
 */
export type IntakeCounts = Readonly<Record<string, number>>;

/** A deployment watched by one policy: an epoch. Another policy, the same one again after a pause, or another plan of it, begins another epoch. */
export interface Epoch {
  readonly deployment: string;
  /** Number of the epoch of this deployment, from 1. */
  readonly epoch: number;
  readonly policyDigest: string;
  /** Digest of the plan that this service made of the policy; null of epochs that an older version began and that none went on with. */
  readonly plan: string | null;
  /**
   * Why the epoch began without anybody's doing: `version-changed` where another version of this service made another plan of the policy; `clock-set-back` where
   * the clock of the service was set back, and everything that was decided from then on would have been late; `clocks-differ` where that came again soon, and does not end this epoch for a while (`renewalBySetBack`).
   */
  readonly reason: 'version-changed' | 'clock-set-back' | 'clocks-differ' | null;
  /** Who had it watched. */
  readonly by: string;
  /** First batch of the main log that counts. */
  readonly fromSeq: number;
  readonly beganAtMs: number;
  /** First batch that counts no more, and when it was received; null while the epoch lasts. */
  readonly endSeq: number | null;
  readonly endedAtMs: number | null;
  readonly watermarkMs: number | null;
  readonly latestMs: number | null;
  readonly receivedMs: number | null;
  readonly counts: IntakeCounts;
  readonly lately: Lately | null;
}

/** How many of the newest decisions were late or ahead of the clock, counted from one that was; null while they come in time. */
export interface Lately {
  readonly taken: number;
  readonly outOfTime: number;
  /** Whether nearly all of the last stretch were: what is watched is judged by next to nothing then. */
  readonly isMostly: boolean;
}

/** `decisions`: counted when they were made; `labels`: the same decisions with their labels, after the horizon; `late`: the correction. */
export type PaneKind = 'decisions' | 'labels' | 'late';

/** What was counted of one block. */
export interface PaneRow {
  readonly deployment: string;
  readonly epoch: number;
  readonly kind: PaneKind;
  readonly startMs: number;
  /** The pane as versioned JSON. */
  readonly pane: string;
  /** First and last batch with a decision that it counts. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** First batch that came when the time of labels was over; null before. */
  readonly ripeSeq: number | null;
  /** Blocks of decisions that end by this time became complete before its labels did, and no others; null before, and of rows that an older version ripened. */
  readonly ripeAfterMs: number | null;
}

/** A block of decisions whose time of labels is over. */
export type RipeBlock = Pick<PaneRow, 'startMs'> & Record<'ripeSeq' | 'ripeAfterMs', number>;

export interface PaneQuery {
  readonly deployment: string;
  readonly epoch: number;
  readonly kind: PaneKind;
  /** Blocks that start at or after, and before, these times. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** How far the blocks of an epoch were evaluated, with the states of its series. */
export interface EvaluatedEpoch {
  readonly deployment: string;
  readonly epoch: number;
  /** Blocks that start before this time are closed; null before the first. */
  readonly closedMs: number | null;
  /** Blocks that start before this time are closed for labels too. */
  readonly ripenedMs: number | null;
  /** Number of evaluations, by which two that meet are told apart. */
  readonly step: number;
  /** When the last block was closed, by the clock of the service. */
  readonly closedAtMs: number | null;
  /** True once the epoch has ended and everything of it is evaluated. */
  readonly isOver: boolean;
  /** States of the series, as versioned JSON. */
  readonly states: string;
}

/** A change of the state of a series, as JSON, in the order in which it happened. */
export interface ChangeRow {
  readonly id: number;
  readonly deployment: string;
  readonly epoch: number;
  /** End of the block that brought it, or time of the act that ended the epoch. */
  readonly atMs: number;
  /** Whether callers who may see no person are told. */
  readonly isPublic: boolean;
  readonly change: string;
}

/** The series whose changes are asked for. The attributes of its group stand in the order in which its policy has them. */
export interface ChangedSeries {
  readonly epoch: number;
  readonly requirement: string;
  readonly component: string | null;
  readonly group: Readonly<Record<string, string | null>>;
}

export interface ChangeQuery {
  readonly deployment?: string | undefined;
  /** Those of one epoch alone. */
  readonly epoch?: number | undefined;
  /** Changes after this one. */
  readonly after: number;
  /** Changes before this one. */
  readonly before?: number | undefined;
  /** The newest first, instead of the oldest. */
  readonly isNewestFirst?: boolean | undefined;
  /** Those of one series alone. */
  readonly series?: ChangedSeries | undefined;
  readonly publicOnly: boolean;
  readonly limit: number;
}

/** Stores of the monitor. Rows stand under a keyed hash: whoever has only the database changes none unnoticed. */
export interface MonitorStore {
  keepPolicy(digest: string, text: string): Promise<void>;
  /** Null for an unknown digest. */
  policy(digest: string): Promise<string | null>;
  /** Digest of the policy of an epoch; null for an unknown one. */
  policyOf(deployment: string, epoch: number): Promise<string | null>;
  /** Epochs that last, and those that ended and are not fully evaluated; with `only`, those of these deployments. */
  openEpochs(only?: readonly string[]): Promise<Epoch[]>;
  /** The newest epoch of a deployment. */
  lastEpoch(deployment: string): Promise<Epoch | null>;
  /** Epochs of a deployment, the newest first. */
  epochsOf(deployment: string, limit: number): Promise<Epoch[]>;
  /** Saves epochs, each of them once. */
  saveEpochs(epochs: readonly Epoch[]): Promise<void>;
  panes(query: PaneQuery): Promise<PaneRow[]>;
  /** Starts of the blocks of decisions for whose labels the time is not over. */
  unripe(deployment: string, epoch: number): Promise<number[]>;
  /** Saves panes, each of them once. */
  savePanes(panes: readonly PaneRow[]): Promise<void>;
  ripen(panes: readonly (Pick<PaneRow, 'deployment' | 'epoch'> & RipeBlock)[]): Promise<void>;
  evaluated(deployment: string, epoch: number): Promise<EvaluatedEpoch | null>;
  /** The same for many epochs, in no particular order, without those of which nothing is evaluated. */
  evaluatedOf(epochs: readonly Pick<Epoch, 'deployment' | 'epoch'>[]): Promise<EvaluatedEpoch[]>;
  /** Saves an evaluation after `step` evaluations; false, and nothing is changed, where there were more. */
  saveEvaluated(evaluated: EvaluatedEpoch, step: number): Promise<boolean>;
  addChanges(changes: readonly Omit<ChangeRow, 'id'>[]): Promise<void>;
  changes(query: ChangeQuery): Promise<ChangeRow[]>;
  /** Number of the newest change, or of the newest that everybody is told; 0 before the first. */
  lastChange(of: Pick<ChangeQuery, 'publicOnly'>): Promise<number>;
  /** Removes panes that lie so long before the last block that was evaluated, and those of epochs that ended so long ago. */
  dropPanes(keepMs: number, nowMs: number): Promise<number>;
}
