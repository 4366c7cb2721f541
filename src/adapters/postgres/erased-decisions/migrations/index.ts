import { migration as erased } from './0001-erased.js';

export const erasedDecisionMigrations = [erased];
