import { costOf, type Problem, type Scored, scorePoints } from '../problem/problem.js';
import { type Box, cheapestPoint, narrowed, obeysRules, propagate, rootBox, splitRange, type Taken } from './box.js';
import { Heap } from './heap.js';

/** An accepted point. */
export interface Found {
  readonly positions: Float64Array;
  readonly cost: number;
  readonly scored: Scored;
}

/** Bounds of a kind of model over boxes of values. They must be admissible: never below the best score, never above the least cost. */
export interface BoxBounds<State> {
  /** An answer that costs at most this much more than the least possible is called optimal; 0 where values are listed one by one. */
  readonly tolerance: number;
  /** State of a box; null when no point of it can be accepted. `parent` is the box that it was cut from, with its state. */
  bound(box: Box, parent: { readonly box: Box; readonly state: State } | null): State | null;
  /** Lower bound of the cost of an accepted point of the box. */
  leastCost(box: Box, state: State): number;
  /** Points worth scoring beside the cheapest of the box. */
  proposals(box: Box, state: State): Float64Array[];
  /** The variable to cut and, optionally, the position after which to cut it. Only variables with two or more positions are cut. */
  branch(box: Box, state: State): { readonly variable: number; readonly after?: number };
}

export interface SearchResult {
  /** Answers in ascending order of cost; each is the cheapest that does not repeat all changes of an earlier one. */
  readonly found: readonly Found[];
  /** Whether the search proved its first answer, or that there is none. */
  readonly exhaustive: boolean;
  /** No accepted point costs less than this. Infinity means that there is none. */
  readonly lowerBound: number;
  /** Number of boxes that were cut. */
  readonly boxes: number;
}

export interface SearchLimits {
  /** Number of options to find. */
  readonly wanted: number;
  /** Most boxes to cut before the first answer; as many again are allowed for the others. */
  readonly maxBoxes: number;
}

type Entry<State> =
  | { readonly kind: 'point'; readonly found: Found }
  | { readonly kind: 'box'; readonly box: Box; readonly state: State; readonly scored: string };

/**
 * Best-first branch and bound over boxes of values, cheapest lower bound first. A scored point waits in the same queue under its cost: when
 * its turn comes, nothing cheaper can exist, which is the proof. An empty queue proves that no change is accepted.
 */
export function searchBoxes<State>(problem: Problem, bounds: BoxBounds<State>, limits: SearchLimits): SearchResult {
  const queue = new Heap<Entry<State>>();
  const taken: number[][] = [];
  const found: Found[] = [];
  let boxes = 0;
  let budget = limits.maxBoxes;
  offer(problem, bounds, queue, { box: rootBox(problem.variables), parent: null, scored: '', taken });
  while (queue.size > 0 && found.length < limits.wanted) {
    const lowest = queue.lowestKey;
    const entry = queue.pop()!;
    if (entry.kind === 'point') {
      if (!obeysRules(problem, entry.found.positions, taken)) continue;
      if (found.length === 0) budget = boxes + limits.maxBoxes;
      found.push(entry.found);
      taken.push(changedVariables(problem, entry.found.positions));
      continue;
    }
    if (boxes >= budget) {
      if (found.length > 0) return { found, exhaustive: true, lowerBound: found[0]!.cost, boxes };
      return { found: cheapestWaiting(queue), exhaustive: false, lowerBound: lowest, boxes };
    }
    boxes++;
    cutBox(problem, bounds, queue, entry, taken);
  }
  return { found, exhaustive: true, lowerBound: found[0]?.cost ?? Number.POSITIVE_INFINITY, boxes };
}

export const changedVariables = (problem: Problem, positions: ArrayLike<number>): number[] =>
  [...problem.variables.keys()].filter((v) => positions[v] !== problem.variables[v]!.at);

function cheapestWaiting<State>(queue: Heap<Entry<State>>): Found[] {
  const points = queue.values().flatMap((entry) => (entry.kind === 'point' ? [entry.found] : []));
  return points.sort((a, b) => a.cost - b.cost).slice(0, 1);
}

/** Pushes a box with its bound, and the points of it that are accepted already. */
function offer<State>(
  problem: Problem,
  bounds: BoxBounds<State>,
  queue: Heap<Entry<State>>,
  next: { box: Box; parent: { box: Box; state: State } | null; scored: string; taken: Taken },
): void {
  const box = propagate(problem, next.box, next.taken);
  if (box === null) return;
  const state = bounds.bound(box, next.parent);
  if (state === null) return;
  const cheapest = cheapestPoint(problem.variables, box);
  const key = cheapest.join();
  // A child often has the cheapest point of its parent, which is already scored.
  const points = [...(key === next.scored ? [] : [cheapest]), ...bounds.proposals(box, state)];
  for (const positions of points) {
    if (!obeysRules(problem, positions, next.taken)) continue;
    const [scored] = scorePoints(problem, [positions]);
    if (scored?.accepted !== true) continue;
    const found = { positions, cost: costOf(problem, positions), scored };
    queue.push(found.cost - bounds.tolerance, { kind: 'point', found });
  }
  if (box.lower.every((lower, v) => lower === box.upper[v])) return;
  queue.push(bounds.leastCost(box, state), { kind: 'box', box, state, scored: key });
}

function cutBox<State>(
  problem: Problem,
  bounds: BoxBounds<State>,
  queue: Heap<Entry<State>>,
  entry: Extract<Entry<State>, { kind: 'box' }>,
  taken: Taken,
): void {
  const { variable: v, after } = bounds.branch(entry.box, entry.state);
  const [from, to] = [entry.box.lower[v]!, entry.box.upper[v]!];
  const ranges =
    after === undefined || after < from || after >= to
      ? splitRange(problem.variables[v]!, from, to)
      : [[from, after] as const, [after + 1, to] as const];
  for (const [lower, upper] of ranges) {
    offer(problem, bounds, queue, {
      box: narrowed(entry.box, v, lower, upper),
      parent: entry,
      scored: entry.scored,
      taken,
    });
  }
}
