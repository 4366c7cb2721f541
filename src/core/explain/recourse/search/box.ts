import type { BoundLink } from '../constraints/bind.js';
import type { Problem } from '../problem/problem.js';
import type { Variable } from '../problem/variables.js';

/** A box of values: positions lower[v] .. upper[v] of every variable, both included. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export function rootBox(variables: readonly Variable[]): Box {
  return { lower: new Float64Array(variables.length), upper: Float64Array.from(variables, (v) => v.count - 1) };
}

/** The box with variable v narrowed to from..to. */
export function narrowed(box: Box, v: number, from: number, to: number): Box {
  const lower = box.lower.slice();
  const upper = box.upper.slice();
  lower[v] = from;
  upper[v] = to;
  return { lower, upper };
}

/** The position of least cost between from and to. */
export const cheapest = (variable: Variable, from: number, to: number): number =>
  variable.byCost ? from : Math.min(Math.max(variable.at, from), to);

export const cheapestPoint = (variables: readonly Variable[], box: Box): Float64Array =>
  Float64Array.from(variables, (variable, v) => cheapest(variable, box.lower[v]!, box.upper[v]!));

/** Whether every point of the box changes this variable. */
export const isForced = (variable: Variable, box: Box, v: number): boolean =>
  variable.at < box.lower[v]! || variable.at > box.upper[v]!;

/** Splits a range so that its cheapest part stands alone: unchanged against changed, or the nearer half against the farther. */
export function splitRange(variable: Variable, from: number, to: number): (readonly [number, number])[] {
  const { at } = variable;
  if (at >= from && at <= to) {
    const parts: (readonly [number, number])[] = [[at, at]];
    if (at > from) parts.push([from, at - 1]);
    if (at < to) parts.push([at + 1, to]);
    return parts;
  }
  const middle = from + Math.floor((to - from) / 2);
  return to < at && !variable.byCost
    ? [
        [middle + 1, to],
        [from, middle],
      ]
    : [
        [from, middle],
        [middle + 1, to],
      ];
}

/** The options already found, as sets of variables of which not all may change together. */
export type Taken = readonly (readonly number[])[];

/**
 * Narrows a box by the rules until nothing changes. Null when no point of it can obey them: too many forced changes, two of an exclusive
 * set, a consequence out of reach, or all changes of an option that was already found.
 */
export function propagate(problem: Problem, box: Box, taken: Taken): Box | null {
  const work: Work = { problem, lower: box.lower.slice(), upper: box.upper.slice(), moved: true, empty: false };
  while (work.moved && !work.empty) {
    work.moved = false;
    for (const link of problem.bound.linked) applyLink(work, link);
    for (const set of problem.bound.exclusive) {
      limitChanges(
        work,
        set.map((column) => problem.variableOf[column]!).filter((v) => v >= 0),
        1,
      );
    }
    limitChanges(work, [...problem.variables.keys()], problem.bound.maxChanges);
    for (const set of taken) limitChanges(work, set, set.length - 1);
  }
  return work.empty ? null : { lower: work.lower, upper: work.upper };
}

interface Work extends Box {
  readonly problem: Problem;
  moved: boolean;
  empty: boolean;
}

function limitChanges(work: Work, set: readonly number[], limit: number): void {
  const { variables } = work.problem;
  const forced = set.filter((v) => isForced(variables[v]!, work, v));
  if (forced.length > limit) work.empty = true;
  if (forced.length !== limit) return;
  for (const v of set) if (!forced.includes(v)) narrow(work, v, variables[v]!.at, variables[v]!.at);
}

function narrow(work: Work, v: number, from: number, to: number): void {
  const lower = Math.max(work.lower[v]!, from);
  const upper = Math.min(work.upper[v]!, to);
  if (lower > upper) work.empty = true;
  else if (lower > work.lower[v]! || upper < work.upper[v]!) {
    work.lower[v] = lower;
    work.upper[v] = upper;
    work.moved = true;
  }
}

