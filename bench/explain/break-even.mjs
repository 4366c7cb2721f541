// From how many rows the table of a tree is faster than walking it: node bench/explain/break-even.mjs [dist]
// Complete trees of random tests over 30 columns; CPU time in one process. break-even.ts reckons with the nanoseconds behind.
import { join } from 'node:path';

const dist = process.argv[2] ?? join(import.meta.dirname, '../../dist');
const { compileTreeExplainer } = await import(join(dist, 'core/explain/index.js'));
const { readModel } = await import(join(dist, 'core/models/index.js'));

const FEATURES = 30;
const [MANY, FEW] = [200, 10];
const SIZES = [
  [4, 200],
  [6, 50],
  [8, 10],
  [10, 2],
];

let state = 1;
const random = () => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return state / 2 ** 32;
};

function tree(depth) {
  const inner = 2 ** depth - 1;
  const nodes = Array.from({ length: 2 ** (depth + 1) - 1 }, (_, i) => i);
  const cover = new Array(nodes.length).fill(1);
  for (let i = inner - 1; i >= 0; i--) cover[i] = cover[2 * i + 1] + cover[2 * i + 2];
  return {
    childrenLeft: nodes.map((i) => (i < inner ? 2 * i + 1 : -1)),
    childrenRight: nodes.map((i) => (i < inner ? 2 * i + 2 : -1)),
    feature: nodes.map((i) => (i < inner ? Math.floor(random() * FEATURES) : -2)),
    threshold: nodes.map(() => random() - 0.5),
    value: nodes.map(() => random()),
    cover,
  };
}

const matrix = (rows) => ({
  data: Float64Array.from({ length: rows * FEATURES }, () => random() - 0.5),
  rows,
  columns: FEATURES,
});
const modelOf = (depth, trees) =>
  readModel(
    new TextEncoder().encode(
      JSON.stringify({
        kind: 'tree-ensemble',
        numOutputs: 1,
        baseOffset: [0],
        featureNames: Array.from({ length: FEATURES }, (_, j) => `x${j}`),
        trees: Array.from({ length: trees }, () => tree(depth)),
      }),
    ),
  );

/** CPU milliseconds of the same work, the least of several runs after a first. */
function cpu(work, runs) {
  work();
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e3);
  }
  return least;
}

const GAMES = [
  ['path-dependent', {}],
  ['100 background rows', { background: matrix(100) }],
  ['1,000 background rows', { background: matrix(1000) }],
];
for (const [depth, trees] of SIZES) {
  const model = modelOf(depth, trees);
  for (const [name, given] of GAMES) {
    const options = { method: given.background === undefined ? 'path-dependent' : 'interventional', ...given };
    const [many, few] = [matrix(MANY), matrix(FEW)];
    const compile = cpu(() => compileTreeExplainer(model, options), 2);
    const tables = compileTreeExplainer(model, options);
    const byTable = cpu(() => tables.explain(many), 5) / MANY;
    const walks = compileTreeExplainer(model, { ...options, expectedRows: 1 });
    const byWalk = cpu(() => walks.explain(few), 8) / FEW;
    const firstRow = cpu(() => compileTreeExplainer(model, { ...options, expectedRows: 1 }).explain(matrix(1)), 5);
    const bits = depth + 1;
    const rows = compile / (byWalk - byTable);
    console.log(
      `${name.padEnd(21)} depth ${String(depth).padStart(2)}, ${String(trees).padStart(3)} trees: tables in ${compile.toFixed(0)} ms, then ${byTable.toFixed(3)} ms a row; ` +
        `walks ${byWalk.toFixed(3)} ms a row, one row ${firstRow.toFixed(1)} ms; break-even ${rows.toFixed(0)} rows, ${((rows * bits) / 2 ** (bits + 1)).toFixed(1)} x 2^(bits + 1) / bits`,
    );
  }
}
