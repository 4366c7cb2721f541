import { binsOf, CUT, firstOfMoments, MOMENT_COUNTS } from '../../monitor-panes/index.js';
import type { EstimateWatch } from '../series/types.js';
import { fractionEvidence, WIDTH } from './fraction-evidence.js';
import type { EvidenceKind } from './kind.js';

/** Rates that need labels, as scores tell them (docs/explanations/without-labels.md): of each group the scores of those predicted negative, then of those predicted positive, as far as the rate is about them. */
export const estimatesKind: EvidenceKind<EstimateWatch> = {
  ...fractionEvidence<EstimateWatch>(({ moments, rate }, { places, histograms }, counts) => {
    const counted = new Float64Array(WIDTH);
    const first = firstOfMoments({ places, bins: histograms.map(binsOf) });
    moments.forEach((moment, decided) => {
      const isIn = Object.values(rate[decided]!).some((part) => part !== 0);
      const at = first + MOMENT_COUNTS * moment;
      if (isIn) counted.set(counts.subarray(at, at + MOMENT_COUNTS), decided * MOMENT_COUNTS);
    });
    return counted;
  }),
  outside: (counted) => counted[CUT]! + counted[MOMENT_COUNTS + CUT]!,
};
