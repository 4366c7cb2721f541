import { type Finding, judgeMeasured, varianceRatios } from '../../../core/fairness/sources/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { measureFeatures } from './features.js';
import type { SourceTest } from './source-test.js';
import { besideText, groupText, intervalText, openText } from './words.js';

/** Most ratio of variances that passes, either way. */
const MAX_RATIO = 2;

/** Whether features spread alike in all groups. */
export const featureVarianceTest: SourceTest = {
  name: 'featureVariance',
  title: 'Spread of features by group',
  source: BIAS_SOURCES.measurement,
  measure: { name: 'ratio of variances', unit: 'ratio' },
  comparesWithReference: true,
  basis: {
    kind: 'ours',
    source: 'built in: a variance twice as large halves what the feature can tell, if the rest is noise',
  },
  async run(context) {
    const max = context.section.featureVariance?.maxRatio ?? MAX_RATIO;
    const { measures, features, notes } = await measureFeatures(context, varianceRatios);
    if (features === 0) return { notApplicable: 'No feature is a number with some spread.' };
    if (measures.length === 0) return { notApplicable: 'Fewer than two groups have people.' };
    const { level } = context.policy.statistics;
    const judged = judgeMeasured(measures, { allowed: { min: 1 / max, max }, level, smallGroups: context.smallGroups });
    const { decisive } = judged;
    const message = decisive === null ? 'No group can be compared.' : `${sentence(decisive, max)}${openText(judged)}`;
    return { judged, message, notes };
  },
};

function sentence(finding: Finding, max: number): string {
  const { subject, group, reference, estimate } = finding;
  const ratio = besideText(finding, [1 / max, max], 2);
  return `${subject}: the variance of ${groupText(group)} is ${ratio(estimate!)} times that of ${groupText(reference!)} (${intervalText(finding, ratio)}; between ${Number((1 / max).toPrecision(6))} and ${max} is allowed).`;
}
