import { createGenerator, type Seed } from '../../stats/index.js';
import { type Factor, factorize, solve } from '../../stats/matrix/index.js';
import { type Design, designRows } from './design.js';
import { hessian } from './hessian.js';
import { evaluate, type Objective } from './passes.js';

export interface Minimum {
  /** Coefficients in the order of the design, the intercept last. */
  readonly beta: Float64Array;
  readonly value: number;
  /** Number of passes over all rows. */
  readonly passes: number;
  /** Whether the last step was within the tolerance. */
  readonly settled: boolean;
  /** Places of coefficients that are 0 because earlier columns say the same; only without a penalty. */
  readonly repeated: readonly number[];
  /** The curvature by which the last steps were taken; null where it is unfit for another fit. */
  readonly factor: Factor | null;
}

export interface MinimiseOptions {
  readonly seed: Seed;
  /** Coefficients to begin at; default all 0. */
  readonly start?: Float64Array | undefined;
  /** The curvature of a fit nearby, such as with other weights, by which steps are taken while they settle fast. */
  readonly near?: Factor | undefined;
  /** The last step at which coefficients have settled, as a share of 1 + the largest; default 1e-10. */
  readonly tolerance?: number | undefined;
  /** Called after each pass over all rows; what it throws ends the work. */
  readonly onPass?: ((pass: number) => void) | undefined;
}

/** The last step, as a share of 1 + the largest coefficient, at which coefficients have settled. */
const TOLERANCE = 1e-10;
/** The step at which the fit to a sample is near enough: its own error is larger. */
const ROUGH = 1e-3;
/**
 * Passes that a quasi-Newton method may take from a step on with the last curvature, if each makes the step as many times smaller as the step
 * itself is small. With more of them another matrix of second derivatives, which costs about two passes, is cheaper.
 */
const WORTH_PASSES = 4;
const MOST_STEPS = 100;
/** Rows of the sample whose curvature stands for that of all, at least this many and this many for each coefficient. */
const SAMPLE_ROWS = 20_000;
const SAMPLE_PER_COEFFICIENT = 100;
/** A stream of its own, so that the sample is not that of a split with the same seed. */
const SAMPLE_STREAM = 2;
/** Steps remembered by the quasi-Newton method. */
const MEMORY = 8;

/**
 * The least sum of losses and penalty. Few rows: Newton's method until it is near, then the last curvature for the rest. Many rows: the minimum of a sample gives the start and the curvature, and
 * a quasi-Newton method (L-BFGS; Liu and Nocedal 1989) over all rows goes on from there until the coefficients have settled to the same
 * tolerance, so the sample decides how long it takes and not where it ends.
 */
export function minimise(design: Design, objective: Objective, options: MinimiseOptions): Minimum {
  const start = options.start ?? new Float64Array(design.width + 1);
  if (options.near !== undefined) {
    const given = {
      beta: start,
      factor: options.near,
      tolerance: options.tolerance ?? TOLERANCE,
      most: MOST_NEAR_STEPS,
    };
    const found = quasiNewton(design, objective, { ...given, onPass: options.onPass });
    if (found !== null) return found;
  }
  const wanted = Math.max(SAMPLE_ROWS, SAMPLE_PER_COEFFICIENT * (design.width + 1));
  if (design.rows >= 2 * wanted) {
    const found = fromSample(design, objective, { ...options, start, wanted });
    if (found !== null) return found;
  }
  return newton(design, objective, { ...options, start, tolerance: options.tolerance ?? TOLERANCE });
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function newton(
  design: Design,
  objective: Objective,
  options: { start: Float64Array; tolerance: number; onPass?: MinimiseOptions['onPass'] },
): Minimum {
  const curvature = new Float64Array(design.rows);
  let beta = options.start;
  let passes = 1;
  let at = evaluate(design, objective, beta, curvature);
  let repeated: readonly number[] = [];
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const factor = factorize(hessian(design, curvature, objective), design.width + 1);
    repeated = factor.repeated;
    const step = solve(factor, at.gradient);
    const next = descend(design, objective, { beta, ...at }, step, curvature);
    passes += next.tried;
    options.onPass?.(passes);
    const size = largest(step);
    if (next.moved) {
      beta = next.beta;
      at = next;
    }
    if (
      next.moved &&
      factor.repeated.length === 0 &&
      size <= options.tolerance ** (1 / WORTH_PASSES) * (1 + largest(beta))
    ) {
      const rest = quasiNewton(design, objective, { beta, at, factor, tolerance: options.tolerance });
      if (rest !== null) return { ...rest, passes: passes + rest.passes };
    }
    // Newton's error after a step is about the square of the step.
    if (size <= Math.sqrt(options.tolerance) * 1e-2 * (1 + largest(beta)) || objective.loss === 'squared')
      return polish(design, objective, { beta, at, factor, passes });
    if (!next.moved) break;
  }
  return { beta, value: at.value, passes, settled: false, repeated, factor: null };
}

/** One more step with the last curvature, which takes away the rounding of the last one. */
function polish(
  design: Design,
  objective: Objective,
  {
    beta,
    at,
    factor,
    passes,
  }: { beta: Float64Array; at: { value: number; gradient: Float64Array }; factor: Factor; passes: number },
): Minimum {
  const step = solve(factor, at.gradient);
  const better = beta.map((value, j) => value - step[j]!);
  return {
    beta: better,
    value: evaluate(design, objective, better).value,
    passes: passes + 1,
    settled: true,
    repeated: factor.repeated,
    factor: factor.repeated.length === 0 ? factor : null,
  };
}

