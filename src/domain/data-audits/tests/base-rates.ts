import { agree, counted } from '../../../core/base/counted.js';
import { peopleOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { gapSentence, gapsInSets, judgeGaps, unknownNotes } from './rate-test.js';
import type { SourceTest } from './source-test.js';
import { countText, openText } from './words.js';

/** Most difference of base rates that passes: the gap of rates at which audits of decisions usually warn. */
const MAX_DIFFERENCE = 0.1;

/** Whether the label is equally frequent in all groups. */
export const baseRatesTest: SourceTest = {
  name: 'baseRates',
  title: 'Base rates by group',
  source: BIAS_SOURCES.historical,
  measure: { name: 'difference of base rates', unit: 'points' },
  comparesWithReference: true,
  basis: {
    kind: 'practice',
    source: 'a gap of rates above 0.10 is worth a warning; base rates are documented before any metric',
  },
  async run(context) {
    const { policy, section, data } = context;
    if (policy.data.label === null) return { notApplicable: 'The policy binds no label of 0 and 1 (data.label).' };
    const maxDifference = section.baseRates?.maxDifference ?? MAX_DIFFERENCE;
    const rows = await data.aggregate({ keys: [{ kind: 'label' }] });
    const known = rows.filter(({ keys }) => keys[0] !== null);
    const measures = gapsInSets(known, policy, null, ({ n, rows: own }) => ({
      n,
      successes: peopleOf(own.filter(({ keys }) => keys[0] === '1')),
    }));
    if (measures.length === 0) return { notApplicable: 'Fewer than two groups have labels.' };
    const judged = judgeGaps(measures, maxDifference, context);
    const { decisive } = judged;
    const message =
      decisive === null
        ? 'No group can be compared.'
        : `Base rate of ${gapSentence(decisive, maxDifference)}${openText(judged)}`;
    const unlabelled = peopleOf(rows) - peopleOf(known);
    const gap = judged.findings.some((one) => one.verdict === 'fail');
    return {
      judged,
      message,
      notes: [
        ...(unlabelled > 0
          ? [
              `${counted(countText(unlabelled), 'person')} without a label ${agree(countText(unlabelled), 'is', 'are')} left out.`,
            ]
          : []),
        ...(gap
          ? [
              'A gap of base rates is no proof that labels are wrong; it says that equal predictive values, equal error rates and equal selection cannot all hold for these people.',
            ]
          : []),
        ...unknownNotes(rows, policy),
      ],
    };
  },
};
