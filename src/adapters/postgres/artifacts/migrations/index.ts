import { migration as artifacts } from './0001-artifacts.js';
import { migration as classes } from './0002-classes.js';

export const artifactsMigrations = [artifacts, classes];
