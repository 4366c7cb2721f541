import { migration as calibrations } from './0001-calibrations.js';

export const calibrationMigrations = [calibrations];
