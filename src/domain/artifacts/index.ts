/** The bytes of model versions that the service holds: who stored them, whether they are whole. */
export { Artifacts, artifactActs } from './artifacts.js';
export { artifactCheckJob } from './check-job.js';
export { artifactReasons, wasErased } from './errors.js';
export { holdsPersons, type TriedOut } from './holding-persons.js';
export { artifactRetentionJob } from './retention-job.js';
