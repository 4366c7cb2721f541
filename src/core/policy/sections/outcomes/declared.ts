interface OfDeployment {
  /** Whether a record may say that nothing was decided, with `null` as its outcome. */
  readonly none: boolean;
}

/** Most values at which bands of amounts begin: what one person's band can tell of her amount stays coarse. Ours. */
export const MOST_BANDS = 20;

export interface DeclaredAmount extends OfDeployment {
  readonly type: 'amount';
  /** What the amounts count, such as `USD`. */
  readonly unit: string;
  /** Decimals of the unit. */
  readonly decimals: number;
  /**
   * Where the bands begin in which amounts are shown to callers who may see no person, in units, above 0 and ascending; the first band begins at 0.
   * Absent: such callers get no audit of the amounts.
   */
  readonly bands?: readonly number[];
}

interface DeclaredOrdered extends OfDeployment {
  readonly type: 'ordered';
  /** Every level, in ascending order. */
  readonly levels: readonly string[];
}

interface DeclaredClass extends OfDeployment {
  readonly type: 'class';
  readonly classes: readonly string[];
}

export interface DeclaredStages {
  readonly type: 'stages';
  /** Names of the stages in their order. */
  readonly stages: readonly string[];
  /** Who withdraws gets no decision at the next stage, so that no stage needs to say that nothing was decided. */
  readonly none: false;
}

interface DeclaredRanking {
  readonly type: 'ranking';
  /** `null` says that a candidate was in the list and not shown, so that none can say that nothing was decided. */
  readonly none: false;
}

/**
 * What the decisions of a deployment are, as its registration says. A deployment without a declaration decides 0 or 1 and never says that
 * nothing was decided.
 */
export type DeclaredOutcome =
  | (OfDeployment & { readonly type: 'binary' })
  | DeclaredAmount
  | DeclaredOrdered
  | DeclaredClass
  | DeclaredStages
  | DeclaredRanking;

/** The declared words of levels or classes. */
export const declaredWords = (declared: DeclaredOrdered | DeclaredClass): readonly string[] =>
  declared.type === 'ordered' ? declared.levels : declared.classes;
