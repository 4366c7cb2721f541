import { elementwise, type Link, type Matrix, type Network } from '../../models/index.js';
import { meanSlope } from '../closed-form/integrated-gradients.js';
import { gaussLegendre } from '../trees/gauss-legendre.js';

/** Integral of the slopes along a line of columns: mean slope of each output in each column. */
export interface LineIntegral {
  /** `[output][column]`, for the outputs asked for. */
  readonly slopes: readonly Float64Array[];
  /** Rows that the network was run on. */
  readonly evaluations: number;
  /** Bound of what a value may be off by the rule's own account; 0 for the closed form. */
  readonly error: number;
  /** Whether the budget ended before the line did. */
  readonly isCutOff: boolean;
}

export interface Line {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly outputs: readonly number[];
  /** Most rows that the network may be run on. */
  readonly budget: number;
}

/** Shares of the line below which a region is passed over: its part of the integral is lost in the rounding of the others. */
const SHORTEST = 1e-13;
/** Where within a stretch the network is looked at: a place that halves and thirds of symmetric people do not fall on. */
const PROBE: number = Math.SQRT2 - 1;

const pointOf = ({ from, to }: Line, t: number): Float64Array => from.map((x, c) => x + t * (to[c]! - x));

const one = (data: Float64Array): Matrix => ({ data, rows: 1, columns: data.length });

/** A part of the line without a kink within, and the point at which the network was looked at. */
interface Region {
  readonly low: number;
  readonly high: number;
  readonly point: Float64Array;
}

/** The regions that the line crosses, of a network that is linear in each; null where the budget does not suffice. */
function regionsOf(net: Network, line: Line): { regions: readonly Region[]; evaluations: number } | null {
  const direction = line.to.map((x, c) => x - line.from[c]!);
  const stretches: [number, number][] = [[0, 1]];
  const regions: Region[] = [];
  let evaluations = 0;
  for (let next = stretches.pop(); next !== undefined; next = stretches.pop()) {
    const [a, b] = next;
    const t = a + (b - a) * PROBE;
    const point = pointOf(line, t);
    const near = net.region(point, direction);
    const [low, high] = [Math.max(a, t + near.before), Math.min(b, t + near.after)];
    evaluations += 2;
    if (evaluations > line.budget) return null;
    if (high > low) regions.push({ low, high, point });
    if (low - a > SHORTEST) stretches.push([a, low]);
    if (b - high > SHORTEST) stretches.push([high, b]);
  }
  return { regions, evaluations };
}

const cutOff = (evaluations: number): LineIntegral => ({ slopes: [], evaluations, error: Number.NaN, isCutOff: true });

/**
 * The closed form of a network that is linear between kinks: within each region that the line crosses the slopes are constant. A link that
 * maps each score by itself is integrated with it, as its score is linear in the way there.
 */
function inClosedForm(net: Network, link: Link, line: Line): LineIntegral {
  const found = regionsOf(net, line);
  if (found === null) return cutOff(line.budget);
  const slopes = line.outputs.map(() => new Float64Array(net.width));
  for (const { low, high, point } of found.regions) {
    const ends = link === 'identity' ? null : [low, high].map((t) => net.forward(one(pointOf(line, t))));
    net.gradients(one(point), line.outputs).forEach((gradient, k) => {
      const output = line.outputs[k]!;
      const by = ends === null ? 1 : meanSlope({ link }, ends[1]![output]!, ends[0]![output]!);
      for (let c = 0; c < net.width; c++) slopes[k]![c]! += gradient[c]! * by * (high - low);
    });
  }
  return { slopes, evaluations: found.evaluations + 3 * found.regions.length, error: 0, isCutOff: false };
}

/** Nodes of the rule on each stretch; exact for polynomials up to degree 15. */
const NODES = 8;
/** What a stretch may be off by, for its length, and the least that is asked of a short one. The numbers are our choice. */
const TOLERANCE = 1e-10;
const LEAST: number = 1e-4;

