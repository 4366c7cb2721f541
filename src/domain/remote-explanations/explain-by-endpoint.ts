import { TribuneError } from '../../core/base/errors.js';
import { parseExact } from '../../core/base/exact-json.js';
import { explainWithin, type ReasonResult, type RecourseJson } from '../../core/explain/index.js';
import { Nearness, plausibilityOf, reasonsOf, recourseOf, withoutInputs } from '../explained-decisions/making/index.js';
import type { ExplainedDecision, MadeExplanation, Unexplained } from '../explained-decisions/ports/index.js';
import type { ExplanationContext } from '../explanations/context/index.js';
import { type BoundRows, bindTable, cellsOf, type RecordedInputs, recordsTable } from '../explanations/table/index.js';
import type { AskEndpoint } from '../remote-models/ports.js';
import { type EndpointModel, QuestionsSpent } from './endpoint-model.js';
import { type EndpointBasis, featuresOf, modelOf } from './open-endpoint-basis.js';

/**
 * Explains decisions by an endpoint: contributions from its scores, exact or with a standard error each, and reasons and changes where their files are
 * registered and a cutoff is known. What would take more questions than are allowed is broken off and said to be; what is wrong with one decision is
 * its own, and an endpoint that cannot be asked fails all.
 *
 * @throws TribuneError those of `AskEndpoint`
 */
export async function explainByEndpoint(
  basis: EndpointBasis,
  decisions: readonly ExplainedDecision[],
  ask: AskEndpoint,
): Promise<(MadeExplanation | Unexplained)[]> {
  const made: (MadeExplanation | Unexplained)[] = [];
  for (const decision of decisions) {
    try {
      made.push(await explainOne(basis, decision, ask));
    } catch (cause) {
      if (!(cause instanceof TribuneError) || OF_THE_ENDPOINT.has(cause.code)) throw cause;
      const { code, message, remedy = '' } = cause;
      made.push({ code, message, remedy });
    }
  }
  return made;
}

/** Errors that say nothing of a decision. */
const OF_THE_ENDPOINT: ReadonlySet<string> = new Set([
  'MODEL_UNREACHABLE',
  'MODEL_ANSWER_INVALID',
  'MODEL_INVALID',
  'INVALID',
]);

async function explainOne(
  basis: EndpointBasis,
  { name, inputs, decided }: ExplainedDecision,
  ask: AskEndpoint,
): Promise<MadeExplanation> {
  const { context, model } = await openOne(basis, { name, inputs }, ask);
  const { evaluations, plan } = basis;
  const { seed } = basis.facts.remote;
  const people = context.background!.rows;
  // The row itself besides what is asked for its contributions; the scores of the people are known.
  model.allow(evaluations + 1);
  const options = { inputs: basis.pin.inputs, people, plan, evaluations, seed };
  const found = await explainWithin(context.wanted, options, (rows) => model.predictLater(rows));
  const { values, standardErrors, prediction: score, additivityError, settled } = found;
  model.allow(evaluations);
  const said = await saidOf(basis, context, { decided, score });
  return {
    ...{ values, raw: score, linked: score, additivityError },
    standardErrors: standardErrors && Array.from(standardErrors),
    ...said,
    asked: { rows: model.asked, allowed: evaluations, ...plan, settled },
  };
}

/** The decision and the people as the endpoint reads them: a category that no person has is one of the decision alone. */
async function openOne(
  { pin, people, table, scores, facts: { version, explain } }: EndpointBasis,
  { name, inputs }: Pick<ExplainedDecision, 'name' | 'inputs'>,
  ask: AskEndpoint,
): Promise<{ readonly context: ExplanationContext; readonly model: EndpointModel }> {
  const recorded = recordsTable(name, [parseExact(inputs) as RecordedInputs]);
  const read = await recorded.read({ purpose: 'inputs', columns: pin.inputs });
  const features = featuresOf(pin, [people, read]);
  const rows = bindTable(read, features, { name, unseen: 'refuse' });
  const others = bindTable(people, features, { name: table.name, unseen: 'refuse' });
  const model = modelOf({ pin, version, output: explain.output }, features, ask);
  model.tell(others, scores);
  const data: BoundRows = { table: recorded, digest: read.digest, firstRow: 0, rows, total: 1 };
  return {
    model,
    context: {
      ...{ model: model.model, remote: model, modelName: version, digest: version, data },
      background: { table, digest: explain.background, firstRow: 0, rows: others, total: others.rows },
      indices: [0],
      wanted: rows,
      onFile: [cellsOf(read, 0)],
    },
  };
}

/** Fewest people of the baseline that reasons are given against, as `pickBaseline` takes them. */
const BASELINE = 20;

/** What is said in words; what was broken off is named, so that nobody reads that there is nothing to say. */
async function saidOf(
  { reasons: config, constraints, evaluations: allowed }: EndpointBasis,
  context: ExplanationContext,
  { decided, score }: Pick<ExplainedDecision, 'decided'> & { readonly score: number },
): Promise<Pick<MadeExplanation, 'reasons' | 'recourse' | 'plausibility' | 'unfinished'>> {
  const none = { reasons: null, recourse: null, plausibility: null, unfinished: null };
  if (config === null) return none;
  // Half of the budget is for the values of the families. Drawing the baseline again costs nothing where all of their coalitions are known.
  const evaluations = Math.floor(allowed / 2);
  const isExact = 2 ** config.families.length * BASELINE <= evaluations;
  const bounds = { evaluations, ...(isExact ? {} : { resamples: 0 }) };
  const only = { reasons: config, constraints, facts: { output: 0 } };
  const reasons = await withinBudget<ReasonResult>(() =>
    reasonsOf(only, context, { decided, raw: score, linked: score, ...bounds }),
  );
  if (reasons === 'spent') return { ...none, unfinished: ['reasons', 'recourse'] };
  const recourse = await withinBudget<RecourseJson>(() => recourseOf(only, context, reasons));
  const said = { reasons: reasons && withoutInputs(reasons) };
  if (recourse === 'spent') return { ...none, ...said, unfinished: ['recourse'] };
  const { model, background, wanted } = context;
  const nearness = () => new Nearness(model.features, background!.rows);
  return { ...none, ...said, recourse, plausibility: plausibilityOf({ model, nearness }, wanted.data, recourse) };
}

async function withinBudget<T>(work: () => Promise<T | null>): Promise<T | null | 'spent'> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof QuestionsSpent) return 'spent';
    if (cause instanceof TribuneError && cause.reason === 'evaluations-too-few') return 'spent';
    throw cause;
  }
}
