export type { HoldingAct, HoldStores } from '../subjects/holds.js';
export type {
  BodyForm,
  DecisionIngest,
  DecisionReading,
  DecisionView,
  IngestAnswer,
  IngestOptions,
  IngestResult,
  Reader,
  Rejection,
  ServiceMetrics,
} from './service-api.js';
