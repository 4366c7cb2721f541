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
  Visibility,
} from './service-api.js';
