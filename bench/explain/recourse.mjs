// Recourse with proof on the German-credit reference models: milliseconds per row, median, and a larger synthetic ensemble for scale.
// Needs the shared reference files. Build first (npm run build).
//   node bench/explain/recourse.mjs [--shared ../shared] [--repeats 20]
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const { values: flags } = parseArgs({
  options: {
    dist: { type: 'string', default: join(root, 'dist') },
    shared: { type: 'string', default: resolve(root, '../shared') },
    repeats: { type: 'string', default: '20' },
  },
});
const { findRecourse, readConstraints } = await import(join(flags.dist, 'core/explain/index.js'));
const { matrixFromRows, readModel } = await import(join(flags.dist, 'core/models/index.js'));
const { createGenerator } = await import(join(flags.dist, 'core/stats/index.js'));

const quantile = (values, p) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))];
const parse = (object) => readModel(new TextEncoder().encode(JSON.stringify(object)));

/** Answers every row alone, so that a time is the time of one person. */
function timeRows(name, model, rows, constraints, decision, repeats) {
  const times = [];
  const proofs = new Map();
  let boxes = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    rows.forEach((_, row) => {
      const table = { columns: model.features, rows: matrixFromRows(rows) };
      const start = process.hrtime.bigint();
      const answer = findRecourse(model, table, constraints, { ...decision, rows: [row] }).rows[0];
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
      if (repeat > 0) return;
      boxes += answer.boxes;
      const key = answer.accepted ? 'accepted' : answer.proof;
      proofs.set(key, (proofs.get(key) ?? 0) + 1);
    });
  }
  const found = [...proofs].map(([proof, n]) => `${n} ${proof}`).join(', ');
  const [half, tail] = [quantile(times, 0.5), quantile(times, 0.95)].map((t) => t.toFixed(2));
  console.log(
    `${name}: median ${half} ms, p95 ${tail} ms per row; ${found}; ${Math.round(boxes / rows.length)} boxes per row`,
  );
}

for (const file of ['recourse-german-credit', 'recourse-german-credit-strict']) {
  const reference = JSON.parse(readFileSync(join(flags.shared, 'reference/explain', `${file}.json`), 'utf8'));
  const names = reference.model.featureNames;
  const constraints = readConstraints({
    tribune: 'recourse/v1',
    costs: Object.fromEntries(names.map((name, j) => [name, reference.scale[j]])),
    features: Object.fromEntries(reference.rules.map(({ feature, ...rule }) => [feature, rule])),
  });
  const rows = reference.rows.map((row) => row.x);
  const decision = { cutoff: reference.acceptAtOrAbove, cutoffScale: 'raw' };
  timeRows(file, parse(reference), rows, constraints, decision, Number(flags.repeats));
}

/** Trees of depth 3 whose thresholds lie on quarters of 0..20; a seeded stand-in for a middle-sized production model. */
function syntheticModel(trees, features) {
  const random = createGenerator('bench');
  const names = Array.from({ length: features }, (_, j) => `x${j}`);
  const tree = () => ({
    childrenLeft: [1, 3, 5, 7, 9, 11, 13, ...Array(8).fill(-1)],
    childrenRight: [2, 4, 6, 8, 10, 12, 14, ...Array(8).fill(-1)],
    feature: [...Array.from({ length: 7 }, () => random.nextInteger(features)), ...Array(8).fill(-2)],
    threshold: [...Array.from({ length: 7 }, () => random.nextInteger(80) / 4), ...Array(8).fill(-2)],
    value: Array.from({ length: 15 }, () => [random.nextNormal() / Math.sqrt(trees)]),
  });
  return parse({
    kind: 'tree-ensemble',
    numOutputs: 1,
    baseOffset: [0],
    featureNames: names,
    trees: Array.from({ length: trees }, tree),
  });
}

for (const [trees, mutable] of [
  [50, 5],
  [100, 6],
  [200, 8],
]) {
  const model = syntheticModel(trees, 12);
  const random = createGenerator('rows');
  const rows = Array.from({ length: 12 }, () => model.featureNames.map(() => random.nextInteger(21)));
  const rule = { mutable: true, min: 0, max: 20, integer: true };
  const features = Object.fromEntries(model.featureNames.slice(0, mutable).map((name) => [name, rule]));
  const constraints = readConstraints({ tribune: 'recourse/v1', features, maxChanges: 3 });
  timeRows(
    `${trees} trees of depth 3, ${mutable} of 12 features mutable, 3 changes at most`,
    model,
    rows,
    constraints,
    { cutoff: 0.8 },
    1,
  );
}
