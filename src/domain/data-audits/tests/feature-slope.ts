import { agree, counted } from '../../../core/base/counted.js';
import { type Finding, slopeGaps } from '../../../core/fairness/sources/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { measureFeatures } from './features.js';
import { judgeGaps } from './rate-test.js';
import type { SourceTest } from './source-test.js';
import { boundText, groupText, intervalText, openText, signedPercentBeside } from './words.js';

/** Most difference of slopes that passes, in label rate per standard deviation of the feature. */
const MAX_DIFFERENCE = 0.1;

/** Whether a feature says the same about the label in all groups. */
export const featureSlopeTest: SourceTest = {
  name: 'featureSlope',
  title: 'What features say about the label, by group',
  source: BIAS_SOURCES.measurement,
  measure: { name: 'difference of slopes, label rate per standard deviation', unit: 'points' },
  comparesWithReference: true,
  basis: { kind: 'ours', source: 'built in: as far as the gap of rates at which audits warn' },
  async run(context) {
    if (context.policy.data.label === null)
      return { notApplicable: 'The policy binds no label of 0 and 1 (data.label).' };
    const max = context.section.featureSlope?.maxDifference ?? MAX_DIFFERENCE;
    const { measures, features, notes } = await measureFeatures(context, slopeGaps);
    if (features === 0) return { notApplicable: 'No feature is a number with some spread.' };
    if (measures.length === 0) return { notApplicable: 'Fewer than two groups have people.' };
    const judged = judgeGaps(measures, max, context);
    const { decisive } = judged;
    const message = decisive === null ? 'No group can be compared.' : `${sentence(decisive, max)}${openText(judged)}`;
    return { judged, message, notes };
  },
};

function sentence(finding: Finding, max: number): string {
  const { subject, group, reference, value, referenceValue } = finding;
  const points = (slope: number): string => (slope * 100).toFixed(1);
  const signed = signedPercentBeside(finding, [max]);
  return `${subject}: a standard deviation more goes with ${points(value!)} points of the label rate in ${groupText(group)}, ${points(referenceValue!)} in ${groupText(reference!)} (difference: ${intervalText(finding, signed)} points; at most ${counted(boundText(max), 'point')} either way ${agree(boundText(max), 'is', 'are')} allowed).`;
}
