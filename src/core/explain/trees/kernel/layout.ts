// Made by scripts/make-kernel.mjs; the kernel is written in scripts/kernel.
/** Where things start in the kernel's memory, in bytes. */
export const AT = {
  rules: 64,
  trees: 6208,
  treeStart: 268352,
  means: 333952,
  feature: 465024,
  right: 1513600,
  valueStart: 2562176,
  threshold: 3610752,
  decision: 5707904,
  cover: 5970048,
  share: 8067200,
  reach: 10164352,
  values: 12261504,
  setStart: 14358656,
  setWords: 14424256,
  playerOf: 15472832,
  row: 15538368,
  state: 15669440,
  known: 15734976,
  sums: 15866048,
  lost: 15997120,
  levels: 15997184,
  background: 16129280,
  missing: 20323584,
  bits: 20389120,
  beta: 37166336,
  betaSize: 37698816,
  rows: 37698880,
} as const;

/** How much of each fits. */
export const MOST = {
  nodes: 262144,
  values: 262144,
  sets: 16384,
  setWords: 262144,
  features: 16384,
  trees: 16384,
  depth: 256,
  quadrature: 16,
  bits: 4194304,
  beta: 66560,
} as const;

/** Pages of 64 KiB: those that the kernel starts with, and those that a walk against a background needs. */
export const PAGES = {
  single: 247,
  background: 576,
} as const;

/** Bytes of one rule of quadrature, and of one tree in the list. */
export const RULE_BYTES = 384;
export const TREE_BYTES = 16;
