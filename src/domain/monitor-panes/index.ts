/** What is counted of decisions between two moments: rows become observations, observations cells of panes, and panes JSON. Pure. */

export { type Area, countsOfArea, SCORE_EDGES } from './area.js';
export { rowPlan } from './counted-row.js';
export { countedStages, placesOfStage } from './counted-stages.js';
export type { FactorColumn } from './factor.js';
export {
  binsOf,
  type CutInput,
  declaredBins,
  type Histogram,
  pairHistogram,
  sameInputsHistogram,
  UNDECIDED,
  undecidedHistogram,
} from './histogram.js';
export { lateLabel } from './late-label.js';
export { LIST_SIZE } from './list-reader.js';
export { type Candidate, LIST_COUNTS, type ListMeasure, listSums, OpenLists } from './lists.js';
export { addStep, CUT, MOMENT_COUNTS, type Moment, STEPS, stepOf, sumsOf } from './moment.js';
export { type Observed, observer, withSameInputs } from './observe.js';
export {
  addAttempt,
  addDecision,
  addList,
  addUncounted,
  type CellValues,
  cellKey,
  countedIn,
  countsOfCell,
  decisionsOf,
  emptyPane,
  firstOfAreas,
  firstOfLists,
  firstOfMoments,
  isUnreadable,
  mergePanes,
  NOT_WHOLE,
  type Observation,
  OTHER_VALUES,
  type Pane,
  type PaneShape,
  type Uncounted,
} from './pane.js';
export { type PaneJson, paneJson, readPane } from './pane-json.js';
export { countIndex, countsOfPlaces, placeOfIndex } from './places.js';
export { addToStretches, type PaneAt } from './stretches.js';
