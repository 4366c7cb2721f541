// A zoo of scikit-learn pipelines (by skl2onnx), XGBoost and LightGBM: each file is read as its library scores it, or refused by name.
//   node bench/explain/zoo.mjs [DIR]     (DIR: files of an earlier run; PYTHON with bench/peers/requirements-explain.txt, TRIBUNE_DIST)
// Prints the support matrix; exit 1 where a file gives other scores, is refused without the name of what is in the way, or is refused now.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = process.env.TRIBUNE_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));
const { matrixFromRows, readModel } = await import(pathToFileURL(join(dist, 'core/models/index.js')).href);

/** Relative to the larger of 1 and the score: the arithmetic of an exported graph is that of 32-bit numbers. */
const WITHIN = 1e-5;
/** Refused with the name of the node or field: several predictors, kernels, powers. Everything else is read. */
const REFUSED = [
  /^(ada|bagging|bagging-logistic|voting-(soft|hard)|stacking|calibrated-(sigmoid|isotonic)|one-(rest|one))(-3)?\.onnx$/,
  /^real-(ada|bagging|voting|stacking|svr)\.onnx$/,
  /^(svc|naive-bayes|neighbours)(-3)?\.onnx$/,
  /^(polynomial|quantile)-/,
  /^(calibrated-one|sgd-log|sgd-huber)-3\.onnx$|^sgd-huber\.onnx$|^isolation\.onnx$/,
  /-linear_tree-/,
];
/** What a refusal says: which part, in words that let its reader find it. */
const BY_NAME = /which is not read natively|is not supported|not supported|which are not|linear leaves/;

const nested = (rows) => rows.flat();

/** Cells as the model reads them: a category by its place, a gap as a missing value. */
function readRows(path, model) {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = head.split(',');
  return matrixFromRows(
    lines.map((line) => {
      const cells = line.split(',');
      return model.features.map((feature, j) => {
        const at = names.indexOf(feature.name);
        const cell = cells[at < 0 ? j : at];
        if (feature.categories !== undefined) return feature.categories.indexOf(cell);
        return cell === '' ? null : Number(cell);
      });
    }),
  );
}

/** Largest difference; of two columns (both classes) one score is held against the second. */
function distance(scores, expected, outputs) {
  const width = expected[0].length;
  const same = width === outputs ? expected : expected.map((row) => row.slice(width - outputs));
  return nested(same).reduce(
    (top, value, i) => Math.max(top, Math.abs(scores[i] - value) / Math.max(1, Math.abs(value))),
    0,
  );
}

/** null where it holds, else what is wrong. */
function compare(model, rows, expected) {
  const published = model.predictLinked(rows);
  const raw = model.predictRaw(rows);
  const pairs = [
    ['onnxruntime', published, expected.runtime],
    ['the library', published, expected.published],
    ['the margin', raw, expected.raw],
  ].filter(([, , numbers]) => numbers != null);
  const far = pairs.map(([name, scores, numbers]) => [name, distance(scores, numbers, model.numOutputs)]);
  // An export may differ from the library that made it (thresholds in 32-bit numbers): the file is what is published.
  const told = expected.runtime == null ? far : far.filter(([name]) => name === 'onnxruntime');
  const wrong = told.filter(([, by]) => !(by <= WITHIN));
  return { wrong, far };
}

function examine(dir, file) {
  const stem = join(dir, file.replace(/\.\w+$/, ''));
  const mayRefuse = REFUSED.some((pattern) => pattern.test(file));
  let model;
  try {
    model = readModel(readFileSync(join(dir, file)), { name: file });
  } catch (error) {
    const named = error.code === 'MODEL_INVALID' && BY_NAME.test(error.message);
    const state = !named ? 'NOT BY NAME' : mayRefuse ? 'refused' : 'REFUSED NOW';
    return { state, text: error.message.slice(file.length + 2) };
  }
  const expected = JSON.parse(readFileSync(`${stem}.expected.json`, 'utf8'));
  const { wrong, far } = compare(model, readRows(`${stem}.csv`, model), expected);
  const text = `${model.kind}, ${model.link}, ${far.map(([name, by]) => `${name} ${by.toExponential(1)}`).join(', ')}`;
  return { state: wrong.length > 0 ? 'WRONG' : 'read', text };
}

function makeZoo() {
  const python = process.env.PYTHON ?? 'python3';
  const needs = 'import lightgbm, numpy, onnxruntime, pandas, skl2onnx, sklearn, xgboost';
  if (spawnSync(python, ['-c', needs]).status !== 0) return null;
  const dir = mkdtempSync(join(tmpdir(), 'tribune-zoo-'));
  const script = fileURLToPath(new URL('../peers/zoo.py', import.meta.url));
  const made = spawnSync(python, [script, dir], { stdio: ['ignore', 'inherit', 'ignore'] });
  if (made.status === 0) return dir;
  rmSync(dir, { recursive: true });
  throw new Error('zoo.py did not end well');
}

const given = process.argv[2];
const dir = given ?? makeZoo();
if (dir === null) {
  console.log('skipped: no Python with bench/peers/requirements-explain.txt (PYTHON names one)');
} else {
  const counts = {};
  const files = readdirSync(dir).filter((name) => /\.(onnx|ubj|txt)$|(?<!expected)\.json$/.test(name));
  for (const file of files) {
    const { state, text } = examine(dir, file);
    counts[state] = (counts[state] ?? 0) + 1;
    console.log(file.padEnd(48), state.padEnd(12), text);
  }
  console.log(counts);
  if (given === undefined) rmSync(dir, { recursive: true });
  const fine = (counts.read ?? 0) + (counts.refused ?? 0);
  process.exitCode = fine === files.length && fine > 0 ? 0 : 1;
}
