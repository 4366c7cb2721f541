import type { TreeEnsemble } from '../../models/index.js';
import { type BackgroundWalk, compileBackgroundWalk, evaluateBackgroundWalk } from './background-walk.js';
import type { Block } from './block.js';
import { evaluateKernelBackground, type KernelBackground, kernelBackground } from './interventional-kernel.js';
import { compileLeafGames, evaluateLeafGames, type LeafGames } from './leaf-games.js';
import { evaluateKernelQuadrature, type KernelQuadrature, kernelQuadrature } from './path-dependent-kernel.js';
import { evaluateQuadrature, QuadratureWalk } from './quadrature.js';
import { type Layout, positionsOf } from './unit-tables.js';

/** How trees without tables are evaluated: many at once by the kernel, or one by one. */
export type Walk =
  | { readonly kind: 'kernel-quadrature'; readonly walk: KernelQuadrature }
  | { readonly kind: 'kernel-background'; readonly walk: KernelBackground }
  | { readonly kind: 'quadrature'; readonly tree: number; readonly walk: QuadratureWalk }
  | { readonly kind: 'background'; readonly walk: BackgroundWalk }
  | { readonly kind: 'leaf-games'; readonly games: LeafGames };

export interface WalkOptions {
  /** The player of every column of the ensemble. */
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  /** The background; null for the path-dependent game. */
  readonly background: readonly Block[] | null;
}

export function compileWalks(ensemble: TreeEnsemble, options: WalkOptions, trees: readonly number[]): readonly Walk[] {
  const { playerOf, layout, background } = options;
  if (trees.length === 0) return [];
  if (background !== null) return backgroundWalks(ensemble, { playerOf, layout, background }, trees);
  if (layout.interactions) {
    return trees.map((tree) => ({
      kind: 'leaf-games',
      games: compileLeafGames(ensemble, tree, playerOf, layout),
    }));
  }
  const byKernel = kernelQuadrature(ensemble, playerOf, layout, trees);
  if (byKernel !== null) return [{ kind: 'kernel-quadrature', walk: byKernel }];
  const walk = new QuadratureWalk(ensemble, playerOf, layout);
  return trees.map((tree) => ({ kind: 'quadrature', tree, walk }));
}

function backgroundWalks(
  ensemble: TreeEnsemble,
  options: { playerOf: Int32Array; layout: Layout; background: readonly Block[] },
  trees: readonly number[],
): readonly Walk[] {
  const { playerOf, layout } = options;
  const hasKernel = (tree: number): boolean => !layout.interactions && positionsOf(ensemble, tree, layout).length === 1;
  const single = trees.filter(hasKernel);
  const byKernel = single.length === 0 ? null : kernelBackground(ensemble, playerOf, options, single);
  const others = byKernel === null ? trees : trees.filter((tree) => !hasKernel(tree));
  const walks = others.map(
    (tree): Walk => ({ kind: 'background', walk: compileBackgroundWalk(ensemble, tree, playerOf, options) }),
  );
  return byKernel === null ? walks : [{ kind: 'kernel-background', walk: byKernel }, ...walks];
}

/** Adds the values of the walk's trees for every row of the block to `sums`. */
export function evaluateWalk(
  ensemble: TreeEnsemble,
  walk: Walk,
  rows: { block: Block; layout: Layout },
  sums: Float64Array,
): void {
  switch (walk.kind) {
    case 'kernel-quadrature':
      evaluateKernelQuadrature(walk.walk, rows.block, sums);
      break;
    case 'kernel-background':
      evaluateKernelBackground(walk.walk, rows.block, sums);
      break;
    case 'quadrature':
      evaluateQuadrature(walk.walk, walk.tree, rows.block, sums);
      break;
    case 'background':
      evaluateBackgroundWalk(ensemble, walk.walk, rows, sums);
      break;
    case 'leaf-games':
      evaluateLeafGames(ensemble, walk.games, rows, sums);
      break;
  }
}
