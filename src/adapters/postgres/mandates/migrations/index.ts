import { migration as mandates } from './0001-mandates.js';

export const mandateMigrations = [mandates];
