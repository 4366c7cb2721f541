import type { CaseClock } from '../clocks/index.js';
import type { CaseStage } from '../machines/index.js';
import type { Queue } from '../queue/index.js';
import type { OutcomeScale, OutcomeValue } from '../scale/index.js';

/** A person at work, as entries name them, with the name of their account and their roles. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** Why somebody may not read a case. */
export const EXCLUSIONS = {
  decided: 'decided it in the first place',
  opened: 'opened the case, and so knows why',
  read: 'has read it before',
  owner: 'answers for the system',
  developer: 'develops models',
  relation: 'stands in a relation to the person decided about',
  calibration: 'has read it in a calibration, with its outcome afterwards',
} as const;
export type Exclusion = keyof typeof EXCLUSIONS;

/** Somebody who may not read a case: an actor as entries name them, or the name of an account. */
export interface Excluded {
  readonly who: string;
  readonly why: Exclusion;
}

/** Where a case comes from. */
export type CaseOrigin = 'hand' | 'appeal' | 'policy';

/** One reading of a case by one person, without what they said. */
export interface CaseRead {
  readonly by: string;
  readonly part: 'first' | 'panel';
  readonly claimedAtMs: number;
  /** Until when nobody else may take it; passed, it is held until somebody does. */
  readonly untilMs: number;
  readonly viewedAtMs: number | null;
  readonly answeredAtMs: number | null;
  /** Time in which the page of the case was in use, ms: what signs of life told, each at most the time since the last one; absent where none told it. */
  readonly activeMs?: number;
  /** When the last sign of life came, ms. */
  readonly seenAtMs?: number;
  /** Evidence that the reader asked for and was given after the view; absent in readings from before that was recorded. */
  readonly opened?: readonly Evidence[];
  /** Whether the training of the reader was fresh when they claimed the case; absent where no training is recorded. */
  readonly isTrained?: boolean;
  /** How often the reader asked what the model would say of other inputs. */
  readonly whatIfs?: number;
  /** How it ended; null while it goes on. */
  readonly ended: 'answered' | 'referred' | 'returned' | 'expired' | 'relation' | 'decided' | null;
}

/** What a reader can open beside the inputs, which every reading shows. `no-explanation`: it was asked for, and none can be given. */
export const EVIDENCE = ['explanation', 'no-explanation', 'similar', 'what-if'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** Why a decision was changed: where the fault was, so that what lies behind several cases can be looked for. */
export const OVERTURN_REASONS = {
  'data-error': 'something that was recorded of the person was wrong',
  'model-error': 'the model judged right data wrongly',
  policy: 'the rule itself should be another',
  process: 'the decision was not made as it should be',
  'new-fact': 'something became known that nobody could have known',
} as const;
export type OverturnReason = keyof typeof OVERTURN_REASONS;

/** What a reader says of a reason that the machine gave. */
export type ReasonVerdict = 'confirmed' | 'denied';

/** How a case came to its outcome. */
export interface Settlement {
  readonly how: 'recheck' | 'review' | 'panel' | 'withdrawn';
  /** Whether the decision is another one now, which is a better one. */
  readonly isChanged: boolean;
  readonly atMs: number;
  /** Those whose answers it rests on; nobody where the service granted it by itself. */
  readonly by: readonly string[];
  /** Why it was changed, as those said on whose answers it rests; absent where nothing was changed, or nobody said. */
  readonly because?: OverturnReason;
  /** Whether people were involved, derived when the case was decided; absent in cases from before that was kept. */
  readonly involvement?: {
    readonly level: 'none' | 'formal' | 'meaningful' | null;
    readonly unmet: readonly string[];
    readonly unknown: readonly string[];
  };
}

/** A case without anything that the person decided about or a reader said: what may be kept after an erasure. Times are ms since 1970. */
export interface CaseRecord {
  readonly id: string;
  /** Id that its sender gave the request that opened it, which no reader sees; absent where they gave none. */
  readonly request?: string;
  /** Number of its last change, from 1. */
  readonly revision: number;
  readonly decision: string;
  readonly deployment: string;
  readonly system: string | null;
  readonly origin: CaseOrigin;
  readonly queue: Queue;
  readonly isHighImpact: boolean;
  /** By which routes of which policy it was drawn, how probable that was, and on which day since 1970; absent where no policy drew it. */
  readonly drawn?: {
    readonly policy: string;
    readonly routes: readonly string[];
    readonly inclusion: number;
    readonly day: number;
  };
  /** Whether it is decided by a view alone, without the machine shown, and how probable that was when it was opened; absent where that was not drawn. */
  readonly holdout?: { readonly share: number; readonly isHeld: boolean };
  /** Id of the closed case whose answer is known and that this one repeats, to see how readers read; absent in cases that are about a person. */
  readonly known?: string;
  readonly stage: CaseStage;
  readonly openedAtMs: number;
  readonly openedBy: string;
  readonly excluded: readonly Excluded[];
  readonly clocks: readonly CaseClock[];
  /** Where it goes on once the person decided about has answered. */
  readonly resumesTo: CaseStage | null;
  readonly reads: readonly CaseRead[];
  readonly settlement: Settlement | null;
  readonly applied: { readonly atMs: number; readonly by: string } | null;
  readonly notice: { readonly atMs: number; readonly by: string } | null;
}

/** What a reader committed before they knew what the machine said. */
export interface View {
  readonly outcome: OutcomeValue;
  /** How sure they are, from 1 (guessing) to 5. */
  readonly confidence: 1 | 2 | 3 | 4 | 5;
  readonly reason: string;
}

/** What a reader said in the end; a reason is asked for whether or not they agree. */
export interface Answer {
  readonly outcome: OutcomeValue;
  readonly reason: string;
  /** Where the fault was, for an answer that changes the decision. */
  readonly because?: OverturnReason | undefined;
  /** Of reasons that the machine gave, by their sentence or code: whether they hold. */
  readonly verdicts?: Readonly<Record<string, ReasonVerdict>> | undefined;
}

/** What a case says of the person decided about; it is sealed, and destroyed with their records. */
export interface CaseContents {
  readonly original: OutcomeValue;
  readonly scale: OutcomeScale;
  readonly statement: string | null;
  /** Inputs that the person says are others. */
  readonly corrections: Readonly<Record<string, unknown>>;
  /** Beside `CaseRecord.reads`, in the same order. */
  readonly said: readonly { readonly view: View | null; readonly answer: Answer | null }[];
  readonly outcome: OutcomeValue | null;
  /** The answer that is known; only in a case that repeats a closed one. */
  readonly truth?: OutcomeValue;
}

export interface WholeCase {
  readonly record: CaseRecord;
  readonly contents: CaseContents;
}
