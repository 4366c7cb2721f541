import { migration as cases } from './0001-cases.js';
import { migration as times } from './0002-times.js';
import { migration as draws } from './0003-draws.js';

export const oversightMigrations = [cases, times, draws];
