import type { CartNode } from './grow-cart.js';

/** A subtree as it is pruned: the impurity of its root as a leaf, of all its leaves together, and their number. */
interface Branch {
  readonly own: number;
  readonly leaves: number;
  readonly kept: number;
}

/**
 * Takes away the branch that gains least for each of its leaves, again and again, while that is no more than alpha (Breiman and others 1984, minimal cost-complexity
 * pruning). Impurity is counted as a share of the whole weight, as scikit-learn's `ccp_alpha`.
 *
 * @param path told the gain for each leaf of every branch that is taken away
 */
export function pruneTree(
  nodes: readonly CartNode[],
  alpha: number,
  path: (gain: number) => void = () => {},
): CartNode[] {
  let pruned = [...nodes];
  const total = nodes[0]!.weight;
  for (;;) {
    const branches: Branch[] = [];
    let weakest = { place: -1, gain: Number.POSITIVE_INFINITY };
    // Children stand behind their parents, so from the end every branch knows its children.
    for (let place = pruned.length - 1; place >= 0; place--) {
      const { weight, impurity, children } = pruned[place]!;
      const own = (weight * impurity) / total;
      const below = children?.map((child) => branches[child]!);
      const leaves = below === undefined ? 1 : below[0]!.leaves + below[1]!.leaves;
      const kept = below === undefined ? own : below[0]!.kept + below[1]!.kept;
      branches[place] = { own, leaves, kept };
      if (children === null) continue;
      const gain = (own - kept) / (leaves - 1);
      if (gain <= weakest.gain) weakest = { place, gain };
    }
    if (weakest.place < 0 || weakest.gain > alpha) break;
    path(weakest.gain);
    pruned[weakest.place] = { ...pruned[weakest.place]!, split: null, children: null };
    pruned = reached(pruned);
  }
  return pruned;
}

/** The nodes that the root leads to, in pre-order. */
function reached(nodes: readonly CartNode[]): CartNode[] {
  const out: CartNode[] = [];
  const take = (place: number): number => {
    const node = nodes[place]!;
    const at = out.push(node) - 1;
    if (node.children !== null) out[at] = { ...node, children: [take(node.children[0]), take(node.children[1])] };
    return at;
  };
  take(0);
  return out;
}
