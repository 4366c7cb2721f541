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
  background: 15800448,
  missing: 19994752,
  bits: 20060288,
  beta: 36837504,
  betaSize: 37369984,
  rows: 37370048,
  lost: 37370112,
  levels: 37370176,
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

/** Bytes of one rule of quadrature, and of one tree in the list. */
export const RULE_BYTES = 384;
export const TREE_BYTES = 16;
