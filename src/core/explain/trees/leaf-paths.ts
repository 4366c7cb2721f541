import type { TreeEnsemble } from '../../models/index.js';
import { coverShare } from './plan.js';

/** A leaf of a deep tree with the distinct players on its path; players[i] is a group, tests refer to i. */
export interface LeafPath {
  readonly node: number;
  readonly players: Int32Array;
  readonly z: Float64Array;
  /** Three numbers per test: the inner node, whether the path goes left there, and the player as an index into `players`. */
  readonly tests: Int32Array;
  readonly left: Uint8Array;
  readonly owner: Int32Array;
}

/** All leaves of a tree with their paths, at the cost of depth numbers per leaf; used where tables would take 2^depth. */
export function leafPaths(ensemble: TreeEnsemble, tree: number, playerOf: Int32Array): LeafPath[] {
  const paths: LeafPath[] = [];
  const tests: { node: number; left: boolean; player: number; share: number }[] = [];
  const descend = (node: number): void => {
    if (ensemble.left[node]! < 0) {
      paths.push(closePath(node, tests));
      return;
    }
    const player = playerOf[ensemble.feature[node]!]!;
    for (const left of [true, false]) {
      const child = left ? ensemble.left[node]! : ensemble.right[node]!;
      tests.push({ node, left, player, share: coverShare(ensemble, node, child) });
      descend(child);
      tests.pop();
    }
  };
  descend(ensemble.treeStart[tree]!);
  return paths;
}

function closePath(
  node: number,
  tests: readonly { node: number; left: boolean; player: number; share: number }[],
): LeafPath {
  const players = [...new Set(tests.map((test) => test.player))];
  const index = new Map(players.map((player, i) => [player, i]));
  const z = new Float64Array(players.length).fill(1);
  for (const test of tests) z[index.get(test.player)!]! *= test.share;
  return {
    node,
    players: Int32Array.from(players),
    z,
    tests: Int32Array.from(tests, (test) => test.node),
    left: Uint8Array.from(tests, (test) => (test.left ? 1 : 0)),
    owner: Int32Array.from(tests, (test) => index.get(test.player)!),
  };
}

/** Writes into `satisfied` which players of the path the row satisfies, 1 or 0, from the outcomes of the tree's nodes. */
export function satisfiedPlayers(path: LeafPath, outcome: Uint8Array, root: number, satisfied: Uint8Array): void {
  satisfied.fill(1, 0, path.players.length);
  for (let i = 0; i < path.tests.length; i++) {
    if (outcome[path.tests[i]! - root] !== path.left[i]) satisfied[path.owner[i]!] = 0;
  }
}
