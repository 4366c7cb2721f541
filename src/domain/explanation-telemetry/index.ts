/** What the explanations of many recorded decisions say together: drift of reasons, sensitive reasons, and what other versions would say. */
export { type Surveyed, surveyExplanations, Telemetry } from './telemetry.js';
