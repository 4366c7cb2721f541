import { TribuneError } from '../../../core/base/errors.js';
import { applyLink, type Matrix, type Model, sliceRows } from '../../../core/models/index.js';
import type { AnsweringModel } from '../ports/index.js';

/** Most scores that are remembered, by the bits of the row. A search for one row needs some ten thousand. */
const MAX_REMEMBERED = 2_000_000;

/** Thrown inside a computation when it needs scores that are not fetched yet; only `answerLater` catches it. */
class ScoresNeeded {
  readonly rows: Matrix;
  constructor(rows: Matrix) {
    this.rows = rows;
  }
}

/**
 * Runs a computation that was written for a model in memory with one that answers asynchronously. The computation must be deterministic:
 * when it needs scores that are not fetched yet, it is stopped, the scores are fetched, and it starts again. Fetched scores are remembered,
 * so it gets further each time. This is for work with few large requests (recourse, reasons, effects of one row); explanations fetch scores
 * directly.
 *
 * @example
 * const report = await answerLater(remote, (model) => findRecourse(model, table, constraints, options));
 */
export async function answerLater<T>(remote: AnsweringModel, compute: (model: Model) => T): Promise<T> {
  const known = new Map<string, Float64Array>();
  const width = remote.numOutputs;
  const predictRaw = (rows: Matrix): Float64Array => lookUp(known, rows, width);
  const model: Model = {
    ...remote.model,
    predictRaw,
    predictLinked: (rows) => applyLink(remote.model.link, predictRaw(rows), width, remote.model.curve),
  };
  for (;;) {
    try {
      return compute(model);
    } catch (cause) {
      if (!(cause instanceof ScoresNeeded)) throw cause;
      if (known.size > MAX_REMEMBERED) throw tooMany(remote.address);
      const scores = await remote.predictLater(cause.rows);
      for (let r = 0; r < cause.rows.rows; r++) {
        known.set(keyOf(cause.rows, r), scores.slice(r * width, (r + 1) * width));
      }
    }
  }
}

const tooMany = (address: string): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `${address}: more than ${MAX_REMEMBERED} different rows would be asked`, {
    remedy: 'Ask for one row, or for fewer samples.',
    reason: 'rows-too-many',
  });

const keyOf = (rows: Matrix, r: number): string =>
  rows.data.subarray(r * rows.columns, (r + 1) * rows.columns).join(',');

function lookUp(known: ReadonlyMap<string, Float64Array>, rows: Matrix, width: number): Float64Array {
  const out = new Float64Array(rows.rows * width);
  const missing = new Map<string, number>();
  for (let r = 0; r < rows.rows; r++) {
    const key = keyOf(rows, r);
    const scores = known.get(key);
    if (scores === undefined) missing.set(key, missing.get(key) ?? r);
    else out.set(scores, r * width);
  }
  if (missing.size === 0) return out;
  const data = new Float64Array(missing.size * rows.columns);
  [...missing.values()].forEach((r, i) => {
    data.set(sliceRows(rows, r, r + 1).data, i * rows.columns);
  });
  throw new ScoresNeeded({ data, rows: missing.size, columns: rows.columns });
}
