import { migration as incidents } from './0001-incidents.js';
import { migration as links } from './0002-links.js';

export const incidentMigrations = [incidents, links];
