export type {
  BodyForm,
  DecisionService,
  DecisionView,
  IngestAnswer,
  IngestOptions,
  IngestResult,
  Reader,
  Rejection,
  ServiceMetrics,
  Visibility,
} from './service-api.js';
