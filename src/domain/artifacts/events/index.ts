export { artifactClassed, artifactErased, artifactEvents, artifactRead, artifactStored } from './artifact-events.js';
