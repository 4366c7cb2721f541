import { countIndex, MOMENT_COUNTS, STEPS } from '../../monitor-panes/index.js';
import type { FractionWatch } from '../series/types.js';
import { fractionEvidence, WIDTH } from './fraction-evidence.js';
import type { EvidenceKind } from './kind.js';

const BOTH = [0, 1] as const;

/** Gaps of fractions by labels: of each group how many count of those predicted negative, and how many of them have label 1; then of those predicted positive. Who adds nothing to the fraction is left out. */
export const fractionsKind: EvidenceKind<FractionWatch> = fractionEvidence<FractionWatch>(
  ({ rate }, { places }, counts) => {
    const counted = new Float64Array(WIDTH);
    for (const decided of BOTH)
      for (const label of BOTH) {
        const { success, successSlope, count, countSlope } = rate[decided];
        if (success + successSlope * label === 0 && count + countSlope * label === 0) continue;
        const n = counts[countIndex(places, { decided, label })]!;
        const at = decided * MOMENT_COUNTS;
        counted[at]! += n;
        // A label is its own square.
        counted[at + 1]! += label * n * STEPS;
        counted[at + 2]! += label * n * STEPS;
      }
    return counted;
  },
);
