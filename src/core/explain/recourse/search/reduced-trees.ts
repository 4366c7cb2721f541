import { ALL_OUTPUTS, COMPARE, goesLeft, numTrees, type TreeModel } from '../../../models/index.js';
import type { Problem } from '../problem/problem.js';

/**
 * The trees for one person: tests of inputs that cannot change are decided, so that only tests of variables and derived columns are left.
 */
export interface ReducedTrees {
  /** Root node of every tree that still depends on a change. */
  readonly roots: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Variable tested at the node, -1 for a derived column. */
  readonly variable: Int32Array;
  /** Position of the derived column in `bound.derived`. */
  readonly derived: Int32Array;
  /** Index into `tables` of the table for the test of a variable. */
  readonly test: Int32Array;
  /** Best leaf at or below the node, signed so that higher is better. */
  readonly best: Float64Array;
  /** Running counts: number of positions below i whose value goes left. */
  readonly tables: readonly Int32Array[];
  /** Trees that a variable can change, directly or through a derived column. */
  readonly treesOf: readonly Int32Array[];
  /** Base offset plus the trees that no change reaches, signed. */
  readonly base: number;
  readonly hasDerived: boolean;
  readonly reachOf: (node: number, lower: number, upper: number) => number;
}

/** Bits for the sides of a node that a box reaches. */
export const LEFT = 1;
export const RIGHT = 2;
export const BOTH = 3;

const COMPARE_BITS = 7;

export function compileTrees(problem: Problem): ReducedTrees {
  const builder = new Builder(problem);
  const { ensemble } = builder.model;
  const roots: number[] = [];
  const { output } = problem.decision;
  let base = builder.sign * ensemble.baseOffset[output]!;
  const treesOf = problem.variables.map((): number[] => []);
  for (let t = 0; t < numTrees(ensemble); t++) {
    const target = ensemble.treeOutput[t]!;
    if (target !== ALL_OUTPUTS && target !== output) continue;
    const used = new Set<number>();
    const root = builder.reduce(ensemble.treeStart[t]!, target === ALL_OUTPUTS ? output : 0, used);
    if (builder.left[root]! < 0) base += builder.best[root]!;
    else {
      for (const v of used) treesOf[v]!.push(roots.length);
      roots.push(root);
    }
  }
  return {
    roots: Int32Array.from(roots),
    left: Int32Array.from(builder.left),
    right: Int32Array.from(builder.right),
    variable: Int32Array.from(builder.variable),
    derived: Int32Array.from(builder.derived),
    test: Int32Array.from(builder.test),
    best: Float64Array.from(builder.best),
    tables: builder.tables,
    treesOf: treesOf.map((list) => Int32Array.from(list)),
    base,
    hasDerived: builder.derived.some((d) => d >= 0),
    reachOf: (node, lower, upper) => builder.reachOf(node, lower, upper),
  };
}

class Builder {
  readonly model: TreeModel;
  readonly sign: number;
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly variable: number[] = [];
  readonly derived: number[] = [];
  readonly test: number[] = [];
  readonly best: number[] = [];
  readonly tables: Int32Array[] = [];
  readonly #problem: Problem;
  readonly #tableOf = new Map<string, number>();
  readonly #derivedOf: Int32Array;
  /** Variables that every derived column depends on. */
  readonly #partsOf: readonly (readonly number[])[];

