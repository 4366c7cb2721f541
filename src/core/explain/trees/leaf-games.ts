import { goesLeft, type TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { gaussLegendre, MAX_NODES } from './gauss-legendre.js';
import { type LeafPath, leafPaths, satisfiedPlayers } from './leaf-paths.js';
import { type Layout, positionsOf } from './unit-tables.js';

/**
 * Path-dependent interaction values of a deep tree, leaf by leaf: the same integral as in `quadrature.ts` with two players taken out, V / 2
 * (o_i - z_i) (o_j - z_j) times the integral of the other factors. This needs no table of 2^depth.
 */
export interface LeafGames {
  readonly tree: number;
  readonly paths: readonly LeafPath[];
  readonly outputs: readonly { position: number; offset: number }[];
  readonly rules: readonly { nodes: Float64Array; weights: Float64Array }[];
}

export function compileLeafGames(
  ensemble: TreeEnsemble,
  tree: number,
  playerOf: Int32Array,
  layout: Layout,
): LeafGames {
  const paths = leafPaths(ensemble, tree, playerOf);
  const longest = paths.reduce((top, path) => Math.max(top, path.players.length), 1);
  return {
    tree,
    paths,
    outputs: positionsOf(ensemble, tree, layout),
    rules: Array.from({ length: nodeCount(longest) + 1 }, (_, n) => gaussLegendre(n)),
  };
}

const nodeCount = (players: number): number => Math.min(MAX_NODES, Math.max(1, Math.ceil(players / 2)));

/** Adds the tree's interaction values for every row of the block to `sums`. */
export function evaluateLeafGames(
  ensemble: TreeEnsemble,
  games: LeafGames,
  rows: { block: Block; layout: Layout },
  sums: Float64Array,
): void {
  const { block } = rows;
  const root = ensemble.treeStart[games.tree]!;
  const outcome = new Uint8Array(ensemble.treeStart[games.tree + 1]! - root);
  const satisfied = new Uint8Array(games.paths.reduce((top, path) => Math.max(top, path.players.length), 0));
  for (let r = 0; r < block.count; r++) {
    for (let i = 0; i < outcome.length; i++) {
      const feature = ensemble.feature[root + i]!;
      if (feature >= 0) outcome[i] = +goesLeft(ensemble, root + i, block.columns[feature * block.stride + r]!);
    }
    for (const path of games.paths) {
      satisfiedPlayers(path, outcome, root, satisfied);
      const pairs = leafPairs(path, satisfied, games.rules[nodeCount(path.players.length)]!);
      if (pairs === null) continue;
      for (const { position, offset } of games.outputs) {
        const value = ensemble.values[ensemble.valueStart[path.node]! + offset]!;
        addPairs(path, pairs, value, { sums, layout: rows.layout, position, stride: block.stride, row: r });
      }
    }
  }
}

/**
 * The game of a leaf of value 1 as a d x d matrix: the player's value on the diagonal, half of the pair's index beside it. Null when an
 * unsatisfied player of share 0 makes the leaf worth nothing with and without everybody.
 */
function leafPairs(
  path: LeafPath,
  satisfied: Uint8Array,
  rule: { nodes: Float64Array; weights: Float64Array },
): Float64Array | null {
  const d = path.players.length;
  const pairs = new Float64Array(d * d);
  const ratio = new Float64Array(d);
  for (let k = 0; k < rule.nodes.length; k++) {
    const t = rule.nodes[k]!;
    let product = rule.weights[k]!;
    for (let i = 0; i < d; i++) {
      const known = satisfied[i]!;
      const factor = known * t + path.z[i]! * (1 - t);
      if (factor === 0) return null;
      product *= factor;
      ratio[i] = (known - path.z[i]!) / factor;
    }
    for (let cell = 0; cell < d * d; cell++) {
      const [i, j] = [Math.floor(cell / d), cell % d];
      pairs[cell]! += product * ratio[i]! * (i === j ? 1 : 0.5 * ratio[j]!);
    }
  }
  return pairs;
}

function addPairs(
  path: LeafPath,
  pairs: Float64Array,
  value: number,
  into: { sums: Float64Array; layout: Layout; position: number; stride: number; row: number },
): void {
  const d = path.players.length;
  const { players } = into.layout;
  const add = (low: number, high: number, amount: number): void => {
    into.sums[((into.position * players + low) * players + high) * into.stride + into.row]! += value * amount;
  };
  for (let i = 0; i < d; i++) {
    const player = path.players[i]!;
    let own = pairs[i * d + i]!;
    for (let j = 0; j < d; j++) {
      if (j === i) continue;
      own -= pairs[i * d + j]!;
      if (player < path.players[j]!) add(player, path.players[j]!, pairs[i * d + j]!);
    }
    add(player, player, own);
  }
}
