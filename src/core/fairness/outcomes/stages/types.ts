import type { EvidenceOptions } from '../../metrics/options.js';
import type { GroupKey } from '../../tally/types.js';
import type { CountedCell, OutcomeFrame } from '../base/index.js';

/** Stages of each route by its name, in the order in which its subjects pass them. */
export type StageRoutes = Readonly<Record<string, readonly string[]>>;

/** What a tally of stages is declared under. Two tallies add only when these agree. */
export interface StagesSpec {
  readonly policyDigest: string;
  readonly attributes: readonly string[];
  /** The stages in order, such as screen, interview, offer. */
  readonly stages: readonly string[];
  /** Routes through some of the stages, in their order; left out: one route `all` through all of them. */
  readonly routes?: StageRoutes;
}

/** One subject and how far she came. */
export interface StagesRow {
  /** One value per attribute; null when it is missing. */
  readonly values: readonly (string | null)[];
  /** Name of the route; may be left out where there is one only. */
  readonly route?: string;
  /** One outcome per declared stage: 1 passed, 0 not passed, null not reached (or not on the route). */
  readonly outcomes: readonly (0 | 1 | null)[];
  /** People that the row stands for. Default 1. */
  readonly people?: number;
}

/** All rows that share attribute values, route, the last stage that was reached and whether it was passed: that is the whole path. */
export interface StagesCell extends CountedCell {
  readonly route: string;
  /** Place of the last stage reached among the declared stages, 0 for the first. */
  readonly stage: number;
  readonly passed: 0 | 1;
}

/** Counts of paths through stages. `mergeStagesTallies` of two parts equals the tally of all rows. */
export interface StagesTally extends OutcomeFrame {
  readonly outcome: 'stages';
  readonly stages: readonly string[];
  readonly routes: StageRoutes;
  /** Sorted by values (missing last), route, stage, passed; no two cells share a key. */
  readonly cells: readonly StagesCell[];
}

/** One route of a group: how many reached and passed each of its stages. */
export interface RouteCounts {
  readonly route: string;
  readonly stages: readonly string[];
  readonly reachedByStage: readonly number[];
  readonly passedByStage: readonly number[];
}

/** The people of one group by route. */
export interface StagesGroup {
  readonly key: GroupKey;
  /** False where some attribute of the key is missing. */
  readonly known: boolean;
  /** People who entered, by whatever route. */
  readonly n: number;
  readonly rows: number;
  readonly stages: readonly string[];
  readonly routes: readonly RouteCounts[];
}

export interface StageOptions extends EvidenceOptions {
  /** Count the people of this route only; left out: of all routes together. */
  readonly route?: string;
}