  constructor(problem: Problem) {
    this.#problem = problem;
    this.model = problem.model as TreeModel;
    this.sign = problem.decision.accept === 'above' ? 1 : -1;
    const { derived, columns } = problem.bound;
    this.#derivedOf = new Int32Array(columns.length).fill(-1);
    const parts: number[][] = [];
    derived.forEach(({ column, expression }, d) => {
      this.#derivedOf[column] = d;
      const own = expression.parents.flatMap((parent) => {
        const v = problem.variableOf[parent]!;
        return v >= 0 ? [v] : (parts[this.#derivedOf[parent]!] ?? []);
      });
      parts.push([...new Set(own)]);
    });
    this.#partsOf = parts;
  }

  /** Copies the part of a tree that changes can reach, and returns its root node. */
  reduce(node: number, offset: number, used: Set<number>): number {
    const { ensemble, columns } = this.model;
    const { bound, variableOf, row } = this.#problem;
    let current = node;
    for (;;) {
      const tested = ensemble.feature[current]!;
      if (tested < 0) return this.#add(-1, -1, this.sign * ensemble.values[ensemble.valueStart[current]! + offset]!);
      const column = bound.inputColumn[columns === null ? tested : columns.featureOf[tested]!]!;
      const v = variableOf[column]!;
      const d = this.#derivedOf[column]!;
      const changes = v >= 0 || (d >= 0 && this.#partsOf[d]!.length > 0);
      if (changes) return this.#inner(current, { v, d, offset, used });
      current = this.#goesLeft(current, row[column]!) ? ensemble.left[current]! : ensemble.right[current]!;
    }
  }

  #inner(node: number, at: { v: number; d: number; offset: number; used: Set<number> }): number {
    const { ensemble } = this.model;
    for (const v of at.v >= 0 ? [at.v] : this.#partsOf[at.d]!) at.used.add(v);
    const left = this.reduce(ensemble.left[node]!, at.offset, at.used);
    const right = this.reduce(ensemble.right[node]!, at.offset, at.used);
    const own = this.#add(left, right, Math.max(this.best[left]!, this.best[right]!));
    this.variable[own] = at.v;
    this.derived[own] = at.v >= 0 ? -1 : at.d;
    this.test[own] = at.v >= 0 ? this.#table(node, at.v) : node;
    return own;
  }

  #add(left: number, right: number, best: number): number {
    this.variable.push(-1);
    this.derived.push(-1);
    this.test.push(-1);
    this.best.push(best);
    this.right.push(right);
    return this.left.push(left) - 1;
  }

  /** Whether an input value goes left at a node, by the model's own comparison. */
  #goesLeft(node: number, input: number): boolean {
    const { ensemble, columns } = this.model;
    const value = columns === null ? input : columns.value(ensemble.feature[node]!, input);
    return goesLeft(ensemble, node, ensemble.float32 ? Math.fround(value) : value);
  }

  /** The table of a test; nodes with the same test of the same variable share one. */
  #table(node: number, v: number): number {
    const { ensemble } = this.model;
    const key = `${ensemble.feature[node]}|${ensemble.threshold[node]}|${ensemble.decision[node]}`;
    const known = this.#tableOf.get(key);
    if (known !== undefined) return known;
    const variable = this.#problem.variables[v]!;
    const table = new Int32Array(variable.count + 1);
    for (let i = 0; i < variable.count; i++) table[i + 1] = table[i]! + +this.#goesLeft(node, variable.value(i));
    this.#tableOf.set(key, this.tables.length);
    return this.tables.push(table) - 1;
  }

  /** Sides that a derived column can take anywhere between two values. */
  reachOf(own: number, lower: number, upper: number): number {
    const { ensemble, columns } = this.model;
    const node = this.test[own]!;
    const comparison = ensemble.decision[node]! & COMPARE_BITS;
    const isPlain = columns === null && (comparison === COMPARE.LE || comparison === COMPARE.LT);
    const isNumber = lower <= upper && Number.isFinite(lower) && Number.isFinite(upper);
    if (lower === upper && isNumber) return this.#goesLeft(node, lower) ? LEFT : RIGHT;
    if (!isPlain || !isNumber || ensemble.decision[node]! > MISSING_BITS) return BOTH;
    if (!this.#goesLeft(node, lower)) return RIGHT;
    return this.#goesLeft(node, upper) ? LEFT : BOTH;
  }
}

/** Bits of the comparison and of the default side of missing values; any higher bit treats values near 0 specially. */
const MISSING_BITS = 31;
