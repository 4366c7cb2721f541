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
