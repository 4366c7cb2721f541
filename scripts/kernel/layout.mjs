/**
 * Where things stand in the memory of the kernel, in bytes. All places are constants: the address of a node's number is then one shift, and
 * what is never touched costs no memory.
 */
export const MOST = {
  nodes: 2 ** 18,
  values: 2 ** 18,
  sets: 2 ** 14,
  setWords: 2 ** 18,
  features: 2 ** 14,
  trees: 2 ** 14,
  depth: 256,
  quadrature: 16,
  /** Words of 32 background rows, over the nodes of the trees that are walked together. */
  bits: 2 ** 22,
  beta: 2 ** 16 + 2 ** 10,
};

export const INT = 4;
export const DOUBLE = 8;
/** Doubles of one number per node of quadrature. */
export const SLOT = MOST.quadrature * DOUBLE;
/** A rule of quadrature: t, 1 - t and the weights. */
export const RULE = { t: 0, rest: SLOT, weights: 2 * SLOT, bytes: 3 * SLOT };
/** Of a tree in the list: its root, where the value is in its leaves, the most distinct players on a path, and the nodes of quadrature. */
export const TREE = { root: 0, offset: INT, width: 2 * INT, quadrature: 3 * INT, bytes: 4 * INT };
/** Of a level of the path: what goes to the left child and comes back, the same of the right, and c of the edge and of the edge before. */
export const LEVEL = { left: 0, right: SLOT, kept: 2 * SLOT, before: 3 * SLOT, bytes: 4 * SLOT };

const sizes = {
  rules: MOST.quadrature * RULE.bytes,
  trees: MOST.trees * TREE.bytes,
  /** Of every tree of the segment its first node, and one more that ends the last; the mean of its leaves. */
  treeStart: (MOST.trees + 1) * INT,
  means: MOST.trees * DOUBLE,
  feature: MOST.nodes * INT,
  right: MOST.nodes * INT,
  valueStart: MOST.nodes * INT,
  threshold: MOST.nodes * DOUBLE,
  decision: MOST.nodes,
  cover: MOST.nodes * DOUBLE,
  /** Of its parent's cover. */
  share: MOST.nodes * DOUBLE,
  reach: MOST.nodes * DOUBLE,
  values: MOST.values * DOUBLE,
  setStart: (MOST.sets + 1) * INT,
  setWords: MOST.setWords * INT,
  playerOf: MOST.features * INT,
  row: MOST.features * DOUBLE,
  /** Per player: is it tested on the path, and does the row satisfy all of that; the product of its shares; its value. */
  state: MOST.features * INT,
  known: MOST.features * DOUBLE,
  sums: MOST.features * DOUBLE,
  /** The second result of a visit. */
  lost: DOUBLE,
  levels: (MOST.depth + 2) * LEVEL.bytes,
  /** Columns of 32 background rows, which of them are missing, and the bits found. */
  background: MOST.features * 32 * DOUBLE,
  missing: MOST.features * INT,
  bits: MOST.bits * INT,
  beta: MOST.beta * DOUBLE,
  betaSize: INT,
  /** Background rows in all, as a double. */
  rows: DOUBLE,
};

const LINE = 64;
const PAGE = 65536;
export const AT = {};
let end = LINE;
for (const [name, size] of Object.entries(sizes)) {
  AT[name] = end;
  end += Math.ceil(size / LINE) * LINE;
}
/** Pages of the kernel's memory, first without what only a background needs, which stands last, and then with it. */
export const PAGES = { single: Math.ceil(AT.background / PAGE), background: Math.ceil(end / PAGE) };
