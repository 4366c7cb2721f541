export type {
  BodyForm,
  DecisionIngest,
  DecisionMaterial,
  DecisionReading,
  DecisionView,
  IngestAnswer,
  IngestOptions,
  IngestResult,
  Reader,
  Rejection,
  ServiceMetrics,
} from './service-api.js';
