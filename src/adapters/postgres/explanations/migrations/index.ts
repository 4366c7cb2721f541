import { migration as explanations } from './0001-explanations.js';

export const explanationsMigrations = [explanations];
