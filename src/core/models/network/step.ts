/**
 * One operation of a network on rows of numbers. Values are row-major: number i of row r is `value[r * size + i]`. All three directions are
 * given, because explanations walk them all: forwards to the score, along a line of inputs, and backwards to the slopes.
 */
export interface NetworkStep {
  /** Name for messages: the operator of the file, or the layer. */
  readonly name: string;
  /** Numbers of the values that it reads. */
  readonly inputs: readonly number[];
  /** Numbers that it makes for one row. */
  readonly size: number;
  /** Multiplications for one row, about. */
  readonly work: number;
  /** `piecewise`: linear between kinks, so that integrals along a line have a closed form. `curved`: neither. */
  readonly bend: 'linear' | 'piecewise' | 'curved';
  /** Writes all of `out`. */
  forward(inputs: readonly Float64Array[], out: Float64Array, rows: number): void;
  /** Writes how fast `out` moves when the inputs move by `tangents`. */
  tangent(inputs: readonly Float64Array[], tangents: readonly Float64Array[], out: Float64Array, rows: number): void;
  /** Adds to `gradients`, one for each input, what the gradient of `out` says of them. */
  backward(at: Backward): void;
  /**
   * As `backward`, by slopes that are means along the straight line from what entered at a reference: multiplied by the way they account for
   * all that the step moved. Absent for a linear step, whose slopes are the same everywhere, and where `network` takes the mean by quadrature.
   */
  between?(at: Between): void;
  /** For a piecewise step: narrows `near` to the nearest kinks before and after, for one row that moves by `tangents`. */
  kinks?(inputs: readonly Float64Array[], tangents: readonly Float64Array[], near: Near): void;
}

export interface Backward {
  readonly inputs: readonly Float64Array[];
  readonly output: Float64Array;
  readonly gradient: Float64Array;
  readonly gradients: readonly Float64Array[];
  readonly rows: number;
}

/** What entered a step at a row, and at the reference that it is compared with. */
export interface Between extends Omit<Backward, 'output'> {
  readonly from: readonly Float64Array[];
}

/** Distances along the line to the nearest kinks: `before` is at most 0, `after` at least 0. */
export interface Near {
  before: number;
  after: number;
}

/** Takes a kink at a distance into account; one at hand leaves no room either way. */
export function meet(near: Near, distance: number): void {
  if (distance >= 0) near.after = Math.min(near.after, distance);
  if (distance <= 0) near.before = Math.max(near.before, distance);
}
