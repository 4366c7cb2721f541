import { migration as outcomes } from './0001-outcomes.js';

export const registryMigrations = [outcomes];
