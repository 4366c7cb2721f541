import { aggregationGains, type Finding, judgeMeasured } from '../../../core/fairness/sources/index.js';
import { attributeSets, groupsOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { inputNotes, partGrams } from './linear-inputs.js';
import { unknownNotes } from './rate-test.js';
import type { SourceTest } from './source-test.js';
import { boundText, groupText, intervalText, openText, signedPercentBeside } from './words.js';

/** Most gain of R squared that passes. */
const MAX_GAIN = 0.02;

/** Whether one model of all does for every group what a model of its own would do. */
export const aggregationTest: SourceTest = {
  name: 'aggregation',
  title: 'One model for all, or one for each group',
  source: BIAS_SOURCES.aggregation,
  measure: { name: 'gain of a model of its own, share of the variance', unit: 'points' },
  basis: { kind: 'ours', source: 'built in: two hundredths of the variance are what another feature often brings' },
  async run(context) {
    const { policy, section } = context;
    if (policy.data.label === null) return { notApplicable: 'The policy binds no label of 0 and 1 (data.label).' };
    if (policy.data.weight !== null)
      return {
        notApplicable: 'Rows that stand for several people cannot be parted into those a model has seen and others.',
      };
    const inputs = await context.inputs();
    const { terms, rows } = inputs;
    if (terms.length === 0)
      return { notApplicable: 'No feature can be an input: neither numbers with some spread nor texts of few values.' };
    const known = rows.filter(({ keys }) => keys[0] !== null);
    const measures = attributeSets(policy).flatMap((by) => {
      const { groups } = groupsOf(known, by, policy);
      return groups.length < 2
        ? []
        : aggregationGains(
            groups.map(({ group, rows: own }) => ({ group, parts: partGrams(own, terms.length) })),
            policy.data.minGroupSize,
          );
    });
    if (measures.length === 0) return { notApplicable: 'Fewer than two groups have labels.' };
    const max = section.aggregation?.maxGain ?? MAX_GAIN;
    const judged = judgeMeasured(measures, {
      allowed: { max },
      level: policy.statistics.level,
      smallGroups: context.smallGroups,
    });
    const { decisive } = judged;
    const message =
      decisive === null
        ? 'No group has people for a model of its own.'
        : `${sentence(decisive, max)}${openText(judged)}`;
    const notes = [...inputNotes(inputs), ...unknownNotes(rows, policy)];
    return { judged, message, notes };
  },
};

function sentence(finding: Finding, max: number): string {
  const { group, estimate } = finding;
  const show = signedPercentBeside(finding, [max]);
  const percent = (value: number): string => `${show(value)} %`;
  const gain = estimate! > 0 ? `would gain ${percent(estimate!)} of the variance of the label` : 'would gain nothing';
  return `${groupText(group)}: on people it has not seen, a model of its own ${gain} over one model of all (${intervalText(finding, percent)}; at most ${boundText(max)} % is allowed).`;
}
