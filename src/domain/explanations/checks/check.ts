import { counted } from '../../../core/base/counted.js';
import {
  type CheckResult,
  checkExplainer,
  type ExplainerReport,
  type FlipOptions,
  type FlipRate,
  flipRate,
} from '../../../core/explain/index.js';
import type { Matrix } from '../../../core/models/index.js';
import { type ExplanationContext, roundsOf, withModel } from '../context/index.js';
import type { CheckOptions } from './options.js';
import { type SurrogateRun, surrogateJson } from './surrogate.js';

/** Default number of rows that are examined: intervals are narrow by then, and the checks explain each row some thirty times. */
export const DEFAULT_CHECKED_ROWS = 100;

/**
 * Examines the explanations of a context: additivity, determinism, stability, faithfulness, randomisation, axioms.
 *
 * @param most number of rows to examine, spread over the data
 */
export async function checkContext(
  context: ExplanationContext,
  options: CheckOptions,
  most: number = DEFAULT_CHECKED_ROWS,
): Promise<ExplainerReport> {
  const rows = spread(context.data.rows, most);
  const { background } = context;
  const given = { ...options, ...(background === null ? {} : { background: background.rows }) };
  return askedAgain(context, rows, await withModel(context, (model) => checkExplainer(model, rows, given)));
}

/**
 * How many decisions change when only the named inputs change, on the rows that are examined.
 *
 * @param most number of rows to examine, spread over the data
 */
export async function flipInContext(
  context: ExplanationContext,
  options: FlipOptions,
  most: number = DEFAULT_CHECKED_ROWS,
): Promise<FlipRate> {
  const rows = spread(context.data.rows, most);
  return await withModel(context, (model) => flipRate(model, rows, options));
}

/** Checks separately whether a server repeats its answers, because these are remembered while it is examined. */
async function askedAgain(
  { remote }: ExplanationContext,
  rows: Matrix,
  report: ExplainerReport,
): Promise<ExplainerReport> {
  if (remote === null) return report;
  const [first, again] = [await remote.predictLater(rows), await remote.predictLater(rows)];
  const different = first.filter((score, i) => !Object.is(score, again[i])).length;
  if (different === 0) return report;
  const checks = report.checks.map(
    (result): CheckResult =>
      result.check === 'determinism'
        ? {
            ...result,
            verdict: 'fail',
            value: different,
            why: `the server answers ${counted(different, 'score')} otherwise when asked again`,
          }
        : result,
  );
  return { ...report, verdict: 'fail', checks };
}

/** This many rows, evenly spread, so that a sorted table does not give its first rows only. */
function spread(rows: Matrix, wanted: number): Matrix {
  const count = Math.min(wanted, rows.rows);
  const data = new Float64Array(count * rows.columns);
  for (let i = 0; i < count; i++) {
    const r = Math.floor((i * rows.rows) / count);
    data.set(rows.data.subarray(r * rows.columns, (r + 1) * rows.columns), i * rows.columns);
  }
  return { data, rows: count, columns: rows.columns };
}

/** The examination and its results as JSON. */
export function checkDocument(
  { model, digest, data, background }: ExplanationContext,
  report: ExplainerReport,
  { surrogate, flip }: { readonly surrogate: SurrogateRun | null; readonly flip: FlipRate | null },
): object {
  return {
    schemaVersion: '1',
    model: { kind: model.kind, digest, outputs: model.numOutputs, ...roundsOf(model), scale: report.scale },
    data: { rows: data.rows.rows, digest: data.digest },
    background: background === null ? null : { rows: background.rows.rows, digest: background.digest },
    ...report,
    ...(surrogate === null ? {} : { surrogate: surrogateJson(surrogate) }),
    ...(flip === null ? {} : { flip }),
  };
}
