// Made by scripts/make-kernel.mjs; the kernel is written in scripts/kernel.
/** Where things start in the kernel's memory, in bytes. */
export const AT = {
  rules: 64,
  trees: 6208,
  feature: 268352,
  right: 1316928,
  valueStart: 2365504,
  threshold: 3414080,
  decision: 5511232,
  cover: 5773376,
  share: 7870528,
  reach: 9967680,
  values: 12064832,
  setStart: 14161984,
  setWords: 14227584,
  playerOf: 15276160,
  row: 15341696,
  state: 15472768,
  known: 15538304,
  sums: 15669376,
  lost: 15800448,
  levels: 15800512,
  background: 15932608,
  missing: 20126912,
  bits: 20192448,
  beta: 36969664,
  betaSize: 37502144,
  rows: 37502208,
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
  single: 244,
  background: 573,
} as const;

/** Bytes of one rule of quadrature, and of one tree in the list. */
export const RULE_BYTES = 384;
export const TREE_BYTES = 16;
