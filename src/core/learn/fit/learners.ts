import { additiveLearner } from '../additive/index.js';
import type { Learner } from '../base/index.js';
import { gbdtLearner } from '../boosting/index.js';
import { linearLearner, logisticLearner } from '../linear/index.js';
import { networkLearner } from '../network/index.js';
import { rulesLearner } from '../rules/index.js';
import { scorecardLearner } from '../scorecard/index.js';
import { forestLearner, treeLearner } from '../trees/index.js';

/** All learners, by the name that the command line and the training record give them. */
export const LEARNERS: readonly Learner[] = [
  logisticLearner,
  linearLearner,
  gbdtLearner,
  treeLearner,
  forestLearner,
  scorecardLearner,
  additiveLearner,
  rulesLearner,
  networkLearner,
];
