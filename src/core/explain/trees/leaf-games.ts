import { goesLeft, type TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { gaussLegendre, MAX_NODES } from './gauss-legendre.js';
import { type LeafPath, leafPaths, satisfiedPlayers } from './leaf-paths.js';
import { type Layout, positionsOf } from './unit-tables.js';
import { betaWeights } from './weights.js';

/**
 * Deep trees leaf by leaf: the interventional game over the distinct patterns of the background (patterns repeat, so this is
 * never worse than row by row and usually far better), and interaction values of both games. No table of 2^depth.
 */
export interface LeafGames {
  readonly tree: number;
  readonly paths: readonly LeafPath[];
  /** Per leaf the distinct background patterns; null for the path-dependent game. */
  readonly background: readonly BackgroundPatterns[] | null;
  readonly backgroundRows: number;
  readonly outputs: readonly { position: number; offset: number }[];
  /** a! b! / (a+b+1)! up to the longest path. */
  readonly beta: Float64Array;
  readonly betaSize: number;
}

interface BackgroundPatterns {
  /** `satisfied[pattern * players + i]` is 1 or 0. */
  readonly satisfied: Uint8Array;
  readonly counts: Float64Array;
  /** Players that the pattern does not satisfy. */
  readonly missing: Int32Array;
}

export function compileLeafGames(
  ensemble: TreeEnsemble,
  tree: number,
  playerOf: Int32Array,
  options: { layout: Layout; background: readonly Block[] | null },
): LeafGames {
  const paths = leafPaths(ensemble, tree, playerOf);
  const longest = paths.reduce((top, path) => Math.max(top, path.players.length), 1);
  return {
    tree,
    paths,
    background: options.background === null ? null : distinctPatterns(ensemble, tree, paths, options.background),
    backgroundRows: (options.background ?? []).reduce((sum, block) => sum + block.count, 0),
    outputs: positionsOf(ensemble, tree, options.layout),
    beta: betaWeights(longest + 1),
    betaSize: longest + 1,
  };
}

/** Outcome of every test of the tree for one row of a block, by node - root. */
function outcomesOf(ensemble: TreeEnsemble, tree: number, block: Block, row: number, outcome: Uint8Array): void {
  const root = ensemble.treeStart[tree]!;
  for (let i = 0; i < outcome.length; i++) {
    const feature = ensemble.feature[root + i]!;
    if (feature >= 0) outcome[i] = goesLeft(ensemble, root + i, block.columns[feature * block.stride + row]!) ? 1 : 0;
  }
}

const treeSize = (ensemble: TreeEnsemble, tree: number): number =>
  ensemble.treeStart[tree + 1]! - ensemble.treeStart[tree]!;

function distinctPatterns(
  ensemble: TreeEnsemble,
  tree: number,
  paths: readonly LeafPath[],
  blocks: readonly Block[],
): BackgroundPatterns[] {
  const root = ensemble.treeStart[tree]!;
  const outcome = new Uint8Array(treeSize(ensemble, tree));
  const seen = paths.map(() => new Map<string, number>());
  const satisfied = new Uint8Array(paths.reduce((top, path) => Math.max(top, path.players.length), 0));
  for (const block of blocks) {
    for (let r = 0; r < block.count; r++) {
      outcomesOf(ensemble, tree, block, r, outcome);
      paths.forEach((path, p) => {
        satisfiedPlayers(path, outcome, root, satisfied);
        const key = String.fromCharCode(...satisfied.subarray(0, path.players.length));
        seen[p]!.set(key, (seen[p]!.get(key) ?? 0) + 1);
      });
    }
  }
  return seen.map((patterns, p) => {
    const width = paths[p]!.players.length;
    const flat = Uint8Array.from([...patterns.keys()].join(''), (character) => character.charCodeAt(0));
    const missing = Int32Array.from(
      patterns.keys(),
      (_, i) => flat.subarray(i * width, (i + 1) * width).filter((bit) => bit === 0).length,
    );
    return { satisfied: flat, counts: Float64Array.from(patterns.values()), missing };
  });
}

/** Adds the tree's values or interaction values for every row of the block to `sums`. */
export function evaluateLeafGames(
  ensemble: TreeEnsemble,
  games: LeafGames,
  block: Block,
  layout: Layout,
  sums: Float64Array,
): void {
  const root = ensemble.treeStart[games.tree]!;
  const outcome = new Uint8Array(treeSize(ensemble, games.tree));
  const satisfied = new Uint8Array(games.betaSize);
  for (let r = 0; r < block.count; r++) {
    outcomesOf(ensemble, games.tree, block, r, outcome);
    games.paths.forEach((path, p) => {
      satisfiedPlayers(path, outcome, root, satisfied);
      const game = leafGame(games, path, p, satisfied, layout.interactions);
      for (const { position, offset } of games.outputs) {
        const value = ensemble.values[ensemble.valueStart[path.node]! + offset]!;
        addGame(path, game, value, layout, { sums, base: position * layout.players, row: r, stride: block.stride });
      }
    });
  }
}

/** The game of one leaf of value 1 for one row: values per player, and with interactions the half of every pair (d x d). */
interface Game {
  readonly values: Float64Array;
  readonly pairs: Float64Array | null;
}

function leafGame(games: LeafGames, path: LeafPath, p: number, satisfied: Uint8Array, interactions: boolean): Game {
  const d = path.players.length;
  const game = { values: new Float64Array(d), pairs: interactions ? new Float64Array(d * d) : null };
  if (games.background === null) pathDependent(path, satisfied, game);
  else interventional(games, games.background[p]!, satisfied, game);
  return game;
}

function addGame(
  path: LeafPath,
  game: Game,
  value: number,
  layout: Layout,
  into: { sums: Float64Array; base: number; row: number; stride: number },
): void {
  const d = path.players.length;
  for (let i = 0; i < d; i++) {
    const player = path.players[i]!;
    if (game.pairs === null) {
      into.sums[(into.base + player) * into.stride + into.row]! += value * game.values[i]!;
      continue;
    }
    let own = game.values[i]!;
    for (let j = 0; j < d; j++) {
      if (j === i) continue;
      own -= game.pairs[i * d + j]!;
      const other = path.players[j]!;
      if (player < other)
        into.sums[((into.base + player) * layout.players + other) * into.stride + into.row]! +=
          value * game.pairs[i * d + j]!;
    }
    into.sums[((into.base + player) * layout.players + player) * into.stride + into.row]! += value * own;
  }
}

function pathDependent(path: LeafPath, satisfied: Uint8Array, game: Game): void {
  const d = path.players.length;
  const { nodes, weights } = nodesFor(d);
  const ratio = new Float64Array(d);
  for (let k = 0; k < nodes.length; k++) {
    const t = nodes[k]!;
    let product = weights[k]!;
    for (let i = 0; i < d; i++) {
      const known = satisfied[i]!;
      const factor = known * t + path.z[i]! * (1 - t);
      // An unsatisfied player of share 0 makes the leaf worth 0 with and without it, and everybody else's part 0.
      if (factor === 0) {
        clear(game);
        return;
      }
      product *= factor;
      ratio[i] = (known - path.z[i]!) / factor;
    }
    for (let i = 0; i < d; i++) {
      game.values[i]! += product * ratio[i]!;
      if (game.pairs !== null)
        for (let j = 0; j < d; j++) game.pairs[i * d + j]! += 0.5 * product * ratio[i]! * ratio[j]!;
    }
  }
}

function clear(game: Game): void {
  game.values.fill(0);
  game.pairs?.fill(0);
}

const nodeCache = new Map<number, { nodes: Float64Array; weights: Float64Array }>();
function nodesFor(players: number): { nodes: Float64Array; weights: Float64Array } {
  const count = Math.min(MAX_NODES, Math.max(1, Math.ceil(players / 2)));
  const known = nodeCache.get(count) ?? gaussLegendre(count);
  nodeCache.set(count, known);
  return known;
}

function interventional(games: LeafGames, background: BackgroundPatterns, satisfied: Uint8Array, game: Game): void {
  const d = game.values.length;
  let b = 0;
  for (let i = 0; i < d; i++) b += 1 - satisfied[i]!;
  for (let pattern = 0; pattern < background.counts.length; pattern++) {
    const start = pattern * d;
    if (!isAlive(satisfied, background.satisfied, start, d)) continue;
    addPattern(games, background, { satisfied, start, pattern, b }, game);
  }
}

/** Together, row and background pass every player's tests. */
function isAlive(satisfied: Uint8Array, background: Uint8Array, start: number, d: number): boolean {
  for (let i = 0; i < d; i++) if ((satisfied[i]! | background[start + i]!) === 0) return false;
  return true;
}

function addPattern(
  games: LeafGames,
  background: BackgroundPatterns,
  at: { satisfied: Uint8Array; start: number; pattern: number; b: number },
  game: Game,
): void {
  const { satisfied, start, b } = at;
  const { beta, betaSize } = games;
  const d = game.values.length;
  const a = background.missing[at.pattern]!;
  const share = background.counts[at.pattern]! / games.backgroundRows;
  /** +1: only the row satisfies the player, -1: only the background, 0: both. */
  const side = (i: number): number => satisfied[i]! - background.satisfied[start + i]!;
  const gain = a > 0 ? beta[(a - 1) * betaSize + b]! * share : 0;
  const loss = b > 0 ? beta[a * betaSize + b - 1]! * share : 0;
  for (let i = 0; i < d; i++) {
    const own = side(i);
    if (own !== 0) game.values[i]! += own > 0 ? gain : -loss;
  }
  if (game.pairs === null) return;
  for (let cell = 0; cell < d * d; cell++) {
    const own = side(Math.floor(cell / d));
    const other = side(cell % d);
    if (own === 0 || other === 0 || cell % (d + 1) === 0) continue;
    const rowSide = (own > 0 ? 1 : 0) + (other > 0 ? 1 : 0);
    game.pairs[cell]! += 0.5 * own * other * share * beta[(a - rowSide) * betaSize + b - (2 - rowSide)]!;
  }
}
