import { boundedMeanInterval, type Estimate, kishEffectiveSize } from '../../stats/index.js';
import { judgedEstimate, undefinedEstimate } from '../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../metrics/options.js';
import type { Group } from '../tally/groups.js';
import { checkUtility, totalUtility, UTILITY_KINDS, type UtilityValues } from './values.js';

/** Method of the interval, as estimates name it. */
const METHOD = 'gaffke';

/**
 * Expected utility of the decisions about a group: the mean over its labelled people, with an interval that holds for few people and for
 * kinds of error that were not seen (`boundedMeanInterval` between the lowest and the highest of the four values). With sampling weights the
 * interval rests on Kish's effective size.
 *
 * @returns status `undefined` where nobody has a label
 * @throws TribuneError INVALID_ARGUMENT for values that are not reasonable or options outside their range
 * @example expectedUtility(groupTally(tally, [])[0], { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 }).estimate
 */
export function expectedUtility(group: Group, values: UtilityValues, options: EvidenceOptions = {}): Estimate {
  checkUtility(values);
  const { level, minGroupSize } = metricSettings(options);
  const { counts, squares } = group;
  const people = counts.tp + counts.fp + counts.tn + counts.fn;
  const frame = { level, method: METHOD, n: people };
  if (people === 0) return undefinedEstimate({ ...frame, method: 'none' }, 'nobody has a label');
  const size =
    group.weightKind === 'sampling'
      ? kishEffectiveSize(people, squares.tp + squares.fp + squares.tn + squares.fn)
      : people;
  const inOrder = [counts.tp, counts.fp, counts.tn, counts.fn];
  const worth = UTILITY_KINDS.map((kind) => values[kind]);
  const interval = boundedMeanInterval(
    {
      values: worth,
      counts: inOrder.map((count) => (count / people) * size),
      lowest: Math.min(...worth),
      highest: Math.max(...worth),
    },
    level,
  )!;
  const estimate = totalUtility(counts, values) / people;
  return judgedEstimate(frame, { estimate, ...interval }, { size, minGroupSize });
}
