import { agree, counted } from '../../../core/base/counted.js';
import { rateGaps } from '../../../core/fairness/sources/index.js';
import { peopleOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { judgeGaps } from './rate-test.js';
import type { SourceTest } from './source-test.js';
import { boundText, intervalText, shareText, signedPercentBeside } from './words.js';

/** Most difference of labelled shares between decisions that passes. */
const MAX_DIFFERENCE = 0.1;

/** Whether a label is known as often after one decision as after the other. */
export const labelCoverageTest: SourceTest = {
  name: 'labelCoverage',
  title: 'Labels that a decision lets be known',
  source: BIAS_SOURCES.feedback,
  measure: { name: 'difference of labelled shares between decisions', unit: 'points' },
  basis: { kind: 'practice', source: 'selective labels (Lakkaraju et al. 2017); the bound is built in' },
  async run(context) {
    const { policy, data, section } = context;
    if (policy.data.label === null) return { notApplicable: 'The policy binds no label of 0 and 1 (data.label).' };
    const rows = await data.aggregate({ keys: [{ kind: 'prediction' }, { kind: 'label' }] });
    const of = (prediction: string) => rows.filter(({ keys }) => keys[0] === prediction);
    const count = (prediction: string) => ({
      group: { decision: prediction },
      n: peopleOf(of(prediction)),
      successes: peopleOf(of(prediction).filter(({ keys }) => keys[1] !== null)),
    });
    const [yes, no] = [count('1'), count('0')];
    if (yes.n === 0 || no.n === 0)
      return { notApplicable: 'The data do not have both decisions (data.prediction, or data.score and data.cutoff).' };
    const max = section.labelCoverage?.maxDifference ?? MAX_DIFFERENCE;
    const judged = judgeGaps(
      rateGaps([yes], { subject: null, reference: no, minGroupSize: policy.data.minGroupSize }),
      max,
      context,
    );
    const [finding] = judged.findings;
    if (finding === undefined || judged.verdict === 'not_applicable')
      return { notApplicable: 'A decision has too few people.' };
    const signed = signedPercentBeside(finding, [max]);
    return {
      judged,
      message: `The label is known of ${shareText(finding.value)} of people with decision 1 and of ${shareText(finding.referenceValue)} with decision 0 (difference: ${intervalText(finding, signed)} points; at most ${counted(boundText(max), 'point')} either way ${agree(boundText(max), 'is', 'are')} allowed).`,
    };
  },
};
