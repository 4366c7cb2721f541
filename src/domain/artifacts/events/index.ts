export { artifactEvents, artifactStored } from './artifact-events.js';
