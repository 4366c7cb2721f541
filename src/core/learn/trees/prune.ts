import type { CartNode } from './grow-cart.js';

/** A subtree as it is pruned: the impurity of all its leaves together, their number, and the branch in it that gains least for each leaf; null where it is a leaf. */
interface Branch {
  readonly leaves: number;
  readonly kept: number;
  readonly weakest: Weakest | null;
}

interface Weakest {
  readonly place: number;
  readonly gain: number;
}

/**
 * Takes away the branch that gains least for each of its leaves, again and again, while that is no more than alpha (Breiman and others 1984, minimal cost-complexity
 * pruning); of equal ones the first. Impurity is counted as a share of the whole weight, as scikit-learn's `ccp_alpha`. Each step looks at what is above the branch
 * alone, since nothing else changes by it.
 *
 * @param path told the gain for each leaf of every branch that is taken away
 */
export function pruneTree(
  nodes: readonly CartNode[],
  alpha: number,
  path: (gain: number) => void = () => {},
): CartNode[] {
  const pruned = [...nodes];
  const parents = new Int32Array(nodes.length).fill(-1);
  nodes.forEach(({ children }, place) => {
    for (const child of children ?? []) parents[child] = place;
  });
  const branches: Branch[] = [];
  // Children stand behind their parents, so from the end every branch knows its children.
  for (let place = nodes.length - 1; place >= 0; place--) branches[place] = branchAt(place, pruned, branches);
  for (;;) {
    const { weakest } = branches[0]!;
    if (weakest === null || weakest.gain > alpha) break;
    path(weakest.gain);
    pruned[weakest.place] = { ...pruned[weakest.place]!, split: null, children: null };
    for (let place = weakest.place; place >= 0; place = parents[place]!)
      branches[place] = branchAt(place, pruned, branches);
  }
  return reached(pruned);
}

function branchAt(place: number, nodes: readonly CartNode[], branches: readonly Branch[]): Branch {
  const { weight, impurity, children } = nodes[place]!;
  const own = (weight * impurity) / nodes[0]!.weight;
  if (children === null) return { leaves: 1, kept: own, weakest: null };
  const [left, right] = [branches[children[0]]!, branches[children[1]]!];
  const [leaves, kept] = [left.leaves + right.leaves, left.kept + right.kept];
  let weakest = { place, gain: (own - kept) / (leaves - 1) };
  for (const below of [left.weakest, right.weakest]) if (below !== null && below.gain < weakest.gain) weakest = below;
  return { leaves, kept, weakest };
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
