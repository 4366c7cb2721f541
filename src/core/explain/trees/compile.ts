import { TribuneError } from '../../base/errors.js';
import { ALL_OUTPUTS, numTrees, type TreeEnsemble } from '../../models/index.js';
import { type BackgroundWalk, compileBackgroundWalk, evaluateBackgroundWalk, walkBytes } from './background-walk.js';
import { type Block, patternScratch } from './block.js';
import { type Demand, tablePays } from './break-even.js';
import { compileLeafGames, evaluateLeafGames, type LeafGames } from './leaf-games.js';
import { evaluateKernelQuadrature, type KernelQuadrature, kernelQuadrature } from './path-dependent-kernel.js';
import { MAX_UNIT_BITS, planTree, type TreePlan, unitBits } from './plan.js';
import { evaluateQuadrature, QuadratureWalk } from './quadrature.js';
import { type CompiledTree, compileTree, countPatterns, evaluateTree, type Layout, tableBytes } from './unit-tables.js';

export interface CompileOptions {
  /** The player of every column of the ensemble. */
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  /** null: the path-dependent game. */
  readonly background: readonly Block[] | null;
  readonly maxTableBytes: number;
  /** Rows that will be explained in all: below the break-even of a tree its table is never made. */
  readonly expectedRows: number;
}

/** How one tree is evaluated. Tables where they fit; deep trees by quadrature or by background patterns. */
type TreeEvaluator =
  | { readonly kind: 'tables'; readonly tree: CompiledTree }
  | { readonly kind: 'kernel-quadrature'; readonly walk: KernelQuadrature }
  | { readonly kind: 'quadrature'; readonly tree: number; readonly walk: QuadratureWalk }
  | { readonly kind: 'background-walk'; readonly walk: BackgroundWalk }
  | { readonly kind: 'leaf-games'; readonly games: LeafGames };

/** A tree about which every batch decides anew: a table that is made and dropped, or a walk. */
interface Late {
  readonly plan: TreePlan | null;
  readonly tree: number;
}

/** Trees that are evaluated together in one pass over the rows. */
export interface Pass {
  readonly evaluators: readonly TreeEvaluator[];
  readonly layout: Layout;
}

export interface CompiledTrees {
  readonly tableBytes: number;
  /** Levels of pattern scratch that a walk needs. */
  readonly levels: number;
  /** The passes over a batch of so many rows: what is kept and what keeps nothing, then one pass for each tree of which something is made and dropped. */
  passes(rows: number): Iterable<Pass>;
}

/**
 * Compiles every tree. A tree whose patterns exceed `MAX_UNIT_BITS` never gets a table; one whose table does not fit into what
 * is left of the memory is compiled, used and discarded per batch when the batch is large enough to pay for it, and goes the way of deep
 * trees otherwise; so does every tree of a model that is asked about fewer rows than its table costs. What deep trees keep of the background
 * counts as memory too, and is made and dropped per batch beyond it.
 */
export function compileTrees(ensemble: TreeEnsemble, options: CompileOptions): CompiledTrees {
  const { layout, playerOf } = options;
  const memory = { used: 0, most: options.maxTableBytes };
  const scratch = patternScratch(MAX_UNIT_BITS, options.background?.[0]?.stride ?? 0);
  const backgroundRows = options.background?.reduce((sum, block) => sum + block.count, 0) ?? 0;
  const demand = (tree: number, rows: number): Demand => ({ ensemble, tree, layout, backgroundRows, rows });
  const compileDeep = deepTrees(ensemble, options);
  const entries = wantedTrees(ensemble, layout).map((tree): TreeEvaluator | Late => {
    if (!tablePays(demand(tree, options.expectedRows)) || unitBits(ensemble, tree) > MAX_UNIT_BITS) {
      return reserve(memory, deepBytes(ensemble, tree, options)) ? compileDeep(tree) : { plan: null, tree };
    }
    const plan = planTree(ensemble, tree, playerOf);
    if (!reserve(memory, tableBytes(ensemble, plan, layout))) return { plan, tree };
    return { kind: 'tables', tree: makeTables(ensemble, plan, options, scratch) };
  });
  const known = new Map<number, TreeEvaluator>();
  const deepOf = (tree: number): TreeEvaluator => {
    const kept = known.get(tree);
    if (kept !== undefined) return kept;
    const made = compileDeep(tree);
    if (reserve(memory, deepBytes(ensemble, tree, options))) known.set(tree, made);
    return made;
  };
  const kept = together(
    entries.filter((entry): entry is TreeEvaluator => 'kind' in entry),
    ensemble,
    options,
  );
  const late = entries.filter((entry): entry is Late => !('kind' in entry));
  // What keeps nothing of a tree walks all of them at once.
  const keepsNothing = options.background === null && !layout.interactions;
  function* passes(rows: number): Iterable<Pass> {
    const byTable = new Set(late.filter(({ plan, tree }) => plan !== null && tablePays(demand(tree, rows))));
    const walked = keepsNothing ? late.filter((entry) => !byTable.has(entry)).map(({ tree }) => compileDeep(tree)) : [];
    yield { evaluators: [...kept, ...together(walked, ensemble, options)], layout };
    for (const entry of late) {
      const { plan, tree } = entry;
      if (plan !== null && byTable.has(entry))
        yield { evaluators: [{ kind: 'tables', tree: makeTables(ensemble, plan, options, scratch) }], layout };
      else if (!keepsNothing) yield { evaluators: [deepOf(tree)], layout };
    }
  }
  return { tableBytes: memory.used, levels: MAX_UNIT_BITS, passes };
}

