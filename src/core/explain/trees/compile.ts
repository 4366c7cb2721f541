import { numTrees, type TreeEnsemble } from '../../models/index.js';
import { type BackgroundWalk, compileBackgroundWalk, evaluateBackgroundWalk } from './background-walk.js';
import { type Block, patternScratch } from './block.js';
import { compileLeafGames, evaluateLeafGames, type LeafGames } from './leaf-games.js';
import { MAX_UNIT_BITS, planTree, type TreePlan, unitBits } from './plan.js';
import { compileQuadrature, evaluateQuadrature, type QuadratureTree } from './quadrature.js';
import {
  type CompiledTree,
  compileTree,
  countPatterns,
  evaluateTree,
  type Layout,
  positionsOf,
  tableBytes,
} from './unit-tables.js';

export interface CompileOptions {
  /** The player of every column of the ensemble. */
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  /** null: the path-dependent game. */
  readonly background: readonly Block[] | null;
  readonly maxTableBytes: number;
}

/** How one tree is evaluated. Tables where they fit; deep trees by quadrature or by background patterns. */
type TreeEvaluator =
  | { readonly kind: 'tables'; readonly tree: CompiledTree }
  | { readonly kind: 'quadrature'; readonly tree: QuadratureTree }
  | { readonly kind: 'background-walk'; readonly walk: BackgroundWalk }
  | { readonly kind: 'leaf-games'; readonly games: LeafGames };

/** Trees that are evaluated together in one pass over the rows. */
export interface Pass {
  readonly evaluators: readonly TreeEvaluator[];
  readonly layout: Layout;
}

export interface CompiledTrees {
  readonly tableBytes: number;
  /** Levels of pattern scratch that a walk needs. */
  readonly levels: number;
  /** The passes over a batch of so many rows: what is kept, then one pass for each tree whose table is made and dropped. */
  passes(rows: number): Iterable<Pass>;
}

/**
 * Compiles every tree. A tree whose patterns exceed `MAX_UNIT_BITS` never gets a table; one whose table does not fit into what
 * is left of the memory is compiled, used and discarded per batch when the batch is large enough to pay for it
 * (rows >= 2^(D+1) / D, the rule of FastTreeSHAP v2), and goes the way of deep trees otherwise.
 */
export function compileTrees(ensemble: TreeEnsemble, options: CompileOptions): CompiledTrees {
  const { layout, playerOf } = options;
  let bytes = 0;
  const scratch = patternScratch(MAX_UNIT_BITS, options.background?.[0]?.stride ?? 0);
  const entries = wantedTrees(ensemble, layout).map((tree): TreeEvaluator | { plan: TreePlan; tree: number } => {
    if (unitBits(ensemble, tree) > MAX_UNIT_BITS) return compileDeep(ensemble, tree, options);
    const plan = planTree(ensemble, tree, playerOf);
    const own = tableBytes(ensemble, plan, layout);
    if (bytes + own > options.maxTableBytes) return { plan, tree };
    bytes += own;
    return { kind: 'tables', tree: makeTables(ensemble, plan, options, scratch) };
  });
  const deep = new Map<number, TreeEvaluator>();
  const deepOf = (tree: number): TreeEvaluator => {
    const known = deep.get(tree) ?? compileDeep(ensemble, tree, options);
    deep.set(tree, known);
    return known;
  };
  function* passes(rows: number): Iterable<Pass> {
    const pays = (plan: TreePlan): boolean => rows >= 2 ** (plan.maxBits + 1) / plan.maxBits;
    const kept = entries.flatMap((entry) => ('kind' in entry ? [entry] : pays(entry.plan) ? [] : [deepOf(entry.tree)]));
    yield { evaluators: kept, layout };
    for (const entry of entries) {
      if ('kind' in entry || !pays(entry.plan)) continue;
      yield { evaluators: [{ kind: 'tables', tree: makeTables(ensemble, entry.plan, options, scratch) }], layout };
    }
  }
  return { tableBytes: bytes, levels: MAX_UNIT_BITS, passes };
}

const wantedTrees = (ensemble: TreeEnsemble, layout: Layout): number[] =>
  Array.from({ length: numTrees(ensemble) }, (_, t) => t).filter((t) => positionsOf(ensemble, t, layout).length > 0);

function makeTables(
  ensemble: TreeEnsemble,
  plan: TreePlan,
  options: CompileOptions,
  scratch: Uint16Array,
): CompiledTree {
  const game =
    options.background === null ? null : countPatterns(ensemble, plan, { blocks: options.background, scratch });
  return compileTree(ensemble, plan, options.layout, game);
}

function compileDeep(ensemble: TreeEnsemble, tree: number, options: CompileOptions): TreeEvaluator {
  const { layout, background, playerOf } = options;
  if (background !== null) {
    return { kind: 'background-walk', walk: compileBackgroundWalk(ensemble, tree, playerOf, { layout, background }) };
  }
  if (layout.interactions) return { kind: 'leaf-games', games: compileLeafGames(ensemble, tree, playerOf, layout) };
  return { kind: 'quadrature', tree: compileQuadrature(ensemble, tree, playerOf, layout) };
}

/** Adds the values of all trees for the rows of one block to `sums`. */
export function evaluateTrees(
  ensemble: TreeEnsemble,
  pass: Pass,
  rows: { block: Block; scratch: Uint16Array },
  sums: Float64Array,
): void {
  const deep = { block: rows.block, layout: pass.layout };
  for (const evaluator of pass.evaluators) {
    switch (evaluator.kind) {
      case 'tables':
        evaluateTree(ensemble, evaluator.tree, rows, sums);
        break;
      case 'quadrature':
        evaluateQuadrature(ensemble, evaluator.tree, deep, sums);
        break;
      case 'background-walk':
        evaluateBackgroundWalk(ensemble, evaluator.walk, deep, sums);
        break;
      case 'leaf-games':
        evaluateLeafGames(ensemble, evaluator.games, deep, sums);
        break;
    }
  }
}
