import { migration as cases } from './0001-cases.js';

export const oversightMigrations = [cases];
