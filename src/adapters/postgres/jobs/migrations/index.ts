import { migration as jobs } from './0001-jobs.js';

export const jobsMigrations = [jobs];
