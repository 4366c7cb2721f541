import type { ClassTally, OrderedTally, RankingSets, StagesTally } from '../../../fairness/outcomes/index.js';
import type { Outcome } from '../../sections/index.js';
import type { OutcomeBinding } from './binding.js';
import { rankingBinding } from './ranking.js';
import { stagesBinding } from './stages.js';
import { wordBinding } from './words.js';

/** Tallies of decisions that are neither 0 or 1 nor amounts. */
export type CountedOutcomeTally = OrderedTally | ClassTally | StagesTally | RankingSets;

/** How an outcome is read; null where decisions are 0 or 1, or amounts, which are read as numbers. */
export function outcomeBinding(outcome: Outcome | undefined): OutcomeBinding<CountedOutcomeTally> | null {
  switch (outcome?.type) {
    case 'ordered':
    case 'class':
      return wordBinding(outcome);
    case 'stages':
      return stagesBinding(outcome);
    case 'ranking':
      return rankingBinding(outcome);
    default:
      return null;
  }
}

export type {
  OutcomeBinding,
  OutcomeCell,
  OutcomeExclusion,
  OutcomePlace,
  OutcomeRole,
  OutcomeValue,
} from './binding.js';
export { MOST_CANDIDATES, tooManyCandidates, withoutLists } from './ranking.js';
export { placeBefore, routePlaces } from './stages.js';
export { wordsOf } from './words.js';