/** Share of the promised gain that a step must bring (Armijo). */
const ENOUGH = 1e-4;
/** Rounding of a sum of losses, as a share of it: within this, a step that changes nothing is no step uphill. */
const ROUNDING = 1e-13;
const MOST_HALVINGS = 40;

function descend(
  design: Design,
  objective: Objective,
  from: { beta: Float64Array; value: number; gradient: Float64Array },
  step: Float64Array,
  curvature?: Float64Array,
): { beta: Float64Array; value: number; gradient: Float64Array; tried: number; moved: boolean } {
  const promise = step.reduce((sum, value, j) => sum + value * from.gradient[j]!, 0);
  for (let tried = 1, share = 1; tried <= MOST_HALVINGS; tried++, share /= 2) {
    const beta = from.beta.map((value, j) => value - share * step[j]!);
    const found = evaluate(design, objective, beta, curvature);
    if (found.value <= from.value - ENOUGH * share * promise + ROUNDING * Math.abs(from.value))
      return { beta, ...found, tried, moved: true };
  }
  return { ...from, tried: MOST_HALVINGS, moved: false };
}

/** The curvature of a sample and its minimum, and then steps over all rows; null where these do not settle. */
function fromSample(
  design: Design,
  objective: Objective,
  options: MinimiseOptions & { start: Float64Array; wanted: number },
): Minimum | null {
  const { rows, width } = design;
  const random = createGenerator(options.seed, SAMPLE_STREAM);
  const stride = rows / options.wanted;
  // One row out of each stretch: no sorting of the file can make the sample one-sided.
  const chosen = Int32Array.from({ length: options.wanted }, (_, i) =>
    Math.min(rows - 1, Math.floor((i + random.nextUniform()) * stride)),
  );
  const sample = designRows(design, chosen);
  const share = rows / options.wanted;
  const part: Objective = {
    ...objective,
    target: Float64Array.from(chosen, (r) => objective.target[r]!),
    weights: Float64Array.from(chosen, (r) => share * (objective.weights?.[r] ?? 1)),
  };
  if (!part.weights!.some((weight) => weight > 0)) return null;
  const rough = newton(sample, part, { start: options.start, tolerance: ROUGH });
  if (!rough.settled || rough.repeated.length > 0) return null;
  const curvature = new Float64Array(sample.rows);
  evaluate(sample, part, rough.beta, curvature);
  const factor = factorize(hessian(sample, curvature, objective), width + 1);
  if (factor.repeated.length > 0) return null;
  return quasiNewton(design, objective, {
    beta: rough.beta,
    factor,
    tolerance: options.tolerance ?? TOLERANCE,
    onPass: options.onPass,
  });
}

/** Steps after which the curvature of the sample is taken for unfit. */
const MOST_QUASI_STEPS = 30;
/** The same of the curvature of a fit nearby: a matrix of second derivatives of its own costs about two steps. */
const MOST_NEAR_STEPS = 6;

function quasiNewton(
  design: Design,
  objective: Objective,
  given: {
    beta: Float64Array;
    /** The objective there, where it is known. */
    at?: { value: number; gradient: Float64Array };
    factor: Factor;
    tolerance: number;
    most?: number;
    onPass?: MinimiseOptions['onPass'];
  },
): Minimum | null {
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let at = { beta: given.beta, ...(given.at ?? evaluate(design, objective, given.beta)) };
  let passes = given.at === undefined ? 1 : 0;
  let before = Number.POSITIVE_INFINITY;
  for (let k = 0; k < (given.most ?? MOST_QUASI_STEPS); k++) {
    const next = descend(design, objective, at, twoLoops(pairs, given.factor, at.gradient));
    passes += next.tried;
    given.onPass?.(passes);
    if (!next.moved) return null;
    const s = next.beta.map((value, j) => value - at.beta[j]!);
    const y = next.gradient.map((value, j) => value - at.gradient[j]!);
    at = next;
    const size = largest(s);
    // The step after this one is smaller by about the factor by which this one was.
    const rest = Number.isFinite(before) ? size * Math.min(1, size / before) : size;
    if (rest <= given.tolerance * (1 + largest(at.beta)))
      return { beta: at.beta, value: at.value, passes, settled: true, repeated: [], factor: given.factor };
    before = size;
    const product = dot(s, y);
    if (product > 0) pairs.push({ s, y, rho: 1 / product });
    if (pairs.length > MEMORY) pairs.shift();
  }
  return null;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, j) => sum + value * b[j]!, 0);

/** The step of L-BFGS, with the curvature of the sample as its first guess. */
function twoLoops(
  pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[],
  factor: Factor,
  gradient: Float64Array,
): Float64Array {
  const q = gradient.slice();
  const alphas = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i]!;
    alphas[i] = rho * dot(s, q);
    for (let j = 0; j < q.length; j++) q[j]! -= alphas[i]! * y[j]!;
  }
  const r = solve(factor, q);
  pairs.forEach(({ s, y, rho }, i) => {
    const beta = rho * dot(y, r);
    for (let j = 0; j < r.length; j++) r[j]! += (alphas[i]! - beta) * s[j]!;
  });
  return r;
}
