/** Most nodes: they are exact for 32 distinct players on a path; beyond, the error stays below 1e-15 because the factors are in [0, 1]. */
export const MAX_NODES = 16;

export interface QuadratureRule {
  readonly t: Float64Array;
  /** 1 - t for every node. */
  readonly rest: Float64Array;
  readonly weights: Float64Array;
}

/** Number of nodes that a path of this many distinct players needs: its polynomial has one degree less. */
export const quadratureNodes = (players: number): number => Math.min(MAX_NODES, Math.max(1, Math.ceil(players / 2)));

/** Tests on a path up to which a look at every path of a model, for how many players it has, costs more than the nodes it could save. */
const SHALLOW = 8;

/** Number of nodes for all trees of a model whose paths are short, or whose players are few; null where each tree is looked at. */
export function nodesOfAll(maxDepth: number, players: number): number | null {
  const most = Math.min(maxDepth, players);
  return most <= SHALLOW ? quadratureNodes(most) : null;
}

const rules: (QuadratureRule | undefined)[] = [];

/** The rule of n nodes, computed at its first use. */
export function quadratureRule(n: number): QuadratureRule {
  const ready = rules[n];
  if (ready !== undefined) return ready;
  const { nodes, weights } = gaussLegendre(n);
  const rule = { t: nodes, rest: nodes.map((t) => 1 - t), weights };
  rules[n] = rule;
  return rule;
}

/**
 * Gauss-Legendre nodes and weights on [0, 1]; exact for polynomials up to degree 2n - 1. Newton's method on the Legendre
 * polynomial, started at the usual cosine estimate (Abramowitz and Stegun 25.4.29). The nodes lie symmetric about 1/2.
 */
export function gaussLegendre(n: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; 2 * i < n; i++) {
    let x = 2 * i + 1 === n ? 0 : Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const value = legendre(n, x);
      slope = value.slope;
      const better = x - value.p / slope;
      if (better === x) break;
      x = better;
    }
    nodes[i] = (1 - x) / 2;
    nodes[n - 1 - i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
    weights[n - 1 - i] = weights[i]!;
  }
  return { nodes, weights };
}

/**
 * Number of Newton steps. The start is right to 1e-3 or better and each step doubles the digits, so four steps reach the last digit and
 * eight are plenty.
 */
const NEWTON_STEPS = 8;

function legendre(n: number, x: number): { p: number; slope: number } {
  let before = 1;
  let p = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
    before = p;
    p = next;
  }
  if (n === 0) return { p: 1, slope: 0 };
  return { p, slope: (n * (x * p - before)) / (x * x - 1) };
}
