import { migration as outcomes } from './0001-outcomes.js';
import { migration as explain } from './0002-explain.js';

export const registryMigrations = [outcomes, explain];
