import type { NeutralAdditive, NeutralLinear } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import type { Factor } from '../../stats/matrix/index.js';
import { type Caution, checkWeights, type Dataset, refused, type ScorePenalty } from '../base/index.js';
import { type Design, designRows, makeDesign } from './design.js';
import { linearDocument } from './document.js';
import { type Encoded, encode } from './encoding.js';
import { minimise } from './minimise.js';
import { scoresOf, sumBy, type Traces } from './passes.js';

export interface LinearParameters {
  /** Weight of half the sum of squared coefficients, the intercept free: 1 / C of scikit-learn, alpha of its ridge. Default 1. */
  readonly l2?: number;
  /** Whether numbers are divided by their standard deviation before they are penalised. Default true. */
  readonly standardize?: boolean;
}

export interface LinearFit {
  readonly document: NeutralLinear | NeutralAdditive;
  readonly cautions: readonly Caution[];
  /** Least value of the objective: sum of weight times loss, plus l2 / 2 times the squared coefficients. */
  readonly objective: number;
  /** Passes over all rows. */
  readonly passes: number;
}

export interface LinearPlan {
  /**
   * Fits a target of all rows. Other weights or another target on the same rows take only the passes, not the encoding.
   *
   * @param start a fit of the same plan to begin at
   */
  fit(options: LinearFitOptions): LinearFit & { readonly beta: Float64Array };
  /** The sums of all rows by the coefficients of a fit: log-odds for a target of 0 and 1. */
  scores(beta: Float64Array): Float64Array;
  /** The model of these coefficients. */
  document(beta: Float64Array): LinearFit['document'];
  /** Fits some of the rows, by the same inputs and so the same coefficients; `target` and `weights` are then of these rows. */
  some(rows: ArrayLike<number>): Pick<LinearPlan, 'fit'>;
}

/** The tolerance from which on a fit may begin with the curvature of the one that it starts at. */
const LOOSE = 1e-4;

export interface LinearFitOptions {
  readonly seed: Seed;
  readonly target?: Float64Array;
  readonly weights?: Float64Array | undefined;
  readonly start?: Float64Array;
  readonly penalty?: ScorePenalty | undefined;
  /** The last step at which coefficients have settled, as a share of 1 + the largest; default 1e-10. */
  readonly tolerance?: number;
  readonly onPass?: ((pass: number) => void) | undefined;
}

/**
 * Prepares logistic regression for a target of 0 and 1, least squares for a number: minimises
 * sum of w loss + l2 / 2 |coefficients|^2 to 1e-10 in every coefficient. The loss of least squares is (y - prediction)^2 / 2.
 */
export function planLinear(data: Dataset, parameters: LinearParameters = {}): LinearPlan {
  const { l2 = 1, standardize = true } = parameters;
  if (!(l2 >= 0 && Number.isFinite(l2))) throw refused(`l2 is ${l2}`, 'Give a number from 0; 0 is no penalty.');
  const encoding = encode(data, standardize);
  const design = makeDesign(data, encoding);
  const loss = data.task === 'binary' ? 'logistic' : 'squared';
  const curvatures = new WeakMap<Float64Array, Factor>();
  const fitOver = (design: Design, own: Float64Array): LinearPlan['fit'] => {
    return (options) => {
      const target = options.target ?? own;
      if (target.length !== design.rows)
        throw refused(`${target.length} targets for ${design.rows} rows`, 'Give one target a row.');
      const weights = checkWeights(options.weights, design.rows);
      const traces = options.penalty === undefined ? undefined : tracesOf(design, options.penalty, weights);
      const { start, tolerance = 0 } = options;
      // An exact fit takes a curvature of its own: by another one its last digits take many steps.
      const near = start === undefined || tolerance < LOOSE ? undefined : curvatures.get(start);
      const found = minimise(design, { loss, target, weights, l2, traces }, { ...options, near });
      if (found.factor !== null) curvatures.set(found.beta, found.factor);
      const cautions = [...encoding.cautions];
      if (found.repeated.length > 0) cautions.push(repeats(data, encoding.inputs, found.repeated));
      if (!found.settled)
        cautions.push({
          kind: 'not-settled',
          column: null,
          message: `the coefficients had not settled after ${found.passes} passes: without a penalty they grow for ever where columns tell the target`,
        });
      return {
        document: linearDocument(data, encoding, found.beta),
        cautions,
        objective: found.value,
        passes: found.passes,
        beta: found.beta,
      };
    };
  };
  return {
    fit: fitOver(design, data.target),
    scores: (beta) => scoresOf(design, beta),
    document: (beta) => linearDocument(data, encoding, beta),
    some: (rows) => ({
      fit: fitOver(
        designRows(design, rows),
        Float64Array.from(rows, (row) => data.target[row]!),
      ),
    }),
  };
}

/** Covariances of a sum with traces are sums of coefficients: no row has to be looked at again. */
function tracesOf(design: Design, { traces, strength }: ScorePenalty, weights: Float64Array | null): Traces {
  const total = weights === null ? design.rows : weights.reduce((sum, weight) => sum + weight, 0);
  const directions = traces.map((trace) => {
    const by = weights === null ? trace : trace.map((z, r) => z * weights[r]!);
    return sumBy(design, by).map((sum) => sum / total);
  });
  // Losses are summed here, and averaged where the strength is declared.
  return { directions, weight: strength * total };
}

function repeats(data: Dataset, inputs: readonly Encoded[], places: readonly number[]): Caution {
  const wanted = new Set(places);
  const columns = data.columns.filter((_, j) => {
    const input = inputs[j]!;
    if (input.kind === 'number')
      return wanted.has(input.place) || (input.missing !== null && wanted.has(input.missing));
    return (
      input.kind === 'categories' && (wanted.has(input.missing) || input.places.some((place) => wanted.has(place)))
    );
  });
  return {
    kind: 'columns-repeat',
    column: columns[0]?.name ?? null,
    message: `${columns.map(({ name }) => `"${name}"`).join(', ')} repeat what earlier columns say: what they repeat has coefficient 0; a penalty (l2 above 0) shares it out`,
  };
}
