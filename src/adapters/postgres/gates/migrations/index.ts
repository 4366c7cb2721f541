import { migration as gates } from './0001-gates.js';

export const gateMigrations = [gates];
