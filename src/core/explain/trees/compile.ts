import { TribuneError } from '../../base/errors.js';
import { ALL_OUTPUTS, type TreeEnsemble } from '../../models/index.js';
import { walkBytes } from './background-walk.js';
import { type Block, patternScratch } from './block.js';
import { type Demand, tablePays, tablesMayPay } from './break-even.js';
import { MAX_UNIT_BITS, planTree, type TreePlan, unitBits } from './plan.js';
import { type CompiledTree, compileTree, countPatterns, evaluateTree, type Layout, tableBytes } from './unit-tables.js';
import { compileWalks, evaluateWalk, type Walk, type WalkOptions } from './walks.js';

export interface CompileOptions extends WalkOptions {
  readonly maxTableBytes: number;
  /** Number of rows that will be explained in all; below the break-even of a tree its table is never made. */
  readonly expectedRows: number;
}

/**
 * How a tree is evaluated: by a table that is kept, by a walk, or as every batch decides anew: by a table that is made and dropped, or a
 * walk.
 */
type Entry =
  | { readonly kind: 'tables'; readonly tree: CompiledTree }
  | { readonly kind: 'walk'; readonly tree: number }
  | { readonly kind: 'late'; readonly plan: TreePlan | null; readonly tree: number };

/** Trees that are evaluated together in one pass over the rows. */
export interface Pass {
  readonly tables: readonly CompiledTree[];
  readonly walks: readonly Walk[];
  readonly layout: Layout;
}

export interface CompiledTrees {
  readonly tableBytes: number;
  /** Number of levels of pattern scratch that a walk needs. */
  readonly levels: number;
  /**
   * The passes over a batch of this many rows: first tables that are kept and walks that store nothing, then one pass for each tree whose
   * data are made and dropped.
   */
  passes(rows: number): Iterable<Pass>;
}

/**
 * Compiles every tree. A tree whose patterns exceed `MAX_UNIT_BITS` never gets a table; one whose table does not fit into the remaining
 * memory is compiled, used and discarded per batch when the batch is large enough to pay for it, and is walked like a deep tree otherwise;
 * so is every tree when too few rows are expected to pay for its table. The background data of deep trees count as memory too, and are made
 * and dropped per batch when they do not fit.
 */
export function compileTrees(ensemble: TreeEnsemble, options: CompileOptions): CompiledTrees {
  const { layout, playerOf } = options;
  const memory = { used: 0, most: options.maxTableBytes };
  const scratch = patternScratch(MAX_UNIT_BITS, options.background?.[0]?.stride ?? 0);
  const backgroundRows = options.background?.reduce((sum, block) => sum + block.count, 0) ?? 0;
  const demand = (tree: number, rows: number): Demand => ({ ensemble, tree, layout, backgroundRows, rows });
  const mayPay = tablesMayPay({ layout, backgroundRows, rows: options.expectedRows });
  const trees = wantedTrees(ensemble, layout);
  // The first row of a large model would wait for one look at each of its trees.
  if (!mayPay && options.background === null) {
    const walks = compileWalks(ensemble, options, trees);
    return { tableBytes: 0, levels: MAX_UNIT_BITS, passes: () => [{ tables: [], walks, layout }] };
  }
  const entries = trees.map((tree): Entry => {
    if (!mayPay || !tablePays(demand(tree, options.expectedRows)) || unitBits(ensemble, tree) > MAX_UNIT_BITS) {
      const fits = reserve(memory, deepBytes(ensemble, tree, options));
      return fits ? { kind: 'walk', tree } : { kind: 'late', plan: null, tree };
    }
    const plan = planTree(ensemble, tree, playerOf);
    if (!reserve(memory, tableBytes(ensemble, plan, layout))) return { kind: 'late', plan, tree };
    return { kind: 'tables', tree: makeTables(ensemble, plan, options, scratch) };
  });
  const walksOf = (trees: readonly number[]): readonly Walk[] => compileWalks(ensemble, options, trees);
  const tables = entries.flatMap((entry) => (entry.kind === 'tables' ? [entry.tree] : []));
  const walks = walksOf(entries.flatMap((entry) => (entry.kind === 'walk' ? [entry.tree] : [])));
  const late = entries.filter((entry) => entry.kind === 'late');
  const known = new Map<number, readonly Walk[]>();
  const lateWalks = (tree: number): readonly Walk[] => {
    const kept = known.get(tree);
    if (kept !== undefined) return kept;
    const made = walksOf([tree]);
    if (reserve(memory, deepBytes(ensemble, tree, options))) known.set(tree, made);
    return made;
  };
  // Walks that store nothing of a tree take all trees at once.
  const keepsNothing = options.background === null && !layout.interactions;
  function* passes(rows: number): Iterable<Pass> {
    const byTable = new Set(late.filter(({ plan, tree }) => plan !== null && tablePays(demand(tree, rows))));
    const walked = keepsNothing ? late.filter((entry) => !byTable.has(entry)).map(({ tree }) => tree) : [];
    yield { tables, walks: [...walks, ...walksOf(walked)], layout };
    for (const entry of late) {
      const { plan, tree } = entry;
      if (plan !== null && byTable.has(entry))
        yield { tables: [makeTables(ensemble, plan, options, scratch)], walks: [], layout };
      else if (!keepsNothing) yield { tables: [], walks: lateWalks(tree), layout };
    }
  }
  return { tableBytes: memory.used, levels: MAX_UNIT_BITS, passes };
}

/** Takes bytes from the remaining memory; false when they do not fit. */
function reserve(memory: { used: number; readonly most: number }, bytes: number): boolean {
  if (memory.used + bytes > memory.most) return false;
  memory.used += bytes;
  return true;
}

/** Largest array in bytes; larger ones cannot be relied on. */
const MAX_TREE_BYTES: number = 2 ** 31;

/** Bytes that a deep tree stores of the background. Throws INVALID_ARGUMENT when one tree alone needs more than 2 GiB. */
function deepBytes(ensemble: TreeEnsemble, tree: number, { background }: CompileOptions): number {
  if (background === null) return 0;
  const bytes = walkBytes(ensemble, tree, background);
  if (bytes <= MAX_TREE_BYTES) return bytes;
  const rows = background.reduce((sum, block) => sum + block.count, 0);
  throw new TribuneError('INVALID_ARGUMENT', `tree ${tree} against ${rows} background rows wants ${bytes} bytes`, {
    remedy: 'Give fewer background rows: some thousands describe a population.',
  });
}

function wantedTrees({ treeOutput }: TreeEnsemble, { outputs }: Layout): number[] {
  const trees: number[] = [];
  for (let t = 0; t < treeOutput.length; t++) {
    const output = treeOutput[t]!;
    if (output === ALL_OUTPUTS || outputs.includes(output)) trees.push(t);
  }
  return trees;
}

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

/** Adds the values of all trees for the rows of one block to `sums`. */
export function evaluateTrees(
  ensemble: TreeEnsemble,
  pass: Pass,
  rows: { block: Block; scratch: Uint16Array },
  sums: Float64Array,
): void {
  for (const tree of pass.tables) evaluateTree(ensemble, tree, rows, sums);
  for (const walk of pass.walks) evaluateWalk(ensemble, walk, { block: rows.block, layout: pass.layout }, sums);
}