/** Applies a linked rule: a forced cause demands its effect, and an impossible effect forbids its cause. */
function applyLink(work: Work, link: BoundLink): void {
  const { variables, variableOf, row } = work.problem;
  const cause = variableOf[link.cause]!;
  const effect = variableOf[link.effect]!;
  if (cause < 0) return;
  const variable = variables[cause]!;
  const isCause = (position: number): boolean =>
    moves(link.causeMovement, 0, variable.value(position) - row[link.cause]!);
  const wanted = effectPositions(work, link, effect);
  const possible =
    wanted !== null && (effect < 0 || (wanted.from <= work.upper[effect]! && wanted.to >= work.lower[effect]!));
  if (isForced(variable, work, cause) && alwaysHolds(variable, work.lower[cause]!, work.upper[cause]!, isCause)) {
    if (wanted === null || !possible) work.empty = true;
    else if (effect >= 0) narrow(work, effect, wanted.from, wanted.to);
  } else if (!possible && !variable.byCost) {
    if (link.causeMovement === 'changes') narrow(work, cause, variable.at, variable.at);
    else if (link.causeMovement === 'rises') narrow(work, cause, 0, variable.at);
    else narrow(work, cause, variable.at, variable.count - 1);
  }
}

/** Whether the test holds for all positions from..to, which do not include the unchanged value. The ends suffice where values rise. */
function alwaysHolds(variable: Variable, from: number, to: number, test: (position: number) => boolean): boolean {
  if (!variable.byCost) return test(from) && test(to);
  for (let position = from; position <= to; position++) if (!test(position)) return false;
  return true;
}

interface Positions {
  readonly from: number;
  readonly to: number;
}

/** The smallest range that holds all positions at which the effect is met; null when there are none. An immutable effect can only stay. */
function effectPositions(work: Work, link: BoundLink, effect: number): Positions | null {
  if (effect < 0) return link.effectMovement === 'stays' ? { from: 0, to: 0 } : null;
  const base = work.problem.row[link.effect]!;
  return positionsWhere(work.problem.variables[effect]!, (value) =>
    moves(link.effectMovement, link.amount, value - base),
  );
}

/** Whether this change of a value is the movement, by at least the amount. */
export function moves(movement: BoundLink['effectMovement'], amount: number, change: number): boolean {
  // Decimals such as 0.1 steps may miss a stated amount by rounding alone.
  const least = amount - AMOUNT_DUST * amount;
  if (movement === 'stays') return change === 0;
  if (movement === 'rises') return change > 0 && change >= least;
  if (movement === 'falls') return change < 0 && -change >= least;
  return change !== 0 && Math.abs(change) >= least;
}

const AMOUNT_DUST = 1e-12;

/** First and last position whose value passes, found by bisection where values rise with positions and the test is one-sided. */
function positionsWhere(variable: Variable, test: (value: number) => boolean): Positions | null {
  const last = variable.count - 1;
  if (variable.byCost) {
    const passing = Array.from({ length: variable.count }, (_, i) => i).filter((i) => test(variable.value(i)));
    return passing.length === 0 ? null : { from: passing[0]!, to: passing.at(-1)! };
  }
  const [low, high] = [test(variable.value(0)), test(variable.value(last))];
  if (low && high) return { from: 0, to: last };
  if (high) return { from: firstPassing(variable.at, last, (i) => test(variable.value(i))), to: last };
  if (low) return { from: 0, to: -firstPassing(-variable.at, 0, (i) => test(variable.value(-i))) };
  return test(variable.value(variable.at)) ? { from: variable.at, to: variable.at } : null;
}

/** First position from `from` on that passes, when `to` passes and every position after a passing one does, too. */
function firstPassing(from: number, to: number, test: (position: number) => boolean): number {
  let [lower, upper] = [from, to];
  while (lower < upper) {
    const middle = lower + Math.floor((upper - lower) / 2);
    if (test(middle)) upper = middle;
    else lower = middle + 1;
  }
  return lower;
}

/** Whether these positions obey every rule. This check is decisive, whatever propagation found. */
export function obeysRules(problem: Problem, positions: ArrayLike<number>, taken: Taken): boolean {
  const { variables, variableOf, bound, row } = problem;
  const changed = (v: number): boolean => positions[v] !== variables[v]!.at;
  if (variables.filter((_, v) => changed(v)).length > bound.maxChanges) return false;
  if (taken.some((set) => set.every(changed))) return false;
  for (const set of bound.exclusive) {
    if (set.filter((column) => variableOf[column]! >= 0 && changed(variableOf[column]!)).length > 1) return false;
  }
  return bound.linked.every((link) => {
    const change = (column: number): number => {
      const v = variableOf[column]!;
      return v < 0 || !changed(v) ? 0 : variables[v]!.value(positions[v]!) - row[column]!;
    };
    return (
      !moves(link.causeMovement, 0, change(link.cause)) || moves(link.effectMovement, link.amount, change(link.effect))
    );
  });
}
