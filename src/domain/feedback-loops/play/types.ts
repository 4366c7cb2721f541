import type { Generator } from '../../../core/stats/index.js';

/** What can be done against a loop. Each preset offers those that it has a place for. */
export const INTERVENTIONS = ['audit', 'exploration', 'propensity', 'holdout', 'diversity', 'reset'] as const;
export type Intervention = (typeof INTERVENTIONS)[number];

/** Which interventions are on, and how strongly. */
export interface Switches {
  /** The records that the system begins with are put right before it learns from them. */
  readonly audit: boolean;
  /** Share of decisions taken by lot, from which the system learns as from its own. */
  readonly exploration: number;
  /** Each record counts with one over the chance that it had to come about. */
  readonly propensity: boolean;
  /** Share of decisions taken by lot; the system learns from these alone. */
  readonly holdout: number;
  /** Share of the places of a list that go to what was shown least. */
  readonly diversity: number;
  /** After so many rounds the system forgets what it learned and begins from a belief that knows no groups. Null is never. */
  readonly reset: number | null;
}

export const NO_SWITCHES: Switches = {
  audit: false,
  exploration: 0,
  propensity: false,
  holdout: 0,
  diversity: 0,
  reset: null,
};

/** State of a loop in one round. Lists have one number per group, in the order of the preset. */
export interface RoundFigures {
  /** What the system gives each group: a rate, a share, a price. */
  readonly given: readonly number[];
  /** What it would give if it knew each group as it is. */
  readonly due: readonly number[];
  /** What the system takes each group to be. */
  readonly believed: readonly number[];
  /** What each group is. */
  readonly actual: readonly number[];
  /** Share of each group in the records that the system learns from. */
  readonly recordShare: readonly number[];
  /** Share of those records that exist, or say what they say, only because the system decided so. */
  readonly ownShare: number;
  /** Number of things over which what is shown is spread evenly enough to be so concentrated (one over the sum of squared shares); null where no list is shown. */
  readonly effectiveNumber: number | null;
}

/** One loop that can be simulated. */
export interface LoopPreset {
  readonly name: string;
  readonly title: string;
  /** What goes round, in a few sentences. */
  readonly story: string;
  /** Where the mechanism is described. */
  readonly source: string;
  readonly groups: readonly [string, string];
  /** What one round is: a week, a month. */
  readonly round: string;
  readonly rounds: number;
  readonly given: { readonly name: string; readonly unit: 'share' | 'number' };
  readonly believed: { readonly name: string; readonly unit: 'share' | 'number' };
  /** Under what the due is reckoned, as the end of "what would be due if". */
  readonly dueIf: string;
  /** What the system's own decisions do to records. */
  readonly own: 'exist' | 'say what they say';
  /** Whether what is decided changes what the groups are. */
  readonly changesGroups: boolean;
  /** What each intervention does here. Those that are not named have no place in this loop. */
  readonly interventions: Partial<Readonly<Record<Intervention, string>>>;
  /** Whether propensity needs decisions by lot: what has no chance to be seen has no inverse of it. */
  readonly propensityNeedsLot: boolean;
  readonly begin: (switches: Switches, generator: Generator) => LoopWorld;
}

/** A loop under way: what the system believes, and the world that it makes. */
export interface LoopWorld {
  /** The system forgets what it learned and begins from a belief that knows no groups. */
  reset(): void;
  /** Decides one round by what is believed now, learns from it, and shows what was believed and given. */
  play(): RoundFigures;
}
