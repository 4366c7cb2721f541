import { TribuneError } from '../../../core/base/errors.js';
import { parseExact } from '../../../core/base/exact-json.js';
import { type Explanation, type ReasonResult, type RecourseJson, recourseJson } from '../../../core/explain/index.js';
import type { Matrix } from '../../../core/models/index.js';
import type { ExplanationContext } from '../../explanations/context/index.js';
import { type ReasonsRequest, reasonsFor, recourseBeside } from '../../explanations/reasons/index.js';
import {
  type BoundTable,
  bindRows,
  cellsOf,
  type RecordedInputs,
  recordsTable,
} from '../../explanations/table/index.js';
import type { ExplainedDecision, ExplainRequest, MadeExplanation, Plausibility, Unexplained } from '../ports/index.js';
import { isSameScore } from '../recorded/index.js';
import { waysOf } from '../ways/index.js';
import { changedRow } from './nearness.js';
import type { Basis } from './open-basis.js';

/** What a model says of one row. */
type Answered = Pick<MadeExplanation, 'values' | 'standardErrors' | 'raw' | 'linked' | 'additivityError'>;

/**
 * Explains decisions by a version that is open: contributions, and reasons and changes where their files are registered and a cutoff is
 * known. The contributions of many are computed together, to the same bits as one by one; what is wrong with one decision is its own.
 */
export async function makeExplanations(
  basis: Basis,
  { version, decisions }: Pick<ExplainRequest, 'version' | 'decisions'>,
): Promise<(MadeExplanation | Unexplained)[]> {
  const bound = await eachOf(decisions, (decision) => boundOf(basis, decision));
  const answers = await answersOf(basis, bound);
  return eachOf(decisions, async ({ decided }, i) => {
    const answered = answers[i]!;
    if ('code' in answered) return answered;
    const data = bound[i] as BoundTable;
    const context: ExplanationContext = {
      model: basis.model,
      remote: null,
      modelName: version,
      digest: version,
      data,
      background: basis.background,
      indices: [0],
      wanted: data.rows,
      onFile: [cellsOf(data.read, 0)],
    };
    const reasons = await reasonsOf(basis, context, { ...answered, decided });
    const recourse = await recourseOf(basis, context, reasons);
    return {
      ...answered,
      reasons: reasons && withoutInputs(reasons),
      recourse,
      plausibility: plausibilityOf(basis, data.rows.data, recourse),
      asked: null,
      unfinished: null,
    };
  });
}

/** Does something for each decision; what fails of one is told in its place. */
async function eachOf<One, T>(
  all: readonly One[],
  work: (one: One, i: number) => Promise<T>,
): Promise<(T | Unexplained)[]> {
  const results: (T | Unexplained)[] = [];
  for (const [i, one] of all.entries()) {
    try {
      results.push(await work(one, i));
    } catch (cause) {
      if (!(cause instanceof TribuneError)) throw cause;
      const { code, message, remedy = '' } = cause;
      results.push({ code, message, remedy });
    }
  }
  return results;
}

async function boundOf({ model }: Basis, { name, inputs }: ExplainedDecision): Promise<BoundTable> {
  const table = recordsTable(name, [parseExact(inputs) as RecordedInputs]);
  return (await bindRows(model, [table], {})).tables[0]!;
}

/** What the model says of each row. Draws follow from the number of a row, so what is drawn is explained one by one, as it is for one alone. */
async function answersOf(
  basis: Basis,
  bound: readonly (BoundTable | Unexplained)[],
): Promise<readonly (Answered | Unexplained)[]> {
  const readable = bound.flatMap((one) => ('code' in one ? [] : [one.rows]));
  const isTogether = readable.length > 1 && basis.facts.method !== 'sampling';
  const together = isTogether ? allAnswers(basis, readable) : null;
  let next = 0;
  return eachOf(bound, async (one) => {
    if ('code' in one) return one;
    return together?.[next++] ?? answerOf(basis, one.rows);
  });
}

/** The answers of all rows at once; null where one of them cannot be explained, which is found one by one. */
function allAnswers(basis: Basis, rows: readonly Matrix[]): Answered[] | null {
  const columns = rows[0]!.columns;
  const data = new Float64Array(rows.length * columns);
  for (const [r, row] of rows.entries()) data.set(row.data, r * columns);
  const all: Matrix = { data, rows: rows.length, columns };
  try {
    return answered(basis, all);
  } catch (cause) {
    if (cause instanceof TribuneError) return null;
    throw cause;
  }
}

const answerOf = (basis: Basis, row: Matrix): Answered => answered(basis, row)[0]!;

function answered({ model, explainer, facts: { output } }: Basis, rows: Matrix): Answered[] {
  // As a batch of one, whatever stands beside it: the treatment of large trees depends on the size of a batch, and so do the last bits.
  const { values, standardErrors, additivityError, players }: Explanation = explainer.explain(rows, { batchRows: 1 });
  const raw = model.predictRaw(rows);
  const linked = model.predictLinked(rows);
  const of = (all: Float64Array, r: number) => all.slice(r * players.length, (r + 1) * players.length);
  return Array.from({ length: rows.rows }, (_, r) => ({
    values: of(values, r),
    standardErrors: standardErrors && Array.from(of(standardErrors, r)),
    raw: raw[r * model.numOutputs + output]!,
    linked: linked[r * model.numOutputs + output]!,
    additivityError: additivityError[r]!,
  }));
}

/** The reasons on the scale on which the score was recorded: what the model publishes, or its sum where only that is the recorded one. */
export async function reasonsOf(
  { reasons, facts }: { readonly reasons: Basis['reasons']; readonly facts: Pick<Basis['facts'], 'output'> },
  context: ExplanationContext,
  {
    decided,
    raw,
    linked,
    ...bounds
  }: Pick<ExplainedDecision, 'decided'> &
    Pick<Answered, 'raw' | 'linked'> &
    Pick<ReasonsRequest, 'evaluations' | 'resamples'>,
): Promise<ReasonResult | null> {
  if (reasons === null || decided === null) return null;
  const { cutoff, accept, score } = decided;
  const cutoffScale = score !== null && !isSameScore(score, linked) && isSameScore(score, raw) ? 'raw' : 'linked';
  return reasonsFor(context, reasons, { ...bounds, decision: { cutoff, cutoffScale, accept, output: facts.output } });
}

/** Changes that would have led to another outcome, where reasons may be given and their file is registered. */
export async function recourseOf(
  { reasons: config, constraints }: Pick<Basis, 'reasons' | 'constraints'>,
  context: ExplanationContext,
  result: ReasonResult | null,
): Promise<RecourseJson | null> {
  if (config === null || constraints === null || result === null) return null;
  const found = await recourseBeside(context, { config, result, constraints });
  return found && recourseJson(found.report);
}

/** How near the persons that the changes make are to real ones. */
export function plausibilityOf(
  { model, nearness }: Pick<Basis, 'model' | 'nearness'>,
  row: Float64Array,
  recourse: RecourseJson | null,
): Plausibility[] | null {
  const ways = waysOf(recourse);
  return ways.length === 0 ? null : ways.map(({ changes }) => nearness().of(changedRow(model, row, changes)));
}

/** The result without what stands in the record of the decision anyway. */
export function withoutInputs({ record, ...result }: ReasonResult): ReasonResult {
  if (record === null) return { ...result, record };
  const { policy, scoreRange } = record.baseline;
  return { ...result, record: { ...record, inputs: [], onFile: null, baseline: { policy, indices: [], scoreRange } } };
}
