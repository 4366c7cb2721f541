export { type Dwell, dwellOf } from './dwell.js';
export { type HoldoutCase, type HoldoutMeasures, holdoutMeasures } from './holdout.js';
export {
  INVOLVEMENT_CONDITIONS,
  type Involvement,
  type InvolvementCondition,
  type InvolvementOptions,
  involvementOf,
  type ReadingFacts,
} from './involvement.js';
export { type GroupOverturns, type OverturnCase, type Overturns, overturnRates } from './overturns.js';
export { type PairMeasures, pairMeasures, type Rightness, type TrueReading } from './pair.js';
export { automationParadox, type Paradox, type ParadoxInputs } from './paradox.js';
export { rateOf } from './rate.js';
export { type Switches, type SwitchRates, type SwitchReading, switchRates } from './switches.js';
