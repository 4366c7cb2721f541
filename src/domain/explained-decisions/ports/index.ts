import type { ErrorCode } from '../../../core/base/errors.js';
import type { ReasonResult, RecourseJson } from '../../../core/explain/index.js';
import type { PeopleGroups } from '../../explanations/table/index.js';
import type { VersionExplain } from '../../registry/index.js';

export { DueSignal } from './due-signal.js';

/** What all explanations of a version share as long as nothing else is registered with it. It holds nobody's data. */
export interface BasisFacts {
  readonly version: string;
  readonly explain: VersionExplain;
  readonly method: string;
  /** Scale of the contributions. */
  readonly scale: string;
  /** Names of the inputs, in the order of the contributions. */
  readonly players: readonly string[];
  /** Mean score of those compared with. */
  readonly baseValue: number;
  readonly background: {
    readonly rows: number;
    readonly digest: string;
    /** Of which groups they are, as far as their columns tell; absent where that was not looked at yet. */
    readonly groups?: PeopleGroups;
  };
  /** Output of the model that is explained. */
  readonly output: number;
  /** How a model behind a network is asked; absent for one whose bytes are held. */
  readonly remote?: RemoteFacts;
}

/** By what an endpoint is explained. */
export interface RemoteFacts {
  /** Address without query. */
  readonly endpoint: string;
  /** Digest of the canaries that it answered before and after each explanation. */
  readonly canaries: string;
  /** Seed of what is drawn. */
  readonly seed: string;
}

/** An explanation as it is kept: everything that is of this decision alone. */
export interface MadeExplanation {
  /** Contributions in the order of `BasisFacts.players`. */
  readonly values: Float64Array;
  /** Standard errors of the contributions; null where the method is exact. */
  readonly standardErrors: readonly number[] | null;
  /** The sum of the model, on whose scale the contributions are. */
  readonly raw: number;
  /** What the model publishes, such as a probability. */
  readonly linked: number;
  readonly additivityError: number;
  /** Reasons with their record; null where no reasons file or no cutoff is known. */
  readonly reasons: ReasonResult | null;
  /** Changes that would have led to a yes; null where none were asked for. */
  readonly recourse: RecourseJson | null;
  /** How near the proposed persons are to real ones, best way first; null where no way was found. */
  readonly plausibility: readonly Plausibility[] | null;
  /** What an endpoint was asked; null for a model whose bytes are held. */
  readonly asked: AskedOfEndpoint | null;
  /** What would have taken more questions to an endpoint than the budget allows; null where nothing was broken off. */
  readonly unfinished: readonly ('reasons' | 'recourse')[] | null;
}

/** What an endpoint was asked for one explanation. */
export interface AskedOfEndpoint {
  readonly rows: number;
  /** Most rows that it might be asked about for the contributions, and again for reasons and changes. */
  readonly allowed: number;
  /** `exact`: every coalition was asked about. `sampling`: permutations were drawn, and each contribution has a standard error. */
  readonly method: 'exact' | 'sampling';
  /** People of each round, where those compared with were drawn; null where every round took everybody. */
  readonly peopleAtOnce: number | null;
  /** Whether the standard errors came as low as sampling aims at. */
  readonly settled: boolean;
}

/** How near a proposed person is to the people that the version is compared with. */
export interface Plausibility {
  /** Distance to the nearest of them: the mean over the inputs of the difference in shares of its range, 1 where a category differs (Gower 1971). */
  readonly nearest: number;
  /** Share of the real people who stand at least as far from their own five nearest as the proposed one does: near 0, nobody is as alone. */
  readonly asAlone: number;
}

/** Where the files of a version come from that was not opened yet: bytes whose digests were checked. */
export interface BasisFiles {
  readonly model: Uint8Array;
  readonly background: Uint8Array;
  readonly reasons: Uint8Array | null;
  readonly constraints: Uint8Array | null;
}

/** Decisions of one basis to be explained: together they take a fraction of the time. */
export interface ExplainRequest {
  /** Digest of everything that the explanations of this version share. */
  readonly basis: string;
  readonly version: string;
  readonly explain: VersionExplain;
  /** Files, where they are not open yet. */
  readonly files: BasisFiles | null;
  readonly decisions: readonly ExplainedDecision[];
}

/** One decision to be explained. */
export interface ExplainedDecision {
  /** Name of the decision in messages. */
  readonly name: string;
  /** Inputs as exact JSON, because whole numbers beyond 2^53 do not survive otherwise. */
  readonly inputs: string;
  /** By what was decided; null where no cutoff makes an outcome. */
  readonly decided: {
    readonly cutoff: number;
    readonly accept: 'above' | 'below';
    readonly score: number | null;
  } | null;
}

/** `files-wanted`: the version is not open where explanations are made, so the request comes again with its files. */
export interface ForgetRequest {
  /** A version that may no longer be open: people that it is compared with were erased. */
  readonly forget: string;
}

export type ExplainAnswer =
  | { readonly kind: 'files-wanted' }
  | { readonly kind: 'made'; readonly facts: BasisFacts; readonly made: readonly (MadeExplanation | Unexplained)[] };

