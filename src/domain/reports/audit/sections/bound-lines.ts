import type { ForestLine } from '../../../../core/charts/index.js';
import { compositeOf, type RequirementResult } from '../../../../core/policy/sections/index.js';
import { allowedEnds, boundValueText, isValue, metricKey, metricWords } from '../../../wording/index.js';

/** Whether the bound of a gap can be drawn from the reference on the axis of the values: not where the gap is one of something else than they are. */
const isOnAxis = ({ metric }: RequirementResult): boolean => compositeOf(metric)?.ofValues !== false;

/** Lines of the bound on the axis of the values, relative to the reference group. */
export function boundLines(requirement: RequirementResult, reference: number | null): ForestLine[] {
  const isFixed = isValue(requirement);
  if (!isFixed && (reference === null || !isOnAxis(requirement))) return [];
  const { lower, upper } = allowedEnds(requirement);
  const isShare = metricWords(metricKey(requirement)).unit === 'share';
  return [
    { end: lower, word: 'at least' },
    { end: upper, word: 'at most' },
  ].flatMap(({ end, word }) => {
    if (end === null) return [];
    const ratio = requirement.compare === 'ratio';
    const value = placeOf(end, requirement, reference);
    if (isShare && (value < 0 || value > 1)) return [];
    if (isFixed) return [{ value, label: `bound: ${word} ${boundValueText(requirement, end)}` }];
    const size = boundValueText(requirement, Math.abs(end));
    const label = ratio ? `bound: ${word} ${size} times the reference` : `bound: at most ${size} from the reference`;
    return [{ value, label }];
  });
}

/** Where an end of the allowed range lies on the axis of the metric. */
function placeOf(end: number, requirement: RequirementResult, reference: number | null): number {
  if (isValue(requirement) || reference === null) return end;
  return requirement.compare === 'ratio' ? end * reference : reference + end;
}

/** Whether the measured value of a group is beyond the bound, which may be relative to the reference; the verdict itself may ask for more. */
export function isBeyondLines(value: number, reference: number | null, requirement: RequirementResult): boolean {
  if (!isValue(requirement) && !isOnAxis(requirement)) return false;
  const { lower, upper } = allowedEnds(requirement);
  const at = (end: number) => placeOf(end, requirement, reference);
  return (lower !== null && value < at(lower)) || (upper !== null && value > at(upper));
}
