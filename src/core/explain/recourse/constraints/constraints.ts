/** Direction in which a feature may move. */
export type Direction = 'any' | 'increase' | 'decrease';

/** A step from one category (or number) to another, with its cost. */
export interface Transition {
  readonly from: string | number;
  readonly to: string | number;
  readonly cost: number;
}

/** Allowed changes of one feature. A feature without a rule is immutable. */
export interface FeatureRule {
  readonly mutable: boolean;
  readonly direction: Direction;
  readonly integer: boolean;
  readonly min: number | null;
  readonly max: number | null;
  /** Step of allowed values `min + k * step` (`k * step` without min); null allows any value. */
  readonly step: number | null;
  /** The only allowed changes, when given. */
  readonly transitions: readonly Transition[] | null;
  /** Factor of the scaled distance for a number, or the cost of a category change without transitions. */
  readonly cost: number;
}

export type Movement = 'rises' | 'falls' | 'changes' | 'stays';

/** A rule such as `when education rises, then age rises by >= 2`: the cause forces its consequence. */
export interface LinkedRule {
  readonly cause: string;
  readonly causeMovement: Exclude<Movement, 'stays'>;
  readonly effect: string;
  readonly effectMovement: Movement;
  /** Least movement of the effect, in its own unit; 0 allows any. */
  readonly amount: number;
}

/** The parsed file `tribune: recourse/v1`; its names are not yet checked against a model. */
export interface RecourseConstraints {
  readonly features: ReadonlyMap<string, FeatureRule>;
  /** Unit of cost per feature, which takes precedence over `scale`. */
  readonly costs: ReadonlyMap<string, number>;
  /** Units of cost of the other features; `mad` is the median absolute deviation of the reference rows, 1 where that is 0. */
  readonly scale: 'mad' | ReadonlyMap<string, number>;
  /** Most features that may change; null for no limit. */
  readonly maxChanges: number | null;
  /** Distance beyond the cutoff that an option must reach, on the scale of the cutoff. */
  readonly margin: number;
  readonly linked: readonly LinkedRule[];
  /** Arithmetic expression of other columns, by derived column. */
  readonly derived: ReadonlyMap<string, string>;
  readonly exclusive: readonly (readonly string[])[];
}
