import { counted } from '../../../core/base/counted.js';
import { detectableGaps, type Finding, judgeMeasured } from '../../../core/fairness/sources/index.js';
import { attributeSets, type DataGroup, groupsOf, peopleOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { unknownNotes } from './rate-test.js';
import type { SourceTest } from './source-test.js';
import { boundText, countText, groupText, openText, percentBeside } from './words.js';

/** The gap that data should be able to show. */
const GAP = 0.1;

/** Whether a gap of rates could be seen at all in each group. */
export const sampleSizeTest: SourceTest = {
  name: 'sampleSize',
  title: 'The smallest gap that could be seen',
  source: BIAS_SOURCES.sampleSize,
  measure: { name: 'smallest gap found in 80 % of tables', unit: 'share' },
  comparesWithReference: true,
  basis: { kind: 'practice', source: 'a power of 80 % (Cohen 1988), at the gap of 0.10 at which audits warn' },
  async run(context) {
    const { policy, data, section } = context;
    const gap = section.sampleSize?.gap ?? GAP;
    const hasLabel = policy.data.label !== null;
    const rows = await data.aggregate({ keys: [{ kind: 'label' }] });
    const known = hasLabel ? rows.filter(({ keys }) => keys[0] !== null) : rows;
    const measures = attributeSets(policy).flatMap((by) => {
      const { groups, reference } = groupsOf(known, by, policy);
      if (reference === null) return [];
      const count = ({ group, n, rows: own }: DataGroup) => ({
        group,
        n,
        successes: peopleOf(own.filter(({ keys }) => keys[0] === '1')),
      });
      const others = groups.filter((one) => one !== reference).map(count);
      return detectableGaps(others, {
        reference: count(reference),
        level: policy.statistics.level,
        rateKnown: hasLabel,
      });
    });
    if (measures.length === 0) return { notApplicable: 'Fewer than two groups have people.' };
    const judged = judgeMeasured(measures, {
      allowed: { max: gap },
      level: policy.statistics.level,
      smallGroups: context.smallGroups,
    });
    const { decisive } = judged;
    const message = decisive === null ? 'No group can be compared.' : `${sentence(decisive, gap)}${openText(judged)}`;
    return { judged, message, notes: unknownNotes(rows, policy) };
  },
};

function sentence(finding: Finding, gap: number): string {
  const { group, reference, n, nReference, estimate } = finding;
  const show = percentBeside(finding, [gap]);
  const found =
    estimate! >= 1
      ? 'no gap would be found reliably'
      : `only a gap of ${counted(show(estimate!), 'point')} or more would be found in 80 % of tables`;
  return `${groupText(group)} (${countText(n)}) against ${groupText(reference!)} (${countText(nReference!)}): ${found}; ${counted(boundText(gap), 'point')} should be.`;
}
