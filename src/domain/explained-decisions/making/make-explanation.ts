import { parseExact } from '../../../core/base/exact-json.js';
import { type ReasonResult, type RecourseJson, recourseJson } from '../../../core/explain/index.js';
import type { ExplanationContext } from '../../explanations/context/index.js';
import { reasonsFor, recourseBeside } from '../../explanations/reasons/index.js';
import { bindRows, cellsOf, type RecordedInputs, recordsTable } from '../../explanations/table/index.js';
import type { ExplainRequest, MadeExplanation } from '../ports/index.js';
import { isSameScore } from '../recorded/index.js';
import type { Basis } from './open-basis.js';

/**
 * Explains one decision by a version that is open: contributions, and reasons and changes where their files are registered and a cutoff is
 * known.
 *
 * @throws TribuneError DATA_COLUMN_MISSING, DATA_VALUE_INVALID, REASONS_INVALID, CONSTRAINTS_INVALID
 */
export async function makeExplanation(
  basis: Basis,
  { version, name, inputs, decided }: ExplainRequest,
): Promise<MadeExplanation> {
  const { model, explainer, facts } = basis;
  const table = recordsTable(name, [parseExact(inputs) as RecordedInputs]);
  const bound = (await bindRows(model, [table], {})).tables[0]!;
  const explanation = explainer.explain(bound.rows);
  const raw = model.predictRaw(bound.rows)[facts.output]!;
  const linked = model.predictLinked(bound.rows)[facts.output]!;
  const context: ExplanationContext = {
    model,
    remote: null,
    modelName: version,
    digest: version,
    data: bound,
    background: basis.background,
    indices: [0],
    wanted: bound.rows,
    onFile: [cellsOf(bound.read, 0)],
  };
  const reasons = await reasonsOf(basis, context, { decided, raw, linked });
  return {
    values: explanation.values,
    standardErrors: explanation.standardErrors && Array.from(explanation.standardErrors),
    raw,
    linked,
    additivityError: explanation.additivityError[0]!,
    reasons: reasons && withoutInputs(reasons),
    recourse: await recourseOf(basis, context, reasons),
  };
}

/** The reasons on the scale on which the score was recorded: what the model publishes, or its sum where only that is the recorded one. */
async function reasonsOf(
  { reasons, facts }: Basis,
  context: ExplanationContext,
  { decided, raw, linked }: Pick<ExplainRequest, 'decided'> & Pick<MadeExplanation, 'raw' | 'linked'>,
): Promise<ReasonResult | null> {
  if (reasons === null || decided === null) return null;
  const { cutoff, accept, score } = decided;
  const cutoffScale = score !== null && !isSameScore(score, linked) && isSameScore(score, raw) ? 'raw' : 'linked';
  return reasonsFor(context, reasons, { decision: { cutoff, cutoffScale, accept, output: facts.output } });
}

async function recourseOf(
  { reasons: config, constraints }: Basis,
  context: ExplanationContext,
  result: ReasonResult | null,
): Promise<RecourseJson | null> {
  if (config === null || constraints === null || result === null) return null;
  const found = await recourseBeside(context, { config, result, constraints });
  return found && recourseJson(found.report);
}

/** The result without what stands in the record of the decision anyway. */
function withoutInputs({ record, ...result }: ReasonResult): ReasonResult {
  if (record === null) return { ...result, record };
  const { policy, scoreRange } = record.baseline;
  return { ...result, record: { ...record, inputs: [], onFile: null, baseline: { policy, indices: [], scoreRange } } };
}
