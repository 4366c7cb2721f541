import { migration as explanations } from './0001-explanations.js';
import { migration as due } from './0002-due.js';

export const explanationsMigrations = [explanations, due];