/** A stretch of the line with the rule on it and the scores at its ends. */
interface Stretch {
  readonly a: number;
  readonly b: number;
  readonly whole: readonly Float64Array[];
  readonly scores: readonly [Float64Array, Float64Array];
}

/**
 * Adaptive Gauss-Legendre quadrature: a stretch is halved until the rule on it agrees with the rule on its halves in every slope, and the
 * slopes account for how far the score moves. The second alone would let errors cancel; the first alone would miss a kink near an end.
 */
function byQuadrature(net: Network, line: Line, parts: readonly (readonly [number, number])[]): LineIntegral {
  const { nodes, weights } = gaussLegendre(NODES);
  const { width } = net;
  const way = line.to.map((x, c) => x - line.from[c]!);
  const longest = way.reduce((top, each) => Math.max(top, Math.abs(each)), 1);
  let evaluations = 0;
  const scoresAt = (t: number): Float64Array => {
    evaluations++;
    return net.forward(one(pointOf(line, t)));
  };
  const ruleOn = (a: number, b: number): Float64Array[] => {
    const data = new Float64Array(NODES * width);
    nodes.forEach((t, i) => {
      data.set(pointOf(line, a + (b - a) * t), i * width);
    });
    evaluations += NODES;
    return net.gradients({ data, rows: NODES, columns: width }, line.outputs).map((gradient) => {
      const sum = new Float64Array(width);
      for (let i = 0; i < NODES; i++)
        for (let c = 0; c < width; c++) sum[c]! += gradient[i * width + c]! * weights[i]! * (b - a);
      return sum;
    });
  };
  const slopes = line.outputs.map(() => new Float64Array(width));
  const stretches = parts.map(([a, b]): Stretch => ({ a, b, whole: ruleOn(a, b), scores: [scoresAt(a), scoresAt(b)] }));
  let error = 0;
  for (let next = stretches.pop(); next !== undefined; next = stretches.pop()) {
    const { a, b, whole, scores } = next;
    const middle = (a + b) / 2;
    const [left, right] = [ruleOn(a, middle), ruleOn(middle, b)];
    let off = 0;
    let missed = 0;
    whole.forEach((sum, k) => {
      const output = line.outputs[k]!;
      let told = scores[0][output]! - scores[1][output]!;
      sum.forEach((value, c) => {
        const halves = left[k]![c]! + right[k]![c]!;
        off = Math.max(off, Math.abs(value - halves) * longest);
        told += halves * way[c]!;
      });
      missed = Math.max(missed, Math.abs(told));
    });
    if (Math.max(off, missed) <= TOLERANCE * Math.max(b - a, LEAST)) {
      slopes.forEach((sum, k) => {
        for (let c = 0; c < width; c++) sum[c]! += left[k]![c]! + right[k]![c]!;
      });
      error += Math.max(off, missed);
    } else {
      if (evaluations > line.budget) return cutOff(evaluations);
      const between = scoresAt(middle);
      stretches.push({ a, b: middle, whole: left, scores: [scores[0], between] });
      stretches.push({ a: middle, b, whole: right, scores: [between, scores[1]] });
    }
  }
  return { slopes, evaluations, error, isCutOff: false };
}

/**
 * Mean slopes of a network along a line. `raw` gives the scores before the link, `published` those behind it; for the raw scale both are
 * the same and the link is `identity`.
 */
export function integrateLine(
  nets: { readonly raw: Network; readonly published: Network },
  link: Link,
  line: Line,
): LineIntegral {
  const { raw, published } = nets;
  if (!raw.isPiecewise) return byQuadrature(published, line, [[0, 1]]);
  if (link === 'identity' || elementwise(link)?.inverse != null) return inClosedForm(raw, link, line);
  const found = regionsOf(raw, line);
  if (found === null) return cutOff(line.budget);
  return byQuadrature(
    published,
    line,
    found.regions.map(({ low, high }) => [low, high] as const),
  );
}
