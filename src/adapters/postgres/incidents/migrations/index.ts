import { migration as incidents } from './0001-incidents.js';

export const incidentMigrations = [incidents];