/** Trees without tables whose walks keep nothing are walked together, by the kernel where there is one. */
function together(
  evaluators: readonly TreeEvaluator[],
  ensemble: TreeEnsemble,
  { playerOf, layout }: CompileOptions,
): readonly TreeEvaluator[] {
  const trees = evaluators.flatMap((evaluator) => (evaluator.kind === 'quadrature' ? [evaluator.tree] : []));
  const walk = trees.length === 0 ? null : kernelQuadrature(ensemble, playerOf, layout, trees);
  if (walk === null) return evaluators;
  return [...evaluators.filter(({ kind }) => kind !== 'quadrature'), { kind: 'kernel-quadrature', walk }];
}

/** Takes bytes from what is left of the memory; false when they do not fit. */
function reserve(memory: { used: number; readonly most: number }, bytes: number): boolean {
  if (memory.used + bytes > memory.most) return false;
  memory.used += bytes;
  return true;
}

/** Arrays of more bytes than this cannot be relied on. */
const MAX_TREE_BYTES: number = 2 ** 31;

/** What a deep tree keeps of the background, bytes. Throws INVALID_ARGUMENT when one tree alone wants more than 2 GiB. */
function deepBytes(ensemble: TreeEnsemble, tree: number, { background }: CompileOptions): number {
  if (background === null) return 0;
  const bytes = walkBytes(ensemble, tree, background);
  if (bytes <= MAX_TREE_BYTES) return bytes;
  const rows = background.reduce((sum, block) => sum + block.count, 0);
  throw new TribuneError('INVALID_ARGUMENT', `tree ${tree} against ${rows} background rows wants ${bytes} bytes`, {
    remedy: 'Give fewer background rows: some thousands describe a population.',
  });
}

const wantedTrees = (ensemble: TreeEnsemble, layout: Layout): number[] =>
  Array.from({ length: numTrees(ensemble) }, (_, t) => t).filter((t) => {
    const output = ensemble.treeOutput[t]!;
    return output === ALL_OUTPUTS || layout.outputs.includes(output);
  });

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

/** How trees without tables are evaluated: path-dependent walks share one room, which is made when the first is asked for. */
function deepTrees(ensemble: TreeEnsemble, options: CompileOptions): (tree: number) => TreeEvaluator {
  const { layout, background, playerOf } = options;
  if (background !== null) {
    return (tree) => ({
      kind: 'background-walk',
      walk: compileBackgroundWalk(ensemble, tree, playerOf, { layout, background }),
    });
  }
  if (layout.interactions) {
    return (tree) => ({ kind: 'leaf-games', games: compileLeafGames(ensemble, tree, playerOf, layout) });
  }
  let walk: QuadratureWalk | null = null;
  return (tree) => {
    walk ??= new QuadratureWalk(ensemble, playerOf, layout);
    return { kind: 'quadrature', tree, walk };
  };
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
      case 'kernel-quadrature':
        evaluateKernelQuadrature(evaluator.walk, rows.block, sums);
        break;
      case 'quadrature':
        evaluateQuadrature(evaluator.walk, evaluator.tree, rows.block, sums);
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
