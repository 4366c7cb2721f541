/** Which way a feature may move. */
export type Direction = 'any' | 'increase' | 'decrease';

/** A step from one category (or number) to another, with its cost. */
export interface Transition {
  readonly from: string | number;
  readonly to: string | number;
  readonly cost: number;
}

/** What may happen to one feature. A feature without a rule is immutable. */
export interface FeatureRule {
  readonly mutable: boolean;
  readonly direction: Direction;
  readonly integer: boolean;
  readonly min: number | null;
  readonly max: number | null;
  /** Allowed values are `min + k * step` (`k * step` without min); null: any. */
  readonly step: number | null;
  /** When given, only these changes are allowed. */
  readonly transitions: readonly Transition[] | null;
  /** Times the scaled distance of a number; the cost of a category change without transitions. */
  readonly cost: number;
}

export type Movement = 'rises' | 'falls' | 'changes' | 'stays';

/** `when education rises, then age rises by >= 2`: the cause forces its consequence. */
export interface LinkedRule {
  readonly cause: string;
  readonly causeMovement: Exclude<Movement, 'stays'>;
  readonly effect: string;
  readonly effectMovement: Movement;
  /** Least movement of the effect, in its own unit; 0: any. */
  readonly amount: number;
}

/** The parsed file `tribune: recourse/v1`; names are not yet checked against a model. */
export interface RecourseConstraints {
  readonly features: ReadonlyMap<string, FeatureRule>;
  /** Unit of cost per feature; wins over `scale`. */
  readonly costs: ReadonlyMap<string, number>;
  /** `mad`: median absolute deviation of the reference rows, 1 where that is 0. */
  readonly scale: 'mad' | ReadonlyMap<string, number>;
  /** null: no limit. */
  readonly maxChanges: number | null;
  /** Demanded beyond the cutoff, on the scale of the cutoff. */
  readonly margin: number;
  readonly linked: readonly LinkedRule[];
  /** Column -> arithmetic expression of other columns. */
  readonly derived: ReadonlyMap<string, string>;
  readonly exclusive: readonly (readonly string[])[];
}
