import { groupTally } from '../../core/fairness/index.js';
import type { Tally } from '../../core/fairness/tally/index.js';

/** From which share on labels are there for nearly everybody, and up to which for nearly nobody. Ours. */
const [NEARLY_ALL, NEARLY_NONE] = [0.95, 0.05];
/** Fewer people of either prediction show nothing. */
const FEWEST = 30;

/** Labels that only people with one prediction have. */
export interface SeenLabels {
  readonly seenFor: 'favourable' | 'unfavourable';
  /** Shares of people with a label: of those with that prediction, and of the others. */
  readonly seen: number;
  readonly unseen: number;
}

/**
 * Whether labels look as if they existed for people with one prediction alone, as whether a loan is repaid is known of those who got one; null where they do not. Whether the others lack theirs because of the decision only a person
 * knows, so it is proposed and never taken for granted.
 *
 * @example guessSeenFor(tally, 1) // { seenFor: 'favourable', seen: 0.99, unseen: 0 }
 */
export function guessSeenFor(tally: Tally, favourable: 0 | 1): SeenLabels | null {
  const everybody = groupTally(tally, [])[0];
  if (everybody === undefined) return null;
  const { counts, selectedUnlabelled } = everybody;
  const sides = [
    { labelled: counts.fn + counts.tn, without: counts.unlabelled - selectedUnlabelled },
    { labelled: counts.tp + counts.fp, without: selectedUnlabelled },
  ].map(({ labelled, without }) => ({ n: labelled + without, share: labelled / (labelled + without) }));
  if (sides.some(({ n }) => n < FEWEST)) return null;
  for (const prediction of [0, 1] as const) {
    const [seen, unseen] = [sides[prediction]!.share, sides[1 - prediction]!.share];
    if (seen >= NEARLY_ALL && unseen <= NEARLY_NONE)
      return { seenFor: prediction === favourable ? 'favourable' : 'unfavourable', seen, unseen };
  }
  return null;
}
