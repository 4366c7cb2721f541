import { migration as stops } from './0001-stops.js';
import { migration as reactions } from './0002-reactions.js';

export const stopMigrations = [stops, reactions];