/** Why one decision of several has no explanation, as plain data; the others have theirs. */
export interface Unexplained {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Explains decisions of one basis; the answers stand in their order.
 *
 * @throws TribuneError MODEL_INVALID, DATA_COLUMN_MISSING, REASONS_INVALID and others of the files, STORE_UNAVAILABLE
 */
export type DecisionExplainer = (request: ExplainRequest) => Promise<ExplainAnswer>;

/** Closes a version where explanations are made, so that nothing of its files stays in memory. */
export type ForgetBasis = (request: ForgetRequest) => Promise<void>;

/** An explanation as a row: sealed under a key that the erasure of its decision destroys. */
export interface SealedExplanation {
  readonly decision: string;
  readonly basis: string;
  readonly madeAtMs: number;
  /** Until when the changes that it proposes are an offer that holds, ms; null where nothing is offered. */
  readonly offerUntilMs: number | null;
  readonly bytes: Uint8Array;
}

/** A page of explanations whose offers hold, in the order of their decisions. */
export interface OfferQuery {
  /** Those that hold beyond this time. */
  readonly atMs: number;
  /** Those after this one; null for the first page. */
  readonly after: Pick<SealedExplanation, 'decision' | 'basis'> | null;
  readonly limit: number;
}

/** Who is given an explanation, of which decision, on which day since 1970 by UTC. */
export interface Giving {
  readonly actor: string;
  readonly day: number;
  readonly decision: string;
  /** Most decisions of the day. */
  readonly budget: number;
}

/** What a caller was given today: how many decisions, whether somebody was refused already, and whether this decision was among them. */
export interface Spent {
  readonly given: number;
  readonly isRefused: boolean;
  readonly isGiven: boolean;
}

/** What is kept of a decision that somebody asks about. */
export interface Looked {
  readonly kept: SealedExplanation | null;
  readonly isWithin: boolean;
  readonly spent: Spent;
}

/** A decision that is to be explained without anybody asking. */
export interface Due {
  readonly decision: string;
  readonly deployment: string;
  readonly decidedAtMs: number;
}

/** How many decisions of a deployment are due, and how many were explained today. */
export interface DueCount {
  readonly deployment: string;
  readonly due: number;
  readonly madeToday: number;
}

/** Decisions that are due. */
export interface DueStore {
  /** Adds decisions; one that is there already stays as it is. */
  addDue(due: readonly Due[]): Promise<void>;
  /** Deployments with decisions that are due; `day` since 1970 by UTC. */
  dueCounts(day: number): Promise<DueCount[]>;
  /** The next decisions of a deployment. */
  nextDue(deployment: string, page: { readonly order: 'oldest' | 'newest'; readonly limit: number }): Promise<Due[]>;
  /** Removes decisions that are done, and counts those that were explained today. */
  doneDue(done: {
    readonly deployment: string;
    readonly decisions: readonly string[];
    readonly made: number;
    readonly day: number;
  }): Promise<void>;
  /** Sets decisions aside that cannot be explained, each with the reason. */
  setAside(failed: readonly { readonly decision: string; readonly problem: string }[]): Promise<void>;
  /** Makes decisions due again that were set aside for these reasons, at most so many, any of them. */
  takeUp(problems: readonly string[], limit: number): Promise<void>;
  /** Number of decisions that are due, and of those that were set aside. */
  dueTotals(): Promise<{ readonly due: number; readonly aside: number }>;
}

/** Store of explanations, and of who was given them today. */
export interface ExplanationStore {
  /** Gives the facts of a basis; null for one that is not known. Throws STORE_INVALID for a row that the service did not write. */
  basis(digest: string): Promise<BasisFacts | null>;
  insertBasis(digest: string, facts: BasisFacts): Promise<void>;
  explanation(decision: string, basis: string): Promise<SealedExplanation | null>;
  /** The explanations of these decisions, of whatever basis. Throws STORE_INVALID for a row that the service did not write. */
  explanationsOf(decisions: readonly string[]): Promise<SealedExplanation[]>;
  /** Those of these that are explained: `own` by the service, `changed` where somebody else wrote the row. */
  explainedAmong(
    made: readonly Pick<SealedExplanation, 'decision' | 'basis'>[],
  ): Promise<ReadonlyMap<string, 'own' | 'changed'>>;
  /** Explanations whose offers hold. Throws STORE_INVALID for a row that the service did not write. */
  offers(query: OfferQuery): Promise<SealedExplanation[]>;
  /** Inserts explanations and lists the decisions of those that were: there is one for each decision and basis, and the first one stays. */
  insertExplanations(explanations: readonly SealedExplanation[]): Promise<string[]>;
  /** The explanation of a decision, where it is kept, and whether it may be given: it was given today, or fewer decisions than the budget were. */
  look(giving: Giving, basis: string): Promise<Looked>;
  /** Counts a decision against the budget of the day, once; false where the budget is spent. What was seen before saves a look where it still stands. */
  give(giving: Giving, seen: Spent): Promise<boolean>;
  /** Keeps that somebody was refused; whether it is the first time of the day. */
  refuse(refused: Pick<Giving, 'actor' | 'day'>): Promise<boolean>;
}
