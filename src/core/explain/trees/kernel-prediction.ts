import { checkRows, fillColumns, type Matrix, type TreeModel } from '../../models/index.js';
import { openKernel } from './kernel/kernel.js';
import { AT } from './kernel/layout.js';
import { loadSegment, segmentsOf, treesOf } from './kernel/segments.js';

/** Most rows that are predicted by the kernel: beyond, the engine has compiled the model's own loops, which pass all rows tree by tree. */
const FEW_ROWS = 4;

/**
 * Raw predictions of a few rows by the kernel, with the bits of `predictRaw`, whose loops run ten times slower before the engine compiles them.
 * Null for other numbers of rows, for models with several outputs, and where the kernel does not hold the model whole.
 */
export function kernelPrediction(model: TreeModel, rows: Matrix): Float64Array | null {
  const { ensemble } = model;
  if (rows.rows > FEW_ROWS || ensemble.numOutputs > 1) return null;
  const segments = segmentsOf(ensemble);
  const kernel = segments?.length === 1 ? openKernel() : null;
  if (segments === null || kernel === null) return null;
  checkRows(model, rows, ensemble.float32 && model.columns === null);
  loadSegment(kernel, ensemble, segments[0]!);
  const count = rows.rows;
  const columns = new Float64Array(ensemble.numFeatures * count);
  fillColumns(model, rows, { from: 0, count, stride: count }, columns);
  const { float64 } = kernel;
  const out = new Float64Array(count);
  for (let r = 0; r < count; r++) {
    for (let c = 0; c < ensemble.numFeatures; c++) float64[AT.row / 8 + c] = columns[c * count + r]!;
    out[r] = kernel.predict(treesOf(segments[0]!), ensemble.baseOffset[0]!);
  }
  return out;
}
