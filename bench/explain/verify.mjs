// Every model file in DIR (made by make-models.py) against the library's own predictions and contributions.
//   python bench/explain/make-models.py DIR && node bench/explain/verify.mjs DIR
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [dir, dist = resolve(import.meta.dirname, '../../dist')] = process.argv.slice(2);
const { compileTreeExplainer } = await import(join(dist, 'core/explain/index.js'));
const { matrixFromRows, readModel } = await import(join(dist, 'core/models/index.js'));

/** Largest difference relative to max(1, |expected|). */
const distance = (actual, expected) => {
  const list = expected.flat(Number.POSITIVE_INFINITY);
  if (list.length !== actual.length) return `LENGTH ${actual.length} for ${list.length}`;
  return list
    .reduce((top, value, i) => Math.max(top, Math.abs(actual[i] - value) / Math.max(1, Math.abs(value))), 0)
    .toExponential(1);
};

/** The libraries write one row per output with the base value last. */
function contributions(model, rows, explainer) {
  const { values, baseValue } = explainer.explain(rows);
  const width = model.featureNames.length;
  const outputs = model.numOutputs;
  const flat = [];
  for (let r = 0; r < rows.rows; r++) {
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < width; j++) flat.push(values[(r * width + j) * outputs + k]);
      flat.push(baseValue[k]);
    }
  }
  return flat;
}

for (const name of readdirSync(dir).filter(
  (file) => !file.endsWith('.ref.json') && /\.(json|ubj|txt|onnx)$/.test(file),
)) {
  const referencePath = join(dir, name.replace(/\.\w+$/, '.ref.json'));
  if (!existsSync(referencePath)) continue;
  try {
    const reference = JSON.parse(readFileSync(referencePath, 'utf8'));
    const model = readModel(readFileSync(join(dir, name)), { name });
    const encode = (value, j) =>
      typeof value === 'string' ? (model.features[j].categories?.indexOf(value) ?? Number.NaN) : value;
    const rows = matrixFromRows(reference.X.map((row) => row.map(encode)));
    const report = [`raw ${distance(model.predictRaw(rows), reference.raw)}`];
    if (reference.linked) report.push(`linked ${distance(model.predictLinked(rows), reference.linked)}`);
    if (reference.contrib && model.ensemble) {
      report.push(
        `contributions ${distance(contributions(model, rows, compileTreeExplainer(model, { method: 'path-dependent' })), reference.contrib)}`,
      );
    }
    console.log(name.padEnd(26), model.kind.padEnd(14), report.join('  '));
  } catch (error) {
    console.log(name.padEnd(26), 'ERROR', error.message);
  }
}
