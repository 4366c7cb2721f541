import { TribuneError } from '../../../core/base/errors.js';
import { wordsOf } from '../../../core/policy/bind/index.js';
import {
  type DeclaredOutcome,
  declaredWords,
  OUTCOME_WORDS,
  type Outcome,
} from '../../../core/policy/sections/index.js';

/**
 * Refuses a policy about other decisions than those of the deployment, before anything is read: about another type, an amount in another
 * unit, levels in another order, or words that the policy does not know.
 *
 * @param declared what the deployment decides; undefined where it declares nothing and decides 0 or 1
 * @throws TribuneError OUTCOME_UNSUPPORTED for another type; POLICY_INVALID for another unit, or other words
 */
export function demandDeclared(
  outcome: Outcome | undefined,
  declared: DeclaredOutcome | undefined,
  deployment: string,
): void {
  const asked = outcome?.type ?? 'binary';
  const decided = declared?.type ?? 'binary';
  if (asked !== decided)
    throw refused(
      'OUTCOME_UNSUPPORTED',
      `the policy is about decisions that are ${OUTCOME_WORDS[asked]}, but ${deployment} decides ${OUTCOME_WORDS[decided]}`,
      `${decided === 'binary' ? 'Drop data.outcome from the policy and bind the prediction (data.prediction)' : `Declare data.outcome of type ${decided} in the policy`}, or audit a deployment whose outcome is ${asked}.`,
    );
  if (outcome?.type === 'amount' && declared?.type === 'amount') demandUnit(outcome, declared, deployment);
  if (outcome?.type === 'ordered' && declared?.type === 'ordered') demandWords(outcome, declared, deployment);
  if (outcome?.type === 'class' && declared?.type === 'class') demandWords(outcome, declared, deployment);
  if (outcome?.type === 'stages' && declared?.type === 'stages') demandStages(outcome, declared, deployment);
}

type OfType<T, Type> = Extract<T, { readonly type: Type }>;

function demandUnit(
  { unit, decimals }: OfType<Outcome, 'amount'>,
  declared: OfType<DeclaredOutcome, 'amount'>,
  deployment: string,
): void {
  if (unit !== declared.unit)
    throw refused(
      'POLICY_INVALID',
      `data.outcome.unit is ${JSON.stringify(unit)}, but ${deployment} decides amounts in ${declared.unit}`,
      `Write \`unit: ${declared.unit}\`; amounts are never converted.`,
    );
  if (decimals < declared.decimals)
    throw refused(
      'POLICY_INVALID',
      `data.outcome.decimals is ${decimals}, but amounts of ${deployment} have ${declared.decimals}`,
      `Write \`decimals: ${declared.decimals}\`.`,
    );
}

function demandWords(
  outcome: OfType<Outcome, 'ordered' | 'class'>,
  declared: OfType<DeclaredOutcome, 'ordered' | 'class'>,
  deployment: string,
): void {
  const key = outcome.type === 'ordered' ? 'levels' : 'classes';
  const [asked, decided] = [wordsOf(outcome), declaredWords(declared)];
  const unknown = decided.find((word) => !asked.includes(word) && !outcome.none.includes(word));
  if (unknown !== undefined)
    throw refused(
      'POLICY_INVALID',
      `${deployment} decides ${JSON.stringify(unknown)}, which is not among data.outcome.${key}`,
      `Declare what the deployment declares: [${decided.join(', ')}].`,
    );
  const known = asked.filter((word) => decided.includes(word));
  const inOrder = decided.filter((word) => asked.includes(word));
  if (outcome.type === 'ordered' && known.some((word, i) => word !== inOrder[i]))
    throw refused(
      'POLICY_INVALID',
      `data.outcome.levels stand in another order than the levels of ${deployment}`,
      `Write them in ascending order, as the deployment declares them: [${decided.join(', ')}].`,
    );
}

/** A policy that leaves a stage out would take who stopped there for somebody who stopped before. */
function demandStages(
  { stages }: OfType<Outcome, 'stages'>,
  declared: OfType<DeclaredOutcome, 'stages'>,
  deployment: string,
): void {
  const asked = stages.map(({ name }) => name);
  if (asked.length === declared.stages.length && asked.every((name, i) => name === declared.stages[i])) return;
  throw refused(
    'POLICY_INVALID',
    `data.outcome.stages are ${asked.join(', ')}, but ${deployment} decides ${declared.stages.join(', ')}`,
    'Name the stages that the deployment declares, all of them and in their order.',
  );
}

const refused = (code: 'OUTCOME_UNSUPPORTED' | 'POLICY_INVALID', message: string, remedy: string): TribuneError =>
  new TribuneError(code, message, { remedy, place: { name: 'data.outcome' } });
