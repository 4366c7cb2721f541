import { costOf, type Problem } from '../problem/problem.js';
import { type Box, cheapestPoint } from './box.js';

/** Contribution of one variable to the signed score. */
export interface Part {
  readonly gain: (position: number) => number;
  /** Constant change of the gain per unit of the value; null where there is none and every position has to be evaluated. */
  readonly slope: number | null;
}

export interface Knapsack {
  /** Least cost of the relaxed problem. */
  readonly cost: number;
  /** The relaxed answer with its last change rounded up. */
  readonly point: Float64Array;
  /** The variable that was changed in part, the position to which it was rounded, and the outward direction. */
  readonly fractional: { readonly variable: number; readonly position: number; readonly outward: 1 | -1 } | null;
}

/** A way to buy score: `gain` in all at `price` per unit. */
interface Offer {
  readonly variable: number;
  readonly price: number;
  readonly gain: number;
  /** Position at which the whole gain is reached. */
  readonly end: number;
}

/** Starts at the cheapest point of the box and buys score where a unit costs least until `target` is reached. */
export function solveKnapsack(problem: Problem, parts: readonly Part[], box: Box, target: number): Knapsack {
  const point = cheapestPoint(problem.variables, box);
  let cost = costOf(problem, point);
  let missing = target;
  for (let v = 0; v < parts.length; v++) missing -= parts[v]!.gain(point[v]!);
  const offers = parts.flatMap((part, v) => offerOf(problem, part, box, { v, start: point[v]! }));
  offers.sort((a, b) => a.price - b.price || a.variable - b.variable);
  for (const offer of offers) {
    if (missing <= 0) break;
    cost += offer.price * Math.min(offer.gain, missing);
    if (offer.gain <= missing) {
      point[offer.variable] = offer.end;
      missing -= offer.gain;
      continue;
    }
    const start = point[offer.variable]!;
    const position = enough(problem, parts[offer.variable]!, box, { offer, start, missing });
    point[offer.variable] = position;
    return { cost, point, fractional: { variable: offer.variable, position, outward: position < start ? -1 : 1 } };
  }
  return { cost, point, fractional: null };
}

function offerOf(problem: Problem, part: Part, box: Box, at: { v: number; start: number }): Offer[] {
  const variable = problem.variables[at.v]!;
  const [from, to] = [box.lower[at.v]!, box.upper[at.v]!];
  if (from === to || part.slope === 0) return [];
  const base = part.gain(at.start);
  if (part.slope !== null && variable.costPerUnit !== null) {
    const end = part.slope > 0 ? to : from;
    const gain = part.gain(end) - base;
    return gain > 0 ? [{ variable: at.v, price: variable.costPerUnit / Math.abs(part.slope), gain, end }] : [];
  }
  const startCost = variable.cost(at.start);
  let best: Offer | null = null;
  let largest = 0;
  for (let position = from; position <= to; position++) {
    const gain = part.gain(position) - base;
    if (gain <= 0) continue;
    const price = (variable.cost(position) - startCost) / gain;
    if (best === null || price < best.price) best = { variable: at.v, price, gain, end: position };
    largest = Math.max(largest, gain);
  }
  // The best price is used for all of it, up to the largest gain: this is a relaxation, so it is still a bound.
  return best === null ? [] : [{ ...best, gain: largest }];
}

/** The nearest position that gives the missing gain. */
function enough(
  problem: Problem,
  part: Part,
  box: Box,
  want: { offer: Offer; start: number; missing: number },
): number {
  const v = want.offer.variable;
  const base = part.gain(want.start);
  const gives = (position: number): boolean => part.gain(position) - base >= want.missing;
  if (part.slope === null || problem.variables[v]!.costPerUnit === null) {
    let chosen = want.offer.end;
    for (let position = box.lower[v]!; position <= box.upper[v]!; position++) {
      const cheaper = problem.variables[v]!.cost(position) < problem.variables[v]!.cost(chosen);
      if (gives(position) && (cheaper || !gives(chosen))) chosen = position;
    }
    return chosen;
  }
  const step = want.offer.end > want.start ? 1 : -1;
  let [near, far] = [want.start, want.offer.end];
  while (Math.abs(far - near) > 1) {
    const middle = near + step * Math.floor(Math.abs(far - near) / 2);
    if (gives(middle)) far = middle;
    else near = middle;
  }
  return far;
}
