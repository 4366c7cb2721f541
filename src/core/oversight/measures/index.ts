export {
  INVOLVEMENT_CONDITIONS,
  type Involvement,
  type InvolvementCondition,
  type InvolvementOptions,
  involvementOf,
  type ReadingFacts,
} from './involvement.js';
export { type GroupOverturns, type OverturnCase, type Overturns, overturnRates } from './overturns.js';
export { type Switches, type SwitchRates, type SwitchReading, switchRates } from './switches.js';
