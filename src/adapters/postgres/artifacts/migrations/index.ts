import { migration as artifacts } from './0001-artifacts.js';

export const artifactsMigrations = [artifacts];
