import type { RequirementResult } from '../sections/result-types.js';
import { allowedText, numberText } from '../sections/text.js';
import type { FromSpec, Policy, ValueRequirement } from '../sections/types.js';
import { frameOf, notApplicable } from './frame.js';
import { at, brokenEnd } from './region.js';
import { judgeResultMeasure } from './result-measure.js';
import { namesText, type ResultFiles, resultAt, resultRefusal, shown } from './result-path.js';
import { valueRegion } from './value.js';

export type { ResultFile, ResultFiles } from './result-path.js';

/**
 * Judges a number in another command's result, as it stands there: its own uncertainty is not in the file. A number that is null there, which that command
 * could not estimate, leaves the requirement open. Without the file it does not apply.
 *
 * @throws TribuneError `RESULT_INVALID` where the path leads nowhere or to something that is no number
 */
export function judgeResultField(
  requirement: ValueRequirement & { readonly from: FromSpec },
  policy: Policy,
  results: ResultFiles | undefined,
): RequirementResult {
  const { from, bound } = requirement;
  const file = results !== undefined && Object.hasOwn(results, from.result) ? results[from.result] : undefined;
  if (file === undefined)
    return {
      ...notApplicable(requirement, policy, `it reads ${from.result}, and this way of auditing reads no result files`),
      from,
    };
  if (from.measure !== undefined)
    return judgeResultMeasure(requirement, policy, { ...from, measure: from.measure }, file);
  const found = valueAt(file.value, from, requirement);
  const source = { ...from, digest: file.digest };
  const region = valueRegion(requirement);
  const frame = {
    ...frameOf(requirement, policy),
    from: source,
    method: 'none',
    allowed: { lower: bound.min ?? null, upper: bound.max ?? null },
  };
  const said = `${from.result} says ${
    found === null
      ? 'null'
      : numberText(
          found,
          [bound.min, bound.max].filter((end) => end !== undefined),
        )
  } at ${from.field}; allowed is ${allowedText(bound.min ?? null, bound.max ?? null)}.`;
  if (found === null)
    return {
      ...frame,
      verdict: 'inconclusive',
      reason: 'not-estimable',
      message: `${said} What could not be estimated there is no pass here.`,
    };
  const end = brokenEnd(at(found), region);
  const judged = { ...frame, estimate: found, groupValue: found, status: 'ok' as const };
  if (end === null)
    return { ...judged, verdict: 'pass', reason: 'estimates-within', message: `${said} It lies within the bound.` };
  return {
    ...judged,
    verdict: 'fail',
    reason: 'estimate-beyond',
    brokenBound: end === 'lower' ? { min: bound.min! } : { max: bound.max! },
    message: `${said} It lies beyond the bound.`,
  };
}

/** The number at a path; null where the document says null. */
function valueAt(document: unknown, from: FromSpec, requirement: ValueRequirement): number | null {
  const value = resultAt(document, from, requirement);
  if (value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw resultRefusal(
    `${requirement.id}: ${from.field} in ${from.result} is ${shown(value)}, not a number`,
    remedyFor(value),
    requirement.line,
  );
}
const remedyFor = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? `Go on into it: ${namesText(Object.keys(value))}.`
    : 'Name the field of a number.';
