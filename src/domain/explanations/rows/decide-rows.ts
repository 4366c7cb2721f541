import { type DecisionRule, isAtCutoff } from '../../../core/explain/index.js';
import { sliceRows } from '../../../core/models/index.js';
import { type ExplanationContext, withModel } from '../context/index.js';

/** One row with its cutoff, on the scale of the cutoff. */
export interface DecidedRow {
  readonly score: number;
  readonly atCutoff: boolean;
}

/** Compares the first wanted rows with the cutoff. */
export async function decideRows(
  context: ExplanationContext,
  rule: DecisionRule,
  count: number,
): Promise<DecidedRow[]> {
  const rows = sliceRows(context.wanted, 0, Math.min(count, context.wanted.rows));
  const scores = await withModel(context, (model) =>
    rule.scale === 'raw' ? model.predictRaw(rows) : model.predictLinked(rows),
  );
  const { model } = context;
  return Array.from({ length: rows.rows }, (_, r) => {
    const score = scores[r * model.numOutputs + rule.output]!;
    return { score, atCutoff: isAtCutoff(model, rule, sliceRows(rows, r, r + 1), score) };
  });
}
