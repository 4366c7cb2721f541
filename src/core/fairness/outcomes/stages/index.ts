export { chainedRate, compareChainedRates } from './chained.js';
export { decomposeFunnel, type FunnelDecomposition, type FunnelStep } from './decomposition.js';
export { funnelProportion, stagesGroups } from './groups.js';
export { compareFunnelRate, compareStageRate, funnelRate, measuredStages, stageRate } from './rates.js';
export {
  addStagesRow,
  emptyStagesTally,
  mergeStagesTallies,
  stagesTally,
  stagesTallyFromJson,
  stagesTallyOf,
} from './tally.js';
export type {
  RouteCounts,
  StageOptions,
  StageRoutes,
  StagesCell,
  StagesGroup,
  StagesRow,
  StagesSpec,
  StagesTally,
} from './types.js';
