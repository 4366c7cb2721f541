import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { Parameters } from '../../../core/learn/index.js';
import type { RequirementResult } from '../../../core/policy/index.js';
import type { Disparity, GroupKnown, Mean, Moved, TrialHead } from '../alternatives/index.js';
import type { Answer, Margins } from './answer.js';
import type { GroupProxy } from './proxies.js';

/** What a candidate came to, or why it came to nothing. */
export type CandidateStatus =
  | 'judged'
  /** It decides alike about everybody, which nobody would use: its gap of 0 is no merit. */
  | 'alike'
  | 'failed';

export interface SearchCandidate {
  readonly id: string;
  readonly learner: string;
  readonly params: Parameters;
  readonly features: readonly string[];
  readonly seed: string;
  readonly step: string;
  readonly groupKnown: GroupKnown;
  readonly status: CandidateStatus;
  /** Why it failed; null where it did not. */
  readonly reason: string | null;
  /** SHA-256 of its model; null where there is none. */
  readonly digest: string | null;
  /** Whether some people are decided about by lot. */
  readonly draws: boolean;
  /** On the judging part, with intervals that hold for all candidates at once; null where it was not judged. */
  readonly quality: Mean | null;
  readonly disparities: readonly Disparity[];
  /** Share of the judging part who are decided about otherwise than by the reference. */
  readonly moved: number | null;
  /** Whether no other is better on the choosing part in quality, gap and number of people moved. */
  readonly front: boolean;
  /** Whether its quality on the choosing part is within the tolerance of the best. */
  readonly equallyGood: boolean;
  /** Seconds until it was there. */
  readonly seconds: number;
  readonly cautions: readonly string[];
}

/** One of the few that were looked at closely: on the judging part, whose intervals allow for all of them: each end holds by itself at the level. */
export interface Shortlisted {
  readonly id: string;
  /** How much smaller the gap is than that of the reference; of a ratio on the scale of the logarithm. */
  readonly reduction: Mean | null;
  /** Change of quality against the reference, over the same people. */
  readonly quality: Mean;
  readonly pValue: number;
  /** The p-value that allows for the whole shortlist (Bonferroni). */
  readonly adjusted: number;
  /** Whether it is shown to be an alternative. */
  readonly isShown: boolean;
  readonly gap: RequirementResult;
  readonly requirements: readonly Pick<RequirementResult, 'id' | 'severity' | 'verdict'>[];
  readonly moved: readonly Moved[];
  readonly levelsDown: boolean;
  readonly files: readonly string[];
}

/** Decisions of equally good candidates about the people of a group who judge. */
export interface GroupMultiplicity {
  readonly key: GroupKey | null;
  readonly n: number;
  /** People about whom some equally good candidate decides otherwise than the reference, and their share with its interval. */
  readonly ambiguous: number;
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
  /** The largest share that a single one of them decides about otherwise. */
  readonly discrepancy: number;
}

/** People of a group about whom the reference decides unfavourably, and whose strongest reason some equally good model changes. */
export interface GroupReasons {
  readonly key: GroupKey | null;
  readonly n: number;
  readonly changed: number;
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
}

export interface ReasonMultiplicity {
  /** Models compared, the reference among them. */
  readonly models: number;
  /** Equally good models that have no single strongest input: mixtures, and models of changed columns. */
  readonly without: number;
  readonly people: number;
  readonly groups: readonly GroupReasons[];
}

/** The decisions in use, and how the chosen candidate compares with them, or the reference where none is chosen; over the same people. */
export interface InUse {
  /** The column that the policy binds decisions to. */
  readonly column: string;
  /** People who judge of whom such a decision is known. */
  readonly people: number;
  readonly quality: Mean;
  readonly gap: RequirementResult;
  readonly against: {
    readonly id: string;
    readonly gap: RequirementResult;
    /** Change of quality. */
    readonly quality: Mean;
    readonly moved: readonly Moved[];
    readonly levelsDown: boolean;
  };
}

export interface SearchResult extends TrialHead {
  readonly margins: Margins;
  /** The command that trained; null where our own learners did. */
  readonly trainer: string | null;
  /** Candidates asked for. */
  readonly asked: number;
  readonly proxies: readonly GroupProxy[];
  /** The usual model of the best learner, which all others are compared with. */
  readonly reference: { readonly id: string; readonly gap: RequirementResult; readonly quality: Mean };
  /** `not indicated`: the audit of the reference passes, and nothing else was tried. */
  readonly answer: Answer | 'not indicated';
  readonly chosen: string | null;
  /** The most promising one on the choosing part, where none is shown; null where there is none. */
  readonly nearest: string | null;
  readonly shortlist: readonly Shortlisted[];
  /** The reduction that these people show with a chance of 80 %, for the first of the shortlist; null without one. */
  readonly visible: number | null;
  /** null where the policy binds no decisions beside the label, or the table holds none. */
  readonly inUse: InUse | null;
  readonly multiplicity: {
    readonly models: number;
    readonly groups: readonly GroupMultiplicity[];
    /** Reasons of the best of them; null where the models cannot be read, or nobody is decided about unfavourably. */
    readonly reasons: ReasonMultiplicity | null;
  };
  readonly candidates: readonly SearchCandidate[];
  /** SHA-256 of the canonical JSON of `candidates`: what was tried cannot be changed afterwards without showing. */
  readonly record: string;
}
